/**
 * BOUNCER as KiwiBNC has it, for the capability `bouncer`: what a stock Kiwi IRC needs to show
 * its owner's networks and windows.
 * Source: https://github.com/kiwiirc/kiwibnc/blob/master/docs/bouncer_protocol.md
 */
import { formatTime } from '#wire/chathistory.ts'
import { formatTags, message, messageFrom, parseTags, type Tags } from '#wire/message.ts'
import { addNetwork, changeNetwork, enableNetwork } from '../networks.ts'
import type { Seat } from '../seat.ts'
import { targetIn } from '../windows.ts'
import type { Caller } from './caller.ts'
import { nameOf } from './history.ts'
import { networkAttributes, oneWord } from './network-news.ts'

const buffersMax = 1_000
const foreverMs = 8.64e15

export async function kiwiBouncer(caller: Caller, sub: string, rest: string[]): Promise<void> {
  const say = (...words: string[]) =>
    caller.reply(messageFrom(caller.server, 'BOUNCER', sub, ...words))
  const [first = '', second = ''] = rest
  if (sub === 'listnetworks') {
    for (const seat of caller.user.seats.values()) say(seat.id, tagsOf(seat))
    return say('RPL_OK')
  }
  if (sub === 'addnetwork') return add(caller, say, first)
  const seat = caller.user.find(first)
  if (!seat) return say(first || '*', 'ERR_NETNOTFOUND')
  switch (sub) {
    case 'listbuffers':
      return listBuffers(seat, say)
    case 'connect':
    case 'disconnect':
      await enableNetwork(seat, sub === 'connect')
      return say(seat.id, 'RPL_OK')
    case 'changenetwork':
      return say(
        seat.id,
        (await changeNetwork(seat, translated(second))) ? 'ERR_INVALIDARGS' : 'RPL_OK',
      )
    case 'delnetwork':
      if (seat.isHome) return say(seat.id, 'ERR_INVALIDARGS')
      await caller.user.remove(seat)
      return say(seat.id, 'RPL_OK')
    case 'changebuffer':
      return changeBuffer(seat, say, second, parseTags(rest[2] ?? ''))
    case 'delbuffer':
      if (seat.network.mirror.channel(second)) seat.network.ask(undefined, message('PART', second))
      seat.network.willPart(second)
      return say(seat.id, second || '*', 'RPL_OK')
    default:
      say('ERR_UNKNOWNCOMMAND')
  }
}

type Say = (...words: string[]) => void

async function add(caller: Caller, say: Say, text: string): Promise<void> {
  const added = await addNetwork(caller.user, translated(text))
  if (!('fault' in added)) return say(added.id, oneWord(added.name), 'RPL_OK')
  say('*', added.fault === 'refused' ? 'ERR_NAMEINUSE' : 'ERR_INVALIDARGS', added.text)
}

const words = new Map([
  ['network', 'name'],
  ['nick', 'nickname'],
  ['password', 'pass'],
  ['user', 'username'],
])
const known = new Set(['name', 'host', 'port', 'tls', 'nickname', 'username', 'realname', 'pass'])

/** Kiwi's names of attributes as ours; those that mean nothing here are left out. */
function translated(text: string): [string, string][] {
  return [...parseTags(text)]
    .map(([name, value]): [string, string] => [words.get(name) ?? name, value])
    .filter(([name]) => known.has(name))
}

function tagsOf(seat: Seat): string {
  const from = networkAttributes(seat)
  const tags: Tags = new Map([['network', seat.name]])
  for (const name of ['host', 'port', 'tls']) tags.set(name, from.get(name) ?? '')
  tags.set('state', seat.network.online ? 'connected' : 'disconnected')
  tags.set('nick', seat.record.nick).set('currentNick', from.get('nickname') ?? '')
  return formatTags(tags)
}

/** COMPAT: what is not in this list disappears from Kiwi's windows. */
async function listBuffers(seat: Seat, say: Say): Promise<void> {
  const { mirror } = seat.network
  const names = new Map([...mirror.channels].map(([key, { name }]) => [key, name]))
  const { log } = seat.setting.store
  for (const { buffer } of await log.buffers(
    seat.journal.name,
    0,
    foreverMs,
    buffersMax,
    'newest',
  )) {
    const folded = targetIn(buffer)
    if (names.has(folded) || mirror.isChannel(folded)) continue
    names.set(folded, (await nameOf(seat, buffer, folded)) ?? folded)
  }
  for (const [key, name] of names) {
    const tags: Tags = new Map([
      ['network', seat.name],
      ['buffer', name],
    ])
    const channel = mirror.channels.get(key)
    if (channel) tags.set('joined', seat.isHidden(key) ? '0' : '1')
    if (channel?.topic) tags.set('topic', channel.topic.text)
    const seen = seat.markers.get(key)
    if (seen !== undefined) tags.set('seen', formatTime(seen))
    say(seat.id, formatTags(tags))
  }
  say(seat.id, 'RPL_OK')
}

function changeBuffer(seat: Seat, say: Say, target: string, tags: Tags): void {
  const seen = tags.get('seen')
  const at = seen === '1' ? Date.now() : Date.parse(seen ?? '')
  if (target && at >= 0) seat.mark(target, at)
  say(seat.id, target || '*', 'RPL_OK')
}
