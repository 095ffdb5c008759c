/** Channels that somebody wants to register where operators of the network decide about each. */
import { formatDuration } from '#wire/duration.ts'
import { feature } from '../../core/feature.ts'
import type { Server } from '../../core/server.ts'
import { newChannel } from '../channel/join.ts'
import { namedAs } from '../connect/renamed.ts'
import { Memos } from '../services/memos.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { record, settled } from './desk.ts'
import { greetAgain } from './door.ts'
import { firstOf, found, isRegistered, type Registered } from './registration.ts'

/** On the shelf `channel-requests`, under the channel's folded name. */
interface Petition {
  channel: string
  account: string
  at: number
}

/** So many may wait; whoever decides does not come through more. */
const waitingMax = 1000

export const petitionCommands: Record<string, ServiceCommand> = {
  WAITING: {
    needs: 'channels',
    help: 'Lists the channels that wait to be registered.',
    async run(turn) {
      const all = await shelfOf(turn.server).list()
      const lines = all.map(([, { channel, account, at }]) => {
        return `  ${channel} for ${account}, ${formatDuration((turn.now - at) / 1000)} ago`
      })
      turn.say(...lines, `${all.length} wait`)
    },
  },
  ACTIVATE: {
    params: '<channel>',
    needs: 'channels',
    help: 'Registers a channel to whoever asked for it.',
    run: (turn, name = '') => decide(turn, name, ''),
  },
  REJECT: {
    params: '<channel> [reason…]',
    needs: 'channels',
    help: 'Does not register a channel that somebody asked for.',
    run: (turn, name = '', reason = '') => decide(turn, name, reason || 'No reason was given'),
  },
}

/** Whoever takes an account's name next has asked for nothing. */
export default feature({
  accountNews({ kind, account }, server) {
    if (kind !== 'removed') return
    withdrawAll(server, account).catch((error) => server.ports.fault(error, 'channel requests'))
  },
})

async function withdrawAll(server: Server, account: string): Promise<void> {
  const shelf = shelfOf(server)
  const isIts = namedAs(server.net, account)
  for (const [key, wanted] of await shelf.list()) {
    if (isIts(wanted.account)) await shelf.replace(key, wanted)
  }
}

/** Asks for a channel in the asker's name. */
export async function petition(turn: Turn, channel: string): Promise<void> {
  const { server, net, account = '', now: at } = turn
  const shelf = shelfOf(server)
  const all = await shelf.list()
  const own = all.filter(([, each]) => net.accountNames.isSame(each.account, account))
  if (all.length >= waitingMax || own.length >= server.settings.services.channels) {
    return turn.refuse('LIMIT_REACHED', 'Too many channels wait to be registered', channel)
  }
  if (!(await shelf.add(net.fold(channel), { channel, account, at }))) {
    return turn.refuse('WAITING_ALREADY', `Somebody has asked for ${channel} already`, channel)
  }
  record(turn, 'asked for', { name: channel })
  turn.say(`You have asked for ${channel}: operators of the network decide`)
}

/** @param refused why not; '' where it is registered */
async function decide(turn: Turn, name: string, refused: string): Promise<void> {
  const { server, net } = turn
  const key = net.fold(name)
  const wanted = await shelfOf(server).get(key)
  if (!wanted) return turn.refuse('NOTHING_WAITING', `Nobody has asked for ${name}`, name)
  const owner = await server.ports.accounts.find(wanted.account)
  // Somebody else may have decided meanwhile.
  if (!(await shelfOf(server).replace(key, wanted))) return
  if (!owner) return turn.refuse('ACCOUNT_UNKNOWN', `There is no account ${wanted.account}`, name)
  const isTaken = isRegistered(net.channel(name))
  const why = refused || (isTaken ? 'Somebody has it' : '')
  if (!why && !(await give(turn, name, owner.name))) {
    await shelfOf(server).add(key, wanted)
    return
  }
  record(turn, why ? 'refused' : 'registered', { name: wanted.channel })
  const text = why ? `${wanted.channel} was refused: ${why}` : `${wanted.channel} is yours`
  await new Memos(server).deliver(owner.name, 'ChanServ', text)
  turn.say(`${owner.name}: ${text}`)
}

async function give(turn: Turn, name: string, account: string): Promise<boolean> {
  const { server, net, now } = turn
  const channel = net.channel(name) ?? net.vacant.get(net.fold(name))
  const its = channel ?? newChannel({ server, now }, name)
  if (!(await settled(turn, its, found(server, its, firstOf(account, now))))) return false
  greetAgain(server, its as Registered)
  return true
}

function shelfOf({ ports }: Server) {
  return ports.shelf<Petition>('channel-requests')
}
