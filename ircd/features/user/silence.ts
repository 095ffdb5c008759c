import { isCtcp } from '#wire/formatting.ts'
import { completeMask, matches } from '#wire/mask.ts'
import { messageFrom } from '#wire/message.ts'
import { ERR_SILELISTFULL, RPL_ENDOFSILELIST, RPL_SILELIST } from '#wire/numerics/channels.ts'
import { fail } from '#wire/numerics.ts'
import { byteLength } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { kind } from '../../core/fact.ts'
import { feature, reaction } from '../../core/feature.ts'
import type { ServerNode, User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { Subject } from '../bans/entry.ts'
import { invited } from '../channel/invite.ts'
import { type Said, saidToUser } from '../message/message.ts'

const masksMax = 32
const maskBytesMax = 200

/** What can be kept away: CTCP, invitations, notices, messages, and those of tags alone. */
const kinds = 'cinpt'
/** All of that. */
const everything = 'd'
/** An exception from the others. */
const except = 'x'

interface Silence {
  mask: string
  /** Letters in their order; `d` for all kinds. */
  flags: string
}

const silenced = new WeakMap<User, Silence[]>()

/** `by` does not want to hear from that mask, or wants to again. */
export const silenceChanged = kind<Silence & { on: boolean }>({
  name: 'silence',
  audience: ({ by }) => {
    const { session } = by as User
    return session ? [session] : []
  },
  apply: ({ by, mask, flags, on }) => {
    const others = silencesOf(by as User).filter((each) => each.mask !== mask)
    silenced.set(by as User, on ? [...others, { mask, flags }] : others)
  },
  lines: ({ by, mask, flags, on }) => {
    const more = on ? shown(flags) : []
    return [messageFrom((by as User).mask, 'SILENCE', (on ? '+' : '-') + mask, ...more)]
  },
})

/**
 * SILENCE: what is said, or an invitation, does not reach who wants not to hear from its sender,
 * and the sender is not told. Flags say what of it, or make an exception.
 * https://docs.inspircd.org/4/modules/silence/
 */
export default feature({
  facts: [silenceChanged],
  preludes: [
    reaction(saidToUser, (fact, server) => {
      if (isSilenced(server, fact.user, fact.by, kindOf(fact))) fact.unheard = true
    }),
    reaction(invited, (fact, server) => {
      if (isSilenced(server, fact.user, fact.by, 'i')) fact.unheard = true
    }),
  ],
  commands: {
    SILENCE: {
      help: `[+mask|-mask] [flags]
Whom you do not want to hear; without a mask, the list.
Flags: c CTCP, i invitations, n notices, p messages, t typing and the like; x makes an exception.`,
      run(ask, word = '', flags = everything) {
        const own = ask.net.user(word) === ask.user
        if (!word || own) return saySilenced(ask)
        const read = readFlags(flags)
        if (!read) return ask.reply(fail('SILENCE', 'INVALID_FLAGS', 'These are no flags', flags))
        change(ask, completeMask(word.replace(/^[-+]/, '')), read, word[0] !== '-')
      },
    },
  },
  isupport: () => ({
    SILENCE: masksMax,
    ESILENCE: [...kinds, everything, except].sort().join(''),
  }),
})

function silencesOf(user: User): Silence[] {
  return silenced.get(user) ?? []
}

/** An exception alone is one from everything. */
function readFlags(text: string): string | undefined {
  const letters = new Set(text || everything)
  const exception = letters.delete(except) ? except : ''
  const all = letters.size === 0 || letters.has(everything)
  letters.delete(everything)
  const known = [...letters].every((letter) => kinds.includes(letter))
  return known ? (all ? everything : [...letters].sort().join('')) + exception : undefined
}

/** Who keeps everything away need not read it. */
function shown(flags: string): string[] {
  return flags === everything ? [] : [flags]
}

function kindOf({ verb, text }: Said): string {
  if (verb === 'TAGMSG') return 't'
  if (isCtcp(text)) return 'c'
  return verb === 'NOTICE' ? 'n' : 'p'
}

function isSilenced(server: Server, user: User, by: User | ServerNode, letter: string): boolean {
  const all = silenced.get(user)
  if (!all?.length || by === user || !('uid' in by) || by.oper) return false
  const { fold } = server.net
  const { forms } = new Subject(by, server)
  const fitting = all.filter(({ mask, flags }) => {
    const concerns = flags.includes(everything) || flags.includes(letter)
    return concerns && forms.some((form) => matches(fold(mask), form))
  })
  return fitting.length > 0 && !fitting.some(({ flags }) => flags.includes(except))
}

function change(ask: Ask, mask: string, flags: string, on: boolean): void {
  const { fold } = ask.net
  const all = silencesOf(ask.user)
  const there = all.find((each) => fold(each.mask) === fold(mask))
  if (on ? there?.flags === flags : !there) return
  const fits = byteLength(mask) <= maskBytesMax && !/[\s,]/.test(mask)
  if (on && !there && (!fits || all.length >= masksMax)) return ask.reply(ERR_SILELISTFULL(mask))
  ask.commit(silenceChanged, { mask: there?.mask ?? mask, flags, on })
}

function saySilenced({ user, reply }: Ask): void {
  for (const { mask, flags } of silencesOf(user)) {
    reply(RPL_SILELIST(user.nick, mask, ...shown(flags)))
  }
  reply(RPL_ENDOFSILELIST())
}
