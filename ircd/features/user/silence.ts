import { completeMask, matches } from '#wire/mask.ts'
import { messageFrom } from '#wire/message.ts'
import { ERR_SILELISTFULL, RPL_ENDOFSILELIST, RPL_SILELIST } from '#wire/numerics/channels.ts'
import { byteLength } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { kind } from '../../core/fact.ts'
import { feature, reaction } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { Subject } from '../bans/entry.ts'
import { invited } from '../channel/invite.ts'
import { saidToUser } from '../message/message.ts'

const masksMax = 32
const maskBytesMax = 200

const silenced = new WeakMap<User, string[]>()

/** `by` does not want to hear from that mask, or wants to again. */
export const silenceChanged = kind<{ mask: string; on: boolean }>({
  name: 'silence',
  audience: ({ by }) => {
    const { session } = by as User
    return session ? [session] : []
  },
  apply: ({ by, mask, on }) => {
    const others = masksOf(by as User).filter((each) => each !== mask)
    silenced.set(by as User, on ? [...others, mask] : others)
  },
  lines: ({ by, mask, on }) => [messageFrom((by as User).mask, 'SILENCE', (on ? '+' : '-') + mask)],
})

/**
 * SILENCE: what is said, or an invitation, does not reach who wants not to hear from its sender,
 * and the sender is not told.
 */
export default feature({
  facts: [silenceChanged],
  preludes: [
    reaction(saidToUser, (fact, server) => {
      if (isSilenced(server, fact.user, fact.by as User)) fact.unheard = true
    }),
    reaction(invited, (fact, server) => {
      if (isSilenced(server, fact.user, fact.by as User)) fact.unheard = true
    }),
  ],
  commands: {
    SILENCE: {
      help: '[+mask|-mask]\nWhom you do not want to hear; without a mask, the list.',
      run(ask, word = '') {
        const own = ask.net.user(word) === ask.user
        if (!word || own) return saySilenced(ask)
        change(ask, completeMask(word.replace(/^[-+]/, '')), word[0] !== '-')
      },
    },
  },
  isupport: () => ({ SILENCE: masksMax }),
})

function masksOf(user: User): string[] {
  return silenced.get(user) ?? []
}

function isSilenced(server: Server, user: User, by: User): boolean {
  const masks = silenced.get(user)
  if (!masks?.length || by === user || by.oper) return false
  const { fold } = server.net
  const { forms } = new Subject(by, server)
  return masks.some((mask) => forms.some((form) => matches(fold(mask), form)))
}

function change(ask: Ask, mask: string, on: boolean): void {
  const { fold } = ask.net
  const masks = masksOf(ask.user)
  const there = masks.find((each) => fold(each) === fold(mask))
  if (Boolean(there) === on) return
  const fits = byteLength(mask) <= maskBytesMax && !/[\s,]/.test(mask)
  if (on && (!fits || masks.length >= masksMax)) return ask.reply(ERR_SILELISTFULL(mask))
  ask.commit(silenceChanged, { mask: there ?? mask, on })
}

function saySilenced({ user, reply }: Ask): void {
  for (const mask of masksOf(user)) reply(RPL_SILELIST(user.nick, mask))
  reply(RPL_ENDOFSILELIST())
}
