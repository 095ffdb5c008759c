import { messageFrom } from '#wire/message.ts'
import { ERR_NOTONCHANNEL, RPL_NOTOPIC, RPL_TOPIC, RPL_TOPICWHOTIME } from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { inChannels, kind, sourceOf } from '../../core/fact.ts'
import { feature, guard } from '../../core/feature.ts'
import type { Channel } from '../../core/network.ts'
import { isInside } from './standing.ts'
import { channelFor } from './visibility.ts'

/**
 * `by` set the topic, or cleared it with an empty text. Where another server tells of it, it is
 * `setBy` who did, at `setAt`, seconds since 1970.
 */
export const topicSet = kind<{
  channel: Channel
  text: string
  setBy?: string | undefined
  setAt?: number | undefined
  /** How old the channel was there then, seconds since 1970. */
  of?: number | undefined
}>({
  name: 'topic',
  event: true,
  apply: ({ by, at, channel, text, setBy, setAt, of }) => {
    // Of two topics the later counts on every server: no two of one second.
    channel.topicAt = setAt ?? Math.max(Math.floor(at / 1000), channel.topicAt + 1)
    channel.topicOf = of ?? channel.createdAt
    channel.topic = text ? { text, by: setBy ?? sourceOf(by), at: channel.topicAt } : undefined
  },
  audience: ({ channel }) => channel.locals,
  lines: ({ by, channel, text }) => [messageFrom(sourceOf(by), 'TOPIC', channel.name, text)],
  keep: ({ channel }) => inChannels([channel]),
  saves: ({ channel }) => [channel],
})

/** https://modern.ircdocs.horse/#topic-message */
export default feature({
  facts: [topicSet],
  guards: [
    guard(topicSet, ({ channel }, ask) => {
      return !isInside(ask, channel) && ERR_NOTONCHANNEL(channel.name)
    }),
  ],
  commands: {
    TOPIC: {
      help: '<channel> [text]\nShows the topic, or sets it; an empty text clears it.',
      min: 1,
      run(ask, name = '', text) {
        const channel = channelFor(ask, name)
        if (!channel) return
        if (text === undefined) return sayTopic(ask, channel)
        ask.commit(topicSet, { channel, text: shorten(text, ask.server.settings.limits.topic) })
      },
    },
  },
  isupport: ({ settings: { limits } }) => ({ TOPICLEN: limits.topic }),
})

export function sayTopic({ reply }: Ask, { name, topic }: Channel): void {
  if (!topic) return reply(RPL_NOTOPIC(name))
  reply(RPL_TOPIC(name, topic.text), RPL_TOPICWHOTIME(name, topic.by, topic.at))
}
