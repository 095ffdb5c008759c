/** Who comes into a registered channel: what it is given at the door, and who is not let in. */
import { fit } from '#wire/fit.ts'
import { messageFrom } from '#wire/message.ts'
import { ERR_CHANNELCLOSED, RPL_CHANNELURL } from '#wire/numerics/channels.ts'
import { ERR_INVITEONLYCHAN } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { sourceOf } from '../../core/fact.ts'
import { feature, guard, reaction } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { joined } from '../channel/join.ts'
import { modesChanged } from '../channel/mode.ts'
import type { Change } from '../channel/mode-change.ts'
import { accountHere } from '../connect/account-here.ts'
import { accountChanged } from '../connect/login.ts'
import { flagsOf, statusesFor } from './access.ts'
import { actsFor, chanserv, isRegistered, type Registered } from './registration.ts'

/** Who is on the access list has its status without asking: see the flags `O`, `H` and `V`. */
export default feature({
  guards: [guard(joined, ({ channel }, ask) => isRegistered(channel) && keptOut(ask, channel))],
  reactions: [
    reaction(joined, ({ by, channel }, server) => {
      if (!isRegistered(channel)) return
      welcome(server, channel, by as User)
      greet(server, channel, [by as User])
    }),
    reaction(accountChanged, ({ by }, server) => {
      for (const channel of (by as User).channels) {
        if (isRegistered(channel)) greet(server, channel, [by as User])
      }
    }),
  ],
})

function keptOut(ask: Ask, channel: Registered) {
  const { server, user } = ask
  const { closed, settings } = channel.registration
  if (closed) return !ask.can('channels') && ERR_CHANNELCLOSED(channel.name, closed.reason)
  const isClosed = settings.includes('RESTRICTED') && !ask.can('override')
  return isClosed && !flagsOf(server, channel, user) && ERR_INVITEONLYCHAN(channel.name)
}

/** What whoever comes in is told. */
function welcome(server: Server, { name, registration: { texts } }: Registered, user: User): void {
  const { URL: url, ENTRYMSG: text } = texts
  if (url) user.session?.tell(RPL_CHANNELURL(name, url))
  if (!text) return
  const source = sourceOf(chanserv(server))
  user.session?.say(fit(messageFrom(source, 'NOTICE', user.nick, `[${name}] ${text}`)))
}

/** Gives everybody inside what the access list says, after that has changed. */
export function greetAgain(server: Server, channel: Registered): void {
  greet(server, channel, channel.members.keys())
}

function greet(server: Server, channel: Registered, users: Iterable<User>): void {
  if (!channel.registration.settings.includes('AUTOOP')) return
  const own = [...users].filter((user) => actsFor(server, user))
  const changes = own.flatMap((user) => giving(server, channel, user))
  if (changes.length) server.commit(modesChanged, { channel, changes }, chanserv(server))
}

/** What the user should have and has not. */
function giving(server: Server, channel: Registered, user: User): Change[] {
  const member = channel.members.get(user)
  if (!member || user.service || accountHere(server, user)?.settings.noOp) return []
  const missing = statusesFor(flagsOf(server, channel, user)).filter((one) => !member.has(one))
  return missing.map((letter) => statusChange(server, user, letter, true))
}

/** A status mode given to a member, or taken from it. */
export function statusChange(server: Server, user: User, letter: string, on: boolean): Change {
  const { rank } = server.book.statuses.find((status) => status.letter === letter)!
  return { type: 'status', letter, on, user, rank }
}
