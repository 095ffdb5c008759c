import { messageFrom } from '#wire/message.ts'
import { type Reply, RPL_CHANNELMODEIS, RPL_CREATIONTIME } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { inChannels, kind, sourceOf } from '../../core/fact.ts'
import { feature } from '../../core/feature.ts'
import type { Channel } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { changeUserModes } from '../user/user-mode.ts'
import { apply, type Change, formatChanges } from './mode-change.ts'
import { readChanges } from './mode-request.ts'
import { channelFor } from './visibility.ts'

/**
 * `by` changed several modes at once: one line, one fact. Where another server knows that the channel
 * is older it has been there since `createdAt`, seconds since 1970.
 */
export const modesChanged = kind<{
  channel: Channel
  changes: Change[]
  createdAt?: number | undefined
}>({
  name: 'mode',
  event: true,
  apply: ({ by, at, channel, changes, createdAt }, net) => {
    channel.createdAt = createdAt ?? channel.createdAt
    for (const change of changes) apply(channel, change, sourceOf(by), Math.floor(at / 1000))
    // Not what is vacant already, nor what is gone while another channel has its name.
    const isThere = net.channel(channel.name) === channel
    if (isThere && channel.members.size === 0 && !channel.lasting) net.vacate(channel, at)
  },
  audience: ({ channel }) => channel.locals,
  lines: ({ by, channel, changes }) =>
    formatChanges(changes, `:${sourceOf(by)} MODE ${channel.name} `).map((params) =>
      messageFrom(sourceOf(by), 'MODE', channel.name, ...params),
    ),
  keep: ({ channel }) => inChannels([channel]),
  saves: ({ channel }) => [channel],
})

/** https://modern.ircdocs.horse/#mode-message */
export default feature({
  facts: [modesChanged],
  commands: {
    MODE: {
      help: '<channel or your nick> [modes] [parameters]\nShows modes, or changes them.',
      min: 1,
      run(ask, target = '', modes, ...params) {
        if (!target.startsWith('#')) return changeUserModes(ask, target, modes, params)
        const channel = channelFor(ask, target)
        if (!channel) return
        if (modes === undefined) return sayModes(ask, channel)
        changeModes(ask, channel, modes, params)
      },
    },
  },
  isupport: (server) => ({
    CHANMODES: chanmodes(server),
    MODES: server.settings.limits.modes,
    PREFIX: prefix(server),
    MAXLIST: maxlist(server),
  }),
})

export function changeModes(ask: Ask, channel: Channel, modes: string, params: string[]): void {
  const { changes, refused } = readChanges(ask, channel, modes, params)
  const restrained = changes.map((change) => restraint(ask, channel, change))
  ask.reply(...refused, ...restrained.filter((reply) => reply !== undefined))
  const made = changes.filter((_, i) => restrained[i] === undefined)
  if (made.length) ask.commit(modesChanged, { channel, changes: made })
}

function restraint(ask: Ask, channel: Channel, change: Change): Reply | undefined {
  for (const restrains of ask.server.book.restraints) {
    const refusal = restrains(ask, channel, change)
    if (refusal) return refusal
  }
  return undefined
}

function sayModes(ask: Ask, channel: Channel): void {
  const inside = channel.members.has(ask.user)
  let flags = '+'
  const params: string[] = []
  for (const [letter, param] of channel.modes) {
    const mode = ask.server.book.modes.get(letter)
    flags += letter
    const hidden = typeof mode === 'object' && mode.type === 'param' && mode.secret && !inside
    if (param) params.push(hidden ? '*' : param)
  }
  ask.reply(
    RPL_CHANNELMODEIS(channel.name, flags, ...params),
    RPL_CREATIONTIME(channel.name, channel.createdAt),
  )
}

/** Lists, parameters that also go with a minus, parameters that do not, flags. */
function chanmodes(server: Server): string {
  return ['list', 'always', 'param', 'flag'].map((type) => letters(server, type)).join(',')
}

/** Each list has the limit for itself. */
function maxlist(server: Server): string {
  const lists = [...letters(server, 'list')]
  return lists.map((letter) => `${letter}:${server.settings.limits.list}`).join(',')
}

function letters({ book }: Server, wanted: string): string {
  let found = ''
  for (const [letter, mode] of book.modes) {
    const type =
      mode === 'flag' ? 'flag' : mode.type === 'param' && mode.always ? 'always' : mode.type
    if (type === wanted) found += letter
  }
  return found
}

function prefix({ book }: Server): string {
  const modes = book.statuses.map(({ letter }) => letter).join('')
  return `(${modes})${book.statuses.map(({ prefix }) => prefix).join('')}`
}
