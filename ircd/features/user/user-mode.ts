import { messageFrom } from '#wire/message.ts'
import {
  ERR_NOSUCHNICK,
  ERR_UMODEUNKNOWNFLAG,
  ERR_USERSDONTMATCH,
  RPL_UMODEIS,
} from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { kind } from '../../core/fact.ts'
import { feature, type UserMode } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'

/** `by` switched modes of its own, such as `+i`. */
export const userModesChanged = kind<{ changes: { letter: string; on: boolean }[] }>({
  name: 'user mode',
  event: true,
  apply: ({ by, changes }, net) => {
    for (const { letter, on } of changes) net.setUserMode(by as User, letter, on)
  },
  audience: ({ by }) => {
    const { session } = by as User
    return session ? [session] : []
  },
  lines: ({ by, changes }) => {
    const { nick } = by as User
    const text = changes.map(({ letter, on }) => (on ? '+' : '-') + letter).join('')
    return [messageFrom(nick, 'MODE', nick, text)]
  },
})

/** +i hides from strangers, +Z says that the connection is encrypted. */
export default feature({
  facts: [userModesChanged],
  userModes: { i: 'own', Z: 'server' },
  welcomes: sayUserModes,
})

/** https://modern.ircdocs.horse/#user-mode-message */
export function changeUserModes(
  ask: Ask,
  target: string,
  text: string | undefined,
  params: string[],
): void {
  const { net, user, reply, server } = ask
  const owner = net.user(target)
  if (!owner) return reply(ERR_NOSUCHNICK(target))
  if (owner !== user) return reply(ERR_USERSDONTMATCH())
  if (text === undefined) return sayUserModes(ask)
  let on = true
  let unknown = false
  const next = () => params.shift()
  const wanted = new Map<string, boolean>()
  for (const letter of text) {
    if (letter === '+' || letter === '-') on = letter === '+'
    else {
      const mode = server.book.userModes.get(letter)
      if (!mode) unknown = true
      else if (!maySwitch(user, mode, on)) continue
      else if (typeof mode === 'object') mode.change(ask, on, next)
      else wanted.set(letter, on)
    }
  }
  if (unknown) reply(ERR_UMODEUNKNOWNFLAG())
  const changes = [...wanted]
    .map(([letter, on]) => ({ letter, on }))
    .filter(({ letter, on }) => user.modes.has(letter) !== on)
  if (changes.length) ask.commit(userModesChanged, { changes })
}

function maySwitch(user: User, mode: UserMode, on: boolean): boolean {
  const owner = typeof mode === 'object' ? mode.owner : mode
  if (owner === 'own') return true
  if (owner === 'oper') return !on || user.oper !== undefined
  return owner === 'drop' && !on
}

function sayUserModes({ user, reply }: Ask): void {
  reply(RPL_UMODEIS(`+${[...user.modes].sort().join('')}`))
}
