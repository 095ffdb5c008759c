import { isCtcp } from '#wire/formatting.ts'
import { ERR_INVALIDMODEPARAM } from '#wire/numerics.ts'
import { feature, guard, personReaction, reaction } from '../../core/feature.ts'
import type { Channel, User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import { isExempt } from '../bans/banned.ts'
import { joined } from '../channel/join.ts'
import { kicked } from '../channel/kick.ts'
import { knocked } from '../channel/knock.ts'
import { modesChanged } from '../channel/mode.ts'
import type { Change } from '../channel/mode-change.ts'
import { isGone } from '../channel/visibility.ts'
import { nickChanged } from '../connect/nick.ts'
import { cannotSpeak, saidInChannel, type Verb } from '../message/message.ts'
import { type FloodKind, type FloodLimit, formatFlood, parseFlood } from './flood-limits.ts'
import { perChannel, perParameter, Recent } from './rate.ts'

interface Ending {
  channel: Channel
  letter: string
  at: number
}

const counts = perChannel(() => new Recent())
const limitsOf = perParameter('f', parseFlood)
/** Modes that will be taken away again. */
const endings = perServer(() => ({ all: [] as Ending[] }))

/** +f `[5m,4t#b]:15`: see flood-limits.ts. Half-operators and `+e ~flood:t:mask` are not counted. */
export default feature({
  modes: {
    f: {
      type: 'param',
      always: false,
      read: (text, _, channel) => {
        const limits = parseFlood(text)
        if (limits) return formatFlood(limits)
        const why = 'It is written [<count><kind>#<action><minutes>,…]:<seconds>, as [4t#b,30j]:15'
        return ERR_INVALIDMODEPARAM(channel, 'f', text, why)
      },
    },
  },
  extbans: {
    flood: {
      letter: 'F',
      stops: [],
      words: 1,
      read: (kinds) => {
        const letters = kinds.replaceAll('+', '')
        return /^(\*|[cjkmntr]+)$/.test(letters) ? [...new Set(letters)].join('+') : undefined
      },
    },
  },
  guards: [
    guard(saidInChannel, ({ channel, verb, text }, { server, user, now }) => {
      for (const { limit, key, seconds } of said(server, channel, user, verb, text)) {
        if (limit.action !== 'd') continue
        const full = counts(channel).count(key, seconds, now) >= limit.count
        if (full) return cannotSpeak(channel, 'f')
      }
    }),
  ],
  reactions: [
    personReaction(saidInChannel, ({ channel, by: user, verb, text }, server) => {
      for (const { limit, key, seconds } of said(server, channel, user, verb, text)) {
        count(server, channel, user, limit, key, seconds)
      }
    }),
    reaction(joined, ({ channel, by }, server) => one(server, channel, by as User, 'j')),
    reaction(knocked, ({ channel, by }, server) => one(server, channel, by as User, 'k')),
    reaction(nickChanged, ({ by }, server) => {
      for (const channel of (by as User).channels) one(server, channel, by as User, 'n')
    }),
  ],
  ticks(server, now) {
    const { all } = endings(server)
    if (!all.length) return
    endings(server).all = all.filter((ending) => ending.at > now)
    for (const { channel, letter } of all.filter((ending) => ending.at <= now)) {
      if (!isGone(server, channel) && channel.modes.has(letter)) {
        setMode(server, channel, letter, false)
      }
    }
  },
})

interface Counted {
  limit: FloodLimit
  key: string
  seconds: number
}

/** Which limits a message counts towards. */
function said(server: Server, channel: Channel, user: User, verb: Verb, text: string): Counted[] {
  const found = limitsOf(channel)
  if (!found || verb === 'TAGMSG') return []
  const { limits, seconds } = found
  const keys: Partial<Record<FloodKind, string>> = {
    m: 'm',
    t: `t ${user.uid}`,
    r: `r ${user.uid} ${server.net.fold(text)}`,
    ...(isCtcp(text) && { c: 'c' }),
  }
  return limits
    .filter(({ kind }) => keys[kind] !== undefined && !isFree(server, channel, user, kind))
    .map((limit) => ({ limit, key: keys[limit.kind]!, seconds }))
}

function one(server: Server, channel: Channel, user: User, kind: FloodKind): void {
  const found = limitsOf(channel)
  if (!found || isFree(server, channel, user, kind)) return
  const { limits, seconds } = found
  const limit = limits.find((each) => each.kind === kind)
  if (limit) count(server, channel, user, limit, kind, seconds)
}

function isFree(server: Server, channel: Channel, user: User, kind: FloodKind): boolean {
  if (channel.members.get(user)?.halfop || user.oper) return true
  const is = (word: string) => isExempt(server, channel, user, 'flood', word)
  return is(kind) || is('*')
}

function count(
  server: Server,
  channel: Channel,
  user: User,
  limit: FloodLimit,
  key: string,
  seconds: number,
): void {
  const at = server.ports.now()
  if (counts(channel).add(key, seconds, at) <= limit.count || limit.action === 'd') return
  counts(channel).forget(key)
  const { action, kind } = limit
  const isOnePersons = kind === 't' || kind === 'r'
  if (isOnePersons) {
    if (action === 'b') ban(server, channel, user)
    throwOut(server, channel, user, `Flood: more than ${limit.count} in ${seconds} seconds`)
    return
  }
  if (channel.modes.has(action)) return
  setMode(server, channel, action, true)
  if (!limit.minutes) return
  endings(server).all.push({ channel, letter: action, at: at + limit.minutes * 60_000 })
}

function setMode(server: Server, channel: Channel, letter: string, on: boolean): void {
  const changes: Change[] = [{ type: 'flag', letter, on }]
  server.commit(modesChanged, { channel, changes }, server.net.me)
}

/** Bans the host that is shown. */
export function ban(server: Server, channel: Channel, user: User): void {
  const mask = `*!*@${user.host}`
  if (channel.list('b').some((entry) => entry.mask === mask)) return
  const changes: Change[] = [{ type: 'list', letter: 'b', on: true, mask }]
  server.commit(modesChanged, { channel, changes }, server.net.me)
}

export function throwOut(server: Server, channel: Channel, user: User, text: string): void {
  if (channel.members.has(user)) {
    server.commit(kicked, { channel, user, text }, server.net.me)
  }
}
