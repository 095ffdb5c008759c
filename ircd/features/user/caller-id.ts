import { messageFrom } from '#wire/message.ts'
import {
  ERR_ACCEPTEXIST,
  ERR_ACCEPTFULL,
  ERR_ACCEPTNOT,
  ERR_TARGUMODEG,
  RPL_ACCEPTLIST,
  RPL_ENDOFACCEPT,
  RPL_TARGNOTIFY,
} from '#wire/numerics/channels.ts'
import { ERR_NOSUCHNICK } from '#wire/numerics.ts'
import { pack } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { kind } from '../../core/fact.ts'
import { feature, guard } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import { saidToUser } from '../message/message.ts'
import { acceptedBy, isWelcome } from './accepted.ts'

const acceptsMax = 64
/** Somebody is told at most so often that others want to write to it. */
const toldMs = 60_000
const nicksBytesMax = 400

/** `by` would like to write to `user`, who hears only those whom it has accepted. */
export const called = kind<{ user: User }>({
  name: 'called',
  delivers: ({ user }) => user.session,
  audience: () => [],
  apply: ({ user, at }) => {
    told.set(user, at)
  },
  lines: ({ by, user }) => {
    const { nick, username, host } = by as User
    const text = 'is writing to you, and you hear only those whom you have accepted (+g)'
    return [messageFrom(user.server.name, '718', user.nick, nick, `${username}@${host}`, text)]
  },
})

const told = new WeakMap<User, number>()

/** `by` accepts `user`, or does not any more. */
export const acceptChanged = kind<{ user: User; on: boolean }>({
  name: 'accept',
  audience: () => [],
  lines: () => [],
  apply: ({ by, user, on }) => {
    const list = acceptedBy(by as User)
    if (on) list.add(user)
    else list.delete(user)
  },
})

/** +g, caller-id: only who was accepted is heard. https://modern.ircdocs.horse/#accept */
export default feature({
  userModes: { g: 'own' },
  facts: [called, acceptChanged],
  guards: [
    guard(saidToUser, ({ user, verb }, ask) => {
      if (!user.modes.has('g') || isWelcome(user, ask.user)) return
      const refusal = ERR_TARGUMODEG(user.nick)
      const isTold = ask.now - (told.get(user) ?? 0) < toldMs
      if (isTold || verb === 'TAGMSG') return refusal
      ask.server.commit(called, { user }, ask.user)
      return { ...RPL_TARGNOTIFY(user.nick), before: refusal }
    }),
  ],
  commands: {
    ACCEPT: {
      help: '[nick,-nick,*]\nWhom you hear while you have +g; * shows the list.',
      run(ask, list = '*') {
        for (const word of list.split(',').filter(Boolean)) {
          if (word === '*') sayAccepted(ask)
          else accept(ask, word)
        }
      },
    },
  },
  isupport: () => ({ CALLERID: 'g', ACCEPT: acceptsMax }),
})

function accept(ask: Ask, word: string): void {
  const on = word[0] !== '-'
  const nick = word.replace(/^[-+]/, '')
  const user = ask.net.user(nick)
  const accepted = present(ask)
  if (!user) return ask.reply(ERR_NOSUCHNICK(nick))
  if (on && accepted.includes(user)) return ask.reply(ERR_ACCEPTEXIST(user.nick))
  if (!on && !accepted.includes(user)) return ask.reply(ERR_ACCEPTNOT(user.nick))
  if (on && accepted.length >= acceptsMax) return ask.reply(ERR_ACCEPTFULL())
  ask.commit(acceptChanged, { user, on })
}

/** Who has left the network leaves the list as well. */
function present({ net, user }: Ask): User[] {
  const list = acceptedBy(user)
  for (const each of list) if (net.user(each.nick) !== each) list.delete(each)
  return [...list]
}

function sayAccepted(ask: Ask): void {
  const nicks = present(ask).map(({ nick }) => nick)
  for (const line of pack(nicks, nicksBytesMax)) ask.reply(RPL_ACCEPTLIST(line))
  ask.reply(RPL_ENDOFACCEPT())
}
