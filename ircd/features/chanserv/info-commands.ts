/** What everybody may know about registered channels. */
import { formatDuration } from '#wire/duration.ts'
import { matches } from '#wire/mask.ts'
import { isUnlisted } from '../channel/visibility.ts'
import { lastSeen } from '../network/whowas.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { channelFor, flagsOfAsker, nameOf } from './desk.ts'
import { formatLock } from './lock.ts'
import { type Registered, registeredChannels } from './registration.ts'

/** More lines than that nobody reads. */
const listMax = 100

export const infoCommands: Record<string, ServiceCommand> = {
  INFO: {
    params: '<channel>',
    help: 'Shows who registered a channel, when, and what was decided about it.',
    run(turn, name = '') {
      const channel = channelFor(turn, name)
      if (channel) turn.say(...about(turn, channel))
    },
  },
  SEEN: {
    params: '<nick>',
    help: 'Says when somebody was last on the network, as far as it is remembered.',
    run(turn, nick = '') {
      const at = lastSeen(turn.server, nick)
      if (turn.net.user(nick)) turn.say(`${nick} is here`)
      else if (at === undefined) turn.refuse('NEVER_SEEN', `${nick} is not remembered`, nick)
      else turn.say(`${nick} left ${formatDuration((turn.now - at) / 1000)} ago`)
    },
  },
  LIST: {
    params: '[mask]',
    help: 'Lists registered channels, such as those that fit *tea*. Secret ones are not shown.',
    run(turn, mask = '*') {
      const wanted = turn.net.fold(mask)
      const found = registeredChannels(turn.net).filter((channel) => {
        return matches(wanted, turn.net.fold(channel.name)) && isShown(turn, channel)
      })
      const lines = found
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .slice(0, listMax)
        .map(({ name, registration: { founder, texts } }) => {
          return `${name} of ${nameOf(turn, founder)}${texts.DESC ? `: ${texts.DESC}` : ''}`
        })
      const more = found.length > listMax ? `, the first ${listMax} are shown` : ''
      turn.say(...lines, `${found.length} channels${more}`)
    },
  },
}

function isShown(turn: Turn, channel: Registered): boolean {
  if (turn.can('channels')) return true
  const hides = channel.registration.settings.includes('PRIVATE')
  const unlisted = turn.user ? isUnlisted(channel, turn.user) : channel.modes.has('s')
  return (!hides && !unlisted) || flagsOfAsker(turn, channel) !== ''
}

function about(turn: Turn, { name, registration }: Registered): string[] {
  const { founder, successor, heir, at, settings, texts, lock, closed, access } = registration
  const rows: [string, string | undefined][] = [
    ['Founder', nameOf(turn, founder)],
    ['Successor', successor && nameOf(turn, successor)],
    ['Offered to', heir && nameOf(turn, heir)],
    ['Registered', `${formatDuration((turn.now - at) / 1000)} ago (${new Date(at).toISOString()})`],
    ['Access list', `${access.length} entries`],
    ['Mode lock', formatLock(lock) || undefined],
    ['Settings', settings.join(' ')],
    ...Object.entries(texts),
    ['Closed', closed && `by ${closed.by}: ${closed.reason}`],
  ]
  const shown = rows.flatMap(([what, value]) => (value ? [`  ${what}: ${value}`] : []))
  return [name, ...shown]
}
