/** Registering channels, and giving them up. */
import { isChannelName } from '#wire/names.ts'
import type { Channel } from '../../core/network.ts'
import { newChannel } from '../channel/join.ts'
import { isRestricted } from '../nickserv/desk.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { channelOfFounder, isFounder, record, settled } from './desk.ts'
import { greetAgain } from './door.ts'
import { petition } from './petitions.ts'
import {
  dissolve,
  firstOf,
  found,
  foundedBy,
  isRegistered,
  type Registered,
} from './registration.ts'

export const registerCommands: Record<string, ServiceCommand> = {
  REGISTER: {
    params: '<channel>',
    from: 'account',
    help: `Registers a channel in your name.
You must be its operator. From then on its topic, modes and lists are kept while nobody is inside,
and you become its owner whenever you join.`,
    async run(turn, name = '') {
      if (!(await isRestricted(turn))) await register(turn, name)
    },
  },
  DROP: {
    params: '<channel> [code]',
    help: `Gives a channel up: nobody has it registered any more.
Said without a code it tells you one, which makes sure that you mean it.`,
    run: (turn, name = '', code) => drop(turn, name, code),
  },
}

function register(turn: Turn, name: string): void | Promise<void> {
  const { server, net, account } = turn
  if (!isChannelName(name, server.settings.limits.channel)) {
    return turn.refuse('INVALID_CHANNEL', `${name} is not the name of a channel`, name)
  }
  const channel = channelToRegister(turn, name)
  if (!channel) return
  if (isRegistered(channel)) {
    return turn.refuse('CHANNEL_REGISTERED', `${channel.name} is registered already`, channel.name)
  }
  if (server.troubled) {
    return turn.refuse('TEMPORARILY_UNAVAILABLE', 'Nothing can be kept just now', channel.name)
  }
  const { channels: most } = server.settings.services
  if (foundedBy(net, account!).length >= most && !turn.can('channels')) {
    return turn.refuse('LIMIT_REACHED', `An account has at most ${most} channels`, channel.name)
  }
  if (server.settings.services.approval && !turn.can('channels')) {
    return petition(turn, channel.name)
  }
  return give(turn, channel)
}

async function give(turn: Turn, channel: Channel): Promise<void> {
  const { server, account } = turn
  const first = firstOf(account!, turn.now)
  if (!(await settled(turn, channel, found(server, channel, first)))) return
  record(turn, 'registered', channel)
  greetAgain(server, channel as Registered)
  turn.say(`${channel.name} is registered to ${account}`)
}

/** Only who operates a channel may have it; the operator of the network need not be there. */
function channelToRegister(turn: Turn, name: string): Channel | undefined {
  const { net, user, server } = turn
  const channel = net.channel(name) ?? net.vacant.get(net.fold(name))
  if (!user) return channel ?? newChannel({ server, now: turn.now }, name)
  if (channel?.members.get(user)?.op || (channel && turn.can('channels'))) return channel
  const why = `You must be inside ${name} as its operator to register it`
  turn.refuse('ACCESS_DENIED', why, name)
  return undefined
}

async function drop(turn: Turn, name: string, code: string | undefined): Promise<void> {
  const channel = channelOfFounder(turn, name)
  if (!channel) return
  // Whoever asks on the command line has thought before.
  if (turn.user && code !== codeOf(turn, channel)) {
    const line = `To give ${channel.name} up for good: DROP ${channel.name} ${codeOf(turn, channel)}`
    return code === undefined
      ? turn.say(line)
      : turn.refuse('INVALID_CODE', `This is not the code. ${line}`, channel.name)
  }
  const what = isFounder(turn, channel) ? 'dropped' : 'dropped by force'
  if (!(await settled(turn, channel, dissolve(turn.server, channel)))) return
  record(turn, what, channel)
  turn.say(`${channel.name} is registered no more`)
}

/** The same for one channel, one registration and one asker, and not to be guessed. */
function codeOf({ server, name }: Turn, { id, registration }: Registered): string {
  return server.ports.digest(`drop ${id} ${registration.at} ${name}`).slice(0, 8)
}
