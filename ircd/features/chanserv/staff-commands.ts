/** What those do who look after all registered channels. */
import { shorten } from '#wire/text.ts'
import { kicked } from '../channel/kick.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { channelFor, record, settled } from './desk.ts'
import { amend, chanserv } from './registration.ts'

export const staffCommands: Record<string, ServiceCommand> = {
  CLOSE: {
    params: '<channel> <reason…>',
    needs: 'channels',
    aliases: ['PURGE'],
    help: `Closes a channel: everybody is thrown out, and nobody comes in until it is opened again.
The founder keeps it, but can do nothing there.`,
    async run(turn, name = '', reason = '') {
      const channel = channelFor(turn, name)
      if (!channel) return
      const text = shorten(reason, turn.server.settings.limits.kick)
      const closed = { by: turn.name, reason: text }
      if (!(await settled(turn, channel, amend(turn.server, channel, { closed })))) return
      const by = chanserv(turn.server)
      const inside = [...channel.members.keys()].filter(({ service }) => !service)
      for (const user of inside) turn.server.commit(kicked, { channel, user, text }, by)
      record(turn, `closed: ${text}`, channel)
      turn.say(`${channel.name} is closed`)
    },
  },
  HOLD: {
    params: '<channel> <ON|OFF>',
    needs: 'channels',
    help: 'Keeps a channel registered, however long nobody uses it.',
    run: (turn, name = '', value = '') => hold(turn, name, value),
  },
  OPEN: {
    params: '<channel>',
    needs: 'channels',
    help: 'Opens a channel that was closed.',
    run: (turn, name = '') => open(turn, name),
  },
}

async function open(turn: Turn, name: string): Promise<void> {
  const channel = channelFor(turn, name)
  if (!channel) return
  if (!channel.registration.closed) {
    return turn.refuse('NOT_CLOSED', `${channel.name} is not closed`, channel.name)
  }
  if (!(await settled(turn, channel, amend(turn.server, channel, { closed: undefined })))) return
  record(turn, 'opened', channel)
  turn.say(`${channel.name} is open again`)
}

async function hold(turn: Turn, name: string, value: string): Promise<void> {
  const channel = channelFor(turn, name)
  if (!channel) return
  const on = /^on$/i.test(value)
  if (!on && !/^off$/i.test(value)) {
    return turn.refuse('INVALID_PARAMS', 'HOLD is ON or OFF', channel.name)
  }
  const others = channel.registration.settings.filter((each) => each !== 'HOLD')
  const settings = on ? [...others, 'HOLD'].sort() : others
  if (!(await settled(turn, channel, amend(turn.server, channel, { settings })))) return
  record(turn, on ? 'held' : 'held no longer', channel)
  turn.say(`${channel.name} is ${on ? 'held' : 'held no longer'}`)
}
