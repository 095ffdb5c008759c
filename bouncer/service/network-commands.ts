/** `network …`: one's networks. */
import { attributeHelp } from '../draft.ts'
import { addNetwork, changeNetwork, enableNetwork } from '../networks.ts'
import type { Seat } from '../seat.ts'
import { type Asking, noNetwork, type ServiceCommand, type Words } from './command.ts'

export const networkCommands: ServiceCommand[] = [
  {
    name: 'network list',
    params: '',
    help: 'your networks and how they are',
    run: ({ user }) => [...user.seats.values()].map(described),
  },
  {
    name: 'network status',
    params: '[network]',
    help: 'more about one network',
    run: (asking, { plain: [word] }) => about(asking, word, status),
  },
  {
    name: 'network add',
    params: '<name> host=… [attribute=value …]',
    help: `a new network. ${attributeHelp().join('; ')}`,
    min: 1,
    run: add,
  },
  {
    name: 'network change',
    params: '<network> attribute=value …',
    help: 'change a network; attributes as in "network add", empty ones are taken back',
    min: 1,
    run: (asking, words) => about(asking, words.plain[0], (seat) => change(seat, words)),
  },
  {
    name: 'network remove',
    params: '<network>',
    help: 'leave a network for good',
    min: 1,
    run: (asking, { plain: [word] }) => about(asking, word, remove),
  },
  {
    name: 'network connect',
    params: '[network]',
    help: 'connect, or connect anew',
    run: (asking, { plain: [word] }) => about(asking, word, (seat) => enable(seat, true)),
  },
  {
    name: 'network disconnect',
    params: '[network]',
    help: 'disconnect until you connect again',
    run: (asking, { plain: [word] }) => about(asking, word, (seat) => enable(seat, false)),
  },
]

/** A network by the word that was said, or the one that the asker is on. */
function about(
  { user, seat }: Asking,
  word: string | undefined,
  run: (seat: Seat) => string[] | Promise<string[]>,
): string[] | Promise<string[]> {
  const found = word === undefined ? seat : user.find(word)
  if (found) return run(found)
  return [word === undefined ? 'Say which network' : noNetwork(word)]
}

function described(seat: Seat): string {
  const { network, record } = seat
  const nick = network.online ? network.mirror.nick : record.nick
  const why = network.online ? '' : ` (${network.trouble})`
  const places = record.upstream?.addresses.map(({ host, port, tls }) => {
    return `${host}:${port}${tls ? '' : ' without TLS'}`
  })
  const where = places ? places.join(', ') : 'the home network'
  return `${seat.name}: ${network.state}${why}, as ${nick}, ${where}, id ${seat.id}`
}

function status(seat: Seat): string[] {
  const { upstream, channels, detached = [] } = seat.record
  const lines = [described(seat)]
  lines.push(`Channels: ${Object.keys(channels).length}, detached: ${detached.length}`)
  lines.push(`Devices here now: ${seat.devices.size}`)
  if (!upstream) return lines
  const { sasl, certificate, pins, commands, pace, nicks } = upstream
  lines.push(
    `Login: ${sasl ? `SASL ${sasl.mechanism} as ${sasl.user || 'the certificate'}` : 'none'}`,
  )
  if (certificate) lines.push('It has a certificate: see "certfp show"')
  if (nicks.length > 0) lines.push(`Other nicks: ${nicks.join(', ')}`)
  for (const pin of pins) lines.push(`Pinned: ${pin}`)
  if (commands.length > 0) lines.push(`Commands when connected: ${commands.length}`)
  lines.push(`Pace: ${pace.burst} lines at once, then one in ${pace.everyMs} ms`)
  return lines
}

async function add({ user }: Asking, { plain: [name = ''], named }: Words): Promise<string[]> {
  const added = await addNetwork(user, [['name', name], ...named])
  return 'fault' in added ? [added.text] : [`Added ${added.name}, id ${added.id}`]
}

async function change(seat: Seat, { named }: Words): Promise<string[]> {
  if (named.size === 0) return ['Say what to change: attribute=value']
  const fault = await changeNetwork(seat, named)
  return [fault ? fault.text : `Changed ${seat.name}`]
}

async function remove(seat: Seat): Promise<string[]> {
  if (seat.isHome) return ['The home network stays']
  const { name } = seat
  await seat.user.remove(seat)
  return [`Removed ${name}`]
}

async function enable(seat: Seat, enabled: boolean): Promise<string[]> {
  if (seat.isHome && !enabled) return ['The home network stays connected']
  await enableNetwork(seat, enabled)
  return [enabled ? `Connecting to ${seat.name}` : `Disconnected from ${seat.name}`]
}
