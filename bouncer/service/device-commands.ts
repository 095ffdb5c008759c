/** `device …`: where each device is in the log, and what it wants of it. */
import type { DevicePolicy } from '#store/store.ts'
import type { Seat } from '../seat.ts'
import { type Asking, type ServiceCommand, seatOf, type Words } from './command.ts'

/** Lines behind that are counted. */
const lagMax = 10_000

export const deviceCommands: ServiceCommand[] = [
  {
    name: 'device list',
    params: '[network=…]',
    help: 'your devices, how many lines each is behind, and when it last answered',
    run: (asking, words) => inSeat(asking, words, list),
  },
  {
    name: 'device forget',
    params: '<device> [network=…]',
    help: 'disconnect a device, and push nothing to it; when it comes again it is new',
    min: 1,
    run: (asking, words) => inSeat(asking, words, (seat) => forget(seat, words)),
  },
  {
    name: 'device policy',
    params: '<device> [replay=all|highlights|last:N|since:2d] [events=on|off] [network=…]',
    help: 'what a device gets of what it missed, and whether of joins and parts',
    min: 1,
    run: (asking, words) => inSeat(asking, words, (seat) => policy(seat, words)),
  },
]

async function inSeat(
  asking: Asking,
  words: Words,
  run: (seat: Seat) => Promise<string[]>,
): Promise<string[]> {
  const seat = seatOf(asking, words)
  return typeof seat === 'string' ? [seat] : run(seat)
}

async function list(seat: Seat): Promise<string[]> {
  const names = await devicesOf(seat)
  if (names.length === 0) return [`No device has been on ${seat.name}`]
  return Promise.all(names.map((name) => described(seat, name)))
}

async function described(seat: Seat, name: string): Promise<string> {
  const cursor = await seat.cursor(name)
  const rows = await seat.setting.store.log.since(seat.journal.name, cursor.seq, lagMax)
  const behind = rows.filter(({ event }) => !event).length
  const here = [...seat.devices].some(({ device }) => device === name)
  const lag =
    behind === 0 ? 'up to date' : `${behind}${rows.length === lagMax ? '+' : ''} lines behind`
  const at = new Date(cursor.at).toISOString().slice(0, 19).replace('T', ' ')
  const label = name === '' ? '(no name)' : name
  return `${label}: ${here ? 'connected' : 'away'}, ${lag}, last answer ${at} UTC${wants(cursor.policy)}`
}

function wants({ replay = 'all', events = true }: DevicePolicy): string {
  const words: string[] = []
  if (replay === 'highlights') words.push('replay=highlights')
  else if (replay !== 'all' && 'last' in replay) words.push(`replay=last:${replay.last}`)
  else if (replay !== 'all') words.push(`replay=since:${Math.round(replay.sinceMs / 3_600_000)}h`)
  if (!events) words.push('events=off')
  return words.length > 0 ? `, ${words.join(' ')}` : ''
}

async function devicesOf(seat: Seat): Promise<string[]> {
  const names = await seat.deviceNames()
  return [...new Set([...names, ...[...seat.devices].map(({ device }) => device)])].sort()
}

async function forget(seat: Seat, { plain: [name = ''] }: Words): Promise<string[]> {
  const isKnown = (await devicesOf(seat)).includes(name)
  if (!isKnown) return [`There is no device ${name}`]
  await seat.forget(name)
  // A nameless device may be any of several.
  if (name !== '') await seat.user.pushes.forget(name)
  return [`${name} is forgotten`]
}

async function policy(seat: Seat, { plain: [name = ''], named }: Words): Promise<string[]> {
  if (!(await devicesOf(seat)).includes(name)) return [`There is no device ${name}`]
  const [replay, events] = [named.get('replay'), named.get('events')]
  const wanted = replay === undefined ? undefined : parseReplay(replay)
  if (replay !== undefined && wanted === undefined) {
    return ['replay is all, highlights, last:100, or since:12h (m, h, d)']
  }
  if (events !== undefined && !/^(on|off)$/.test(events)) return ['events is on or off']
  const cursor = await seat.cursor(name)
  cursor.policy = {
    replay: wanted ?? cursor.policy.replay,
    events: events === undefined ? cursor.policy.events : events === 'on',
  }
  return [`${name}: replay and events are set${wants(cursor.policy)}`]
}

const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

function parseReplay(text: string): DevicePolicy['replay'] {
  if (text === 'all' || text === 'highlights') return text
  const last = /^last:(\d{1,5})$/.exec(text)?.[1]
  if (last !== undefined) return { last: Number(last) }
  const [, count, unit = ''] = /^since:(\d{1,4})([mhd])$/.exec(text) ?? []
  return count === undefined ? undefined : { sinceMs: Number(count) * units[unit]! }
}
