/**
 * BOUNCER: a client adds, changes and removes its owner's networks.
 * Source: https://soju.im/bouncer-networks; another dialect of it in `kiwi-bouncer.ts`.
 */
import { type Message, messageFrom, parseTags } from '#wire/message.ts'
import { addNetwork, changeNetwork, type NetworkFault } from '../networks.ts'
import type { Caller } from './caller.ts'
import { kiwiBouncer } from './kiwi-bouncer.ts'
import { listNetworks } from './network-news.ts'

export function bouncer(caller: Caller, line: Message): Promise<void> | void {
  const [word = '', ...rest] = line.params
  const caps = caller.caps.acked
  const isKiwi = caps.has('bouncer') && !caps.has('soju.im/bouncer-networks')
  if (isKiwi) return kiwiBouncer(caller, word.toLowerCase(), rest)
  const sub = word.toUpperCase()
  switch (sub) {
    case 'BIND':
      return fail(caller, 'REGISTRATION_IS_COMPLETED', [sub], 'A network is chosen at login')
    case 'LISTNETWORKS':
      return listNetworks(caller)
    case 'ADDNETWORK':
      return add(caller, rest)
    case 'CHANGENETWORK':
      return change(caller, rest)
    case 'DELNETWORK':
      return remove(caller, rest)
    default:
      return fail(caller, 'UNKNOWN_COMMAND', [sub || '*'], 'Unknown subcommand')
  }
}

async function add(caller: Caller, [text = '']: string[]): Promise<void> {
  const sub = 'ADDNETWORK'
  const added = await addNetwork(caller.user, parseTags(text))
  if ('fault' in added) return refuse(caller, sub, '*', added)
  caller.reply(messageFrom(caller.server, 'BOUNCER', sub, added.id))
}

async function change(caller: Caller, [netid = '*', text = '']: string[]): Promise<void> {
  const sub = 'CHANGENETWORK'
  const seat = caller.user.seats.get(netid)
  if (!seat) return fail(caller, 'INVALID_NETID', [sub, netid], 'There is no such network')
  const fault = await changeNetwork(seat, parseTags(text))
  if (fault) return refuse(caller, sub, netid, fault)
  caller.reply(messageFrom(caller.server, 'BOUNCER', sub, netid))
}

async function remove(caller: Caller, [netid = '*']: string[]): Promise<void> {
  const sub = 'DELNETWORK'
  const seat = caller.user.seats.get(netid)
  if (!seat || seat.isHome) {
    const text = seat ? 'The home network stays' : 'There is no such network'
    return fail(caller, 'INVALID_NETID', [sub, netid], text)
  }
  caller.reply(messageFrom(caller.server, 'BOUNCER', sub, netid))
  await caller.user.remove(seat)
}

const codes: Record<NetworkFault['fault'], string> = {
  unknown: 'UNKNOWN_ATTRIBUTE',
  'read-only': 'READ_ONLY_ATTRIBUTE',
  invalid: 'INVALID_ATTRIBUTE',
  need: 'NEED_ATTRIBUTE',
  refused: 'INVALID_ATTRIBUTE',
}

function refuse(caller: Caller, sub: string, netid: string, fault: NetworkFault): void {
  const context = fault.fault === 'need' ? [sub] : [sub, netid]
  fail(caller, codes[fault.fault], [...context, fault.attribute], fault.text)
}

export function fail(caller: Caller, code: string, context: string[], text: string): void {
  const safe = context.map((word) => (/^:|\s/.test(word) || word === '' ? '*' : word))
  caller.reply(messageFrom(caller.server, 'FAIL', 'BOUNCER', code, ...safe, text))
}
