/** The topic of a registered channel: who changes it, and whether it stays. */
import { ERR_TOPICLOCK } from '#wire/numerics/channels.ts'
import { shorten } from '#wire/text.ts'
import { feature, guard, reaction } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import { joined } from '../channel/join.ts'
import { topicSet } from '../channel/topic.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { flagsOf } from './access.ts'
import { channelWith } from './desk.ts'
import { actsFor, chanserv, isRegistered, type Registered } from './registration.ts'

export default feature({
  guards: [
    guard(topicSet, ({ channel }, { server, user }) => {
      if (!isRegistered(channel) || !channel.registration.settings.includes('TOPICLOCK')) return
      return !flagsOf(server, channel, user).includes('t') && ERR_TOPICLOCK(channel.name)
    }),
  ],
  reactions: [
    // The first who comes to an empty channel finds no topic where it was not to stay.
    reaction(joined, ({ channel, by }, server) => {
      if (!isRegistered(channel) || !channel.topic || channel.members.size !== 1) return
      if (!actsFor(server, by as User)) return
      if (channel.registration.settings.includes('KEEPTOPIC')) return
      server.commit(topicSet, { channel, text: '' }, chanserv(server))
    }),
  ],
})

export const topicCommands: Record<string, ServiceCommand> = {
  TOPIC: {
    params: '<channel> [text…]',
    help: 'Sets the topic, or clears it.',
    run: (turn, name = '', text = '') => change(turn, name, () => text),
  },
  TOPICAPPEND: {
    params: '<channel> <text…>',
    help: 'Writes something behind the topic, with a bar between.',
    run: (turn, name = '', text = '') =>
      change(turn, name, (now) => [now, text].filter(Boolean).join(' | ')),
  },
  TOPICPREPEND: {
    params: '<channel> <text…>',
    help: 'Writes something before the topic, with a bar between.',
    run: (turn, name = '', text = '') =>
      change(turn, name, (now) => [text, now].filter(Boolean).join(' | ')),
  },
  TOPICSWAP: {
    params: '<channel> <old> <new…>',
    help: 'Replaces a word of the topic, wherever it stands there.',
    run: (turn, name = '', old = '', text = '') =>
      change(turn, name, (now) => now.replaceAll(old, () => text)),
  },
}

function change(turn: Turn, name: string, next: (now: string) => string): void {
  const channel: Registered | undefined = channelWith(turn, name, 't')
  if (!channel) return
  const { server } = turn
  const text = shorten(next(channel.topic?.text ?? ''), server.settings.limits.topic)
  if (text === (channel.topic?.text ?? '')) return turn.say(`The topic of ${channel.name} is that`)
  server.commit(topicSet, { channel, text }, chanserv(server))
  turn.say(`${channel.name} has ${text ? 'a new' : 'no'} topic`)
}
