import { feature, reaction } from '../../core/feature.ts'
import type { Channel } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import { modesChanged } from '../channel/mode.ts'
import type { Change } from '../channel/mode-change.ts'
import { isGone } from '../channel/visibility.ts'
import { entryOf } from './entry.ts'

/** One year. */
const minutesMax = 525_600

/** The channels that have an entry which will end: only they are looked at. */
const timed = perServer(() => new Set<Channel>())

/** `~time:60:mask` in a list: after so many minutes the server takes the entry away. */
export default feature({
  extbans: {
    time: {
      letter: 't',
      stops: [],
      words: 1,
      read: (text) => {
        const minutes = /^\d{1,6}$/.test(text) ? Number(text) : 0
        return minutes >= 1 && minutes <= minutesMax ? String(minutes) : undefined
      },
    },
  },
  reactions: [
    reaction(modesChanged, ({ channel, changes }, server) => {
      if (changes.some((change) => change.type === 'list' && change.on && isTimed(change.mask))) {
        timed(server).add(channel)
      }
    }),
  ],
  async boot(server) {
    for (const channel of [...server.net.channels.values(), ...server.net.vacant.values()]) {
      const masks = [...channel.lists.values()].flat()
      if (masks.some(({ mask }) => isTimed(mask))) timed(server).add(channel)
    }
  },
  ticks(server, now) {
    for (const channel of timed(server)) expire(server, channel, now / 1000)
  },
})

/** Also within what acts: `~quiet:~time:60:bob`. Whether the entry really ends the entry says. */
function isTimed(mask: string): boolean {
  return mask.includes('~time:')
}

/** @param now seconds since 1970 */
function expire(server: Server, channel: Channel, now: number): void {
  const over: Change[] = []
  let left = 0
  for (const [letter, listed] of channel.lists) {
    for (const entry of listed) {
      if (!isTimed(entry.mask)) continue
      const { until } = entryOf(entry, server)
      if (until <= now) over.push({ type: 'list', letter, on: false, mask: entry.mask })
      else if (until < Number.POSITIVE_INFINITY) left++
    }
  }
  if (!left || isGone(server, channel)) timed(server).delete(channel)
  if (over.length && !isGone(server, channel)) {
    server.commit(modesChanged, { channel, changes: over }, server.net.me)
  }
}
