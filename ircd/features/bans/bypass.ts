import { feature } from '../../core/feature.ts'
import type { Channel, User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { isExempt } from './banned.ts'

/** Guards that an exception may open. */
export type Hurdle = 'external' | 'moderated' | 'ctcp' | 'notice' | 'colour' | 'text'

const hurdles: readonly string[] = ['external', 'moderated', 'ctcp', 'notice', 'colour', 'text']

/** `+e ~msgbypass:external+moderated:mask`: who fits speaks all the same. */
export default feature({
  extbans: {
    msgbypass: {
      letter: 'M',
      aliases: ['bypass'],
      stops: [],
      words: 1,
      read: (words) => {
        const wanted = words.toLowerCase().replaceAll('color', 'colour').split('+')
        return wanted.every((word) => hurdles.includes(word)) ? wanted.join('+') : undefined
      },
    },
  },
})

export function bypasses(server: Server, channel: Channel, user: User, hurdle: Hurdle): boolean {
  return isExempt(server, channel, user, 'msgbypass', hurdle)
}
