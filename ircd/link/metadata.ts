/**
 * What people say of themselves and their channels, on every server of ours:
 * `METADATA <uid, channel or @account> <key> <time>.<server> [value]`, without a value where the key
 * was taken away. Of two the later counts, and of two of one time that of the server with the higher
 * id: so it may come in any order, and twice.
 */
import { type Message, messageFrom } from '#wire/message.ts'
import { byteLength } from '#wire/text.ts'
import type { Channel, ServerNode, User } from '../core/network.ts'
import { usersOf } from '../features/connect/identities.ts'
import { isKey, valueBytesMax } from '../features/metadata/commands.ts'
import { hearers } from '../features/metadata/subscriptions.ts'
import {
  accountOf,
  type Entry,
  isUser,
  metadataChanged,
  metadataOf,
  type Target,
} from '../features/metadata/values.ts'
import { sayOwn } from './extension.ts'
import { aheadMsMax, type Heard, type Hearer, hearer } from './heard.ts'
import type { Links } from './links.ts'
import type { Peer } from './peer.ts'
import { idOf, teller } from './teller.ts'
import { serverOf } from './tree.ts'

/** More keys of one target are not believed, whatever another server allows. */
const keysMax = 100

export const metadataTeller = teller(metadataChanged, (fact, peer) => {
  const { target, key, value, version, by } = fact
  for (const each of aliasesOf(peer, target)) {
    sayOwn(peer, lineOf(idOf(by), each, key, { value, ...version! }), fact)
  }
})

/** A server with accounts of its own does not know that they are one's: it hears of each user. */
function aliasesOf({ links: { net, server } }: Peer, target: Target): string[] {
  const account = accountOf(target)
  const users = account === undefined ? [] : usersOf(server, net.accountNames.keyOf(account))
  return [nameOf(target), ...users.filter((user) => user !== target).map(nameOf)]
}

function nameOf(target: Target): string {
  if (isUser(target)) return target.uid
  return 'members' in target ? target.name : `@${target.account}`
}

function lineOf(source: string, name: string, key: string, { value, at, from }: Entry): Message {
  const words = value === undefined ? [] : [value]
  return messageFrom(source, 'METADATA', name, key, `${at}.${from}`, ...words)
}

/** In a burst, behind the user or the channel. */
export function sayMetadata(peer: Peer, target: User | Channel): void {
  sayEntries(peer, target)
}

/** Behind all users and channels: those of accounts that nobody uses just now. */
export function* accountsWithMetadata({ net }: Links): Iterable<string> {
  yield* metadataOf(net).accounts
}

export function sayAccountMetadata(peer: Peer, account: string): void {
  sayEntries(peer, { account })
}

function sayEntries(peer: Peer, target: Target): void {
  const { me } = peer.links.net
  for (const [key, entry] of metadataOf(peer.links.net).entriesOf(target)) {
    sayOwn(peer, lineOf(me.sid, nameOf(target), key, entry))
  }
}

export const hearMetadata: Hearer = hearer(3, ({ peer, by, params, origin }: Heard) => {
  const { links } = peer
  const [name = '', key = '', when = '', value] = params
  const target = targetOf(links, name, serverOf(by))
  const entry = target && entryOf(links, when, value)
  if (!entry || !isKey(key) || (value && byteLength(value) > valueBytesMax)) return
  const all = metadataOf(links.net)
  const known = all.entriesOf(target)
  if (!all.isLater(target, key, entry) || (!known.has(key) && known.size >= keysMax)) return
  const { at, from } = entry
  const heard = hearers(links.server, target, key)
  const data = { target, key, value, version: { at, from }, hearers: heard }
  links.server.commit(metadataChanged, data, by, undefined, origin)
})

function targetOf({ net, server }: Links, name: string, from: ServerNode): Target | undefined {
  if (name.startsWith('#')) return net.channel(name)
  if (!name.startsWith('@')) return net.uids.get(name)
  const account = name.slice(1)
  // Where accounts are not in common it is another person's.
  return account && !from.ownAccounts
    ? (usersOf(server, net.accountNames.keyOf(account))[0] ?? { account })
    : undefined
}

/** Nothing where it is no time, or one that is not yet: it would count for ever. */
function entryOf({ server }: Links, when: string, value: string | undefined): Entry | undefined {
  const [, time = '', from = ''] = /^(\d{1,15})\.([0-9][0-9A-Z]{2}|)$/.exec(when) ?? []
  const at = Number(time)
  if (time === '' || at > server.ports.now() + aheadMsMax) return undefined
  return { value, at, from }
}
