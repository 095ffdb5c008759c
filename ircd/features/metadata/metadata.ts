import { RPL_WHOISKEYVALUE } from '#wire/numerics/metadata.ts'
import { ERR_UNKNOWNCOMMAND } from '#wire/numerics.ts'
import { type Fact, sourceOf } from '../../core/fact.ts'
import { feature, lens, reaction } from '../../core/feature.ts'
import { connected } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import { witnesses } from '../../core/presence.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'
import { joined } from '../channel/join.ts'
import { usersOf } from '../connect/identities.ts'
import { accountChanged } from '../connect/login.ts'
import { nickChanged } from '../connect/nick.ts'
import { revealed } from '../modes/delayed-join.ts'
import { followed, monitors } from '../user/monitor.ts'
import { runMetadata, valueBytesMax } from './commands.ts'
import { badValue, second, speaksMetadata, third, toldInSecond } from './dialect.ts'
import { sayOwnMetadata } from './own.ts'
import { hearers, introduce, introduceTo, subscribed, syncJoined } from './subscriptions.ts'
import {
  accountOf,
  type Change,
  type Kept,
  metadataChanged,
  metadataFollowed,
  metadataOf,
  nameOf,
} from './values.ts'

/**
 * What people say of themselves and their channels, in the second draft and, with another
 * capability, in the third. https://ircv3.net/specs/extensions/metadata
 */
export default feature({
  cap: second,
  capExcludes: third,
  capRequires: 'batch',
  capValue: metadataLimits,
  capTaken: sayOwnMetadata,
  facts: [metadataChanged, metadataFollowed],
  lenses: [
    lens(metadataChanged, (_, { by, target, key, value }) => [
      toldInSecond(sourceOf(by), nameOf(target), key, value),
    ]),
  ],
  commands: {
    METADATA: {
      from: 'anyone',
      min: 2,
      help: '<*|nick|channel> <GET|LIST|SET|CLEAR|SUB|UNSUB|SUBS|SYNC> [key…] [value]\nWhat people say of themselves and their channels.',
      // Only a value makes it so.
      tooLong: ({ session }) => badValue(session, '*'),
      run(ask, name = '', sub = '', ...params) {
        if (!speaksMetadata(ask.session)) return ask.reply(ERR_UNKNOWNCOMMAND('METADATA'))
        return runMetadata(ask, name, sub, params)
      },
    },
  },
  preludes: [
    reaction(accountChanged, ({ by, account }, server) => {
      const guest = by as User
      const had =
        account !== undefined &&
        guest.account === undefined &&
        !guest.server.ownAccounts &&
        metadataOf(server.net).of(guest).size
      if (!had) return
      metadataOf(server.net).adopt(guest, account)
      keep(server, account)
    }),
  ],
  reactions: [
    reaction(metadataChanged, (change, server, ask) => {
      const account = accountOf(change.target)
      if (account === undefined) return
      keep(server, account)
      tellOthers(server, change, account, ask?.session)
    }),
    reaction(connected, ({ by }, server) => {
      const user = by as User
      introduceTo(server.net, user, monitors(server).for(user.nick)?.keys() ?? [])
    }),
    reaction(nickChanged, ({ by, from, nick }, server) => {
      const { fold } = server.net
      if (fold(from.slice(0, from.indexOf('!'))) === fold(nick)) return
      introduceTo(server.net, by as User, monitors(server).for(nick)?.keys() ?? [])
    }),
    reaction(followed, ({ users }, _, ask) => {
      if (ask) for (const user of users) introduce(ask, user)
    }),
    reaction(joined, ({ by, channel }, { net }, ask) => {
      introduceTo(net, by as User, witnesses(channel, by as User))
      if (ask?.user === by) syncJoined(ask, channel)
    }),
    reaction(revealed, ({ by, to }, { net }) => introduceTo(net, by as User, to)),
  ],
  welcomes: sayOwnMetadata,
  accountNews({ kind, account }, { net }) {
    if (kind === 'removed') metadataOf(net).forget(account)
  },
  whois({ session, net }, user) {
    if (!speaksMetadata(session)) return []
    const values = [...metadataOf(net).of(user)].filter(([key]) => subscribed(session).has(key))
    return values.map(([key, value]) => RPL_WHOISKEYVALUE(user.nick, key, value))
  },
  async boot({ ports, net }) {
    for (const [account, values] of await ports.shelf<Kept>('metadata').list()) {
      metadataOf(net).restore({ account }, values)
    }
  },
})

export function metadataLimits({ settings: { limits } }: Server): string {
  const { metadata, subscriptions } = limits
  return `before-connect,max-subs=${subscriptions},max-keys=${metadata},max-value-bytes=${valueBytesMax}`
}

/** The shelf `metadata` has one document for each account, under its key. */
function keep({ net, ports }: Server, account: string): void {
  const shelf = ports.shelf<Kept>('metadata')
  const key = net.accountNames.keyOf(account)
  const values = metadataOf(net).kept({ account })
  const kept = values ? shelf.put(key, values) : shelf.remove(key)
  kept.catch((error) => ports.fault(error, 'metadata'))
}

/** An account's values are those of all who use it: whoever sees the others hears of them too. */
function tellOthers(
  server: Server,
  { target, key, value, by }: Fact<Change>,
  account: string,
  session: Session | undefined,
): void {
  for (const user of usersOf(server, server.net.accountNames.keyOf(account))) {
    if (user === target) continue
    const change = { target: user, key, value }
    const heard = hearers(server, user, key, session)
    server.commit(metadataFollowed, { ...change, hearers: heard }, by)
  }
}
