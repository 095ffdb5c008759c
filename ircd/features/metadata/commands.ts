/** The subcommands of METADATA. */
import {
  RPL_KEYNOTSET,
  RPL_KEYVALUE,
  RPL_METADATASUBOK,
  RPL_METADATASUBS,
  RPL_METADATASYNCALL,
  RPL_METADATAUNSUBOK,
} from '#wire/numerics/metadata.ts'
import { ERR_NEEDMOREPARAMS, type Reply } from '#wire/numerics.ts'
import { byteLength } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import type { Channel, User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import { rank } from '../../core/rank.ts'
import { Throttle } from '../../core/throttle.ts'
import { standing } from '../channel/standing.ts'
import { isHidden } from '../channel/visibility.ts'
import { isUnslowed } from '../guard/address.ts'
import { monitors } from '../user/monitor.ts'
import {
  badKey,
  badSubcommand,
  badTarget,
  badValue,
  cleared,
  forbidden,
  notSet,
  third,
  tooFast,
  tooMany,
  tooManySubs,
} from './dialect.ts'
import {
  hearers,
  isSmall,
  later,
  subscribe,
  subscribed,
  valuesFor,
  withMembers,
} from './subscriptions.ts'
import { isUser, metadataChanged, metadataOf, nameOf } from './values.ts'

/** A line of 512 bytes has room for these two, a channel of 64 bytes and its operator's mask. */
export const valueBytesMax = 280
const keyBytesMax = 32
/** Keys in one line. */
const keysInLine = 10
/** So long one may change as many keys as the limits say. */
const changesMs = 120_000

const changes = perServer(() => new Throttle())

/** Whoever is named is there. */
type Target = User | Channel

type Subcommand = (ask: Ask, name: string, params: string[]) => void | Promise<void>

const subcommands: Record<string, Subcommand> = {
  GET: get,
  LIST: list,
  SET: set,
  CLEAR: clear,
  SUB: sub,
  UNSUB: unsub,
  SUBS: sayAll,
  SYNC: sync,
}

export function runMetadata(
  ask: Ask,
  name: string,
  sub: string,
  params: string[],
): void | Promise<void> {
  const run = subcommands[sub.toUpperCase()]
  if (!run) return ask.reply(badSubcommand(ask.session, sub))
  return run(ask, name, params)
}

/** `*` is the asker, the only target of one who is no user yet. */
function targetOf(ask: Ask, name: string): Target | undefined {
  const { net, user, session } = ask
  if (name === '*') return user
  if (!session.registered) return undefined
  if (!name.startsWith('#')) return net.user(name)
  const channel = net.channel(name)
  return channel && !isHidden(channel, user) ? channel : undefined
}

/** What a closed channel says of itself only its members read. */
function isClosed(ask: Ask, target: Target): boolean {
  if (isUser(target) || target.members.has(ask.user) || ask.can('see')) return false
  return ['i', 's', 'k', 'p'].some((letter) => target.modes.has(letter))
}

function mayChange(ask: Ask, target: Target): boolean {
  if (isUser(target)) return target === ask.user || ask.can('force')
  return standing(ask, target) >= rank.op
}

export function isKey(key: string): boolean {
  return key.length <= keyBytesMax && /^[a-z0-9_./-]+$/.test(key)
}

function sayBatch(ask: Ask, type: string, params: string[], replies: Reply[]): void {
  ask.batch(
    type,
    params,
    replies.map((reply) => ask.session.line(reply)),
  )
}

/** Finds what may be read, or says why not. */
function readable(ask: Ask, name: string): Target | undefined {
  const target = targetOf(ask, name)
  if (!target) ask.reply(badTarget(name))
  else if (isClosed(ask, target)) ask.reply(forbidden(nameOf(target), '*'))
  else return target
  return undefined
}

function get(ask: Ask, name: string, keys: string[]): void {
  if (!keys.length) return ask.reply(ERR_NEEDMOREPARAMS('METADATA'))
  const target = readable(ask, name)
  if (!target) return
  const values = metadataOf(ask.net).of(target)
  const shown = nameOf(target)
  const answers = keys.map((key) => {
    const value = values.get(key)
    if (!isKey(key)) return badKey(ask.session, key)
    return value === undefined ? RPL_KEYNOTSET(shown, key) : RPL_KEYVALUE(shown, key, value)
  })
  sayBatch(ask, 'metadata', [shown], answers)
}

function list(ask: Ask, name: string): void {
  const target = readable(ask, name)
  if (!target) return
  const shown = nameOf(target)
  const all = [...metadataOf(ask.net).of(target)]
  const answers = all.map(([key, value]) => RPL_KEYVALUE(shown, key, value))
  sayBatch(ask, 'metadata', [shown], answers)
}

function set(ask: Ask, name: string, [key, given]: string[]): void {
  const { session } = ask
  if (key === undefined) return ask.reply(ERR_NEEDMOREPARAMS('METADATA'))
  const target = targetOf(ask, name)
  if (!target) return ask.reply(badTarget(name))
  const shown = nameOf(target)
  // In the third draft an empty value is none.
  const value = session.has(third) ? given || undefined : given
  const refusal = refuse(ask, target, key, value)
  if (refusal) return ask.reply(refusal)
  if (!change(ask, target, key, value)) return
  ask.reply(value === undefined ? RPL_KEYNOTSET(shown, key) : RPL_KEYVALUE(shown, key, value))
}

function refuse(
  ask: Ask,
  target: Target,
  key: string,
  value: string | undefined,
): Reply | undefined {
  const { session, server } = ask
  const shown = nameOf(target)
  const values = metadataOf(ask.net).of(target)
  const max = server.settings.limits.metadata
  if (!isKey(key)) return badKey(session, key)
  if (!mayChange(ask, target)) return forbidden(shown, key)
  if (value === undefined && !values.has(key)) return notSet(session, shown, key)
  if (value !== undefined && byteLength(value) > valueBytesMax) return badValue(session, key)
  if (value !== undefined && !values.has(key) && values.size >= max) {
    return tooMany(session, shown, max)
  }
  const early = hurry(ask)
  return early ? tooFast(shown, key, Math.ceil(early / 1000)) : undefined
}

/** @returns how many milliseconds too early a change is; who is not slowed, and operators, never are. */
function hurry({ server, session, user, net, now }: Ask): number {
  if (isUnslowed(session) || user.oper) return 0
  const rate = { count: server.settings.limits.changes, ms: changesMs }
  return changes(server).take(net.identity(user), rate, now)
}

function change(ask: Ask, target: Target, key: string, value: string | undefined): boolean {
  const others = hearers(ask.server, target, key, ask.session)
  return ask.commit(metadataChanged, { target, key, value, hearers: others })
}

function clear(ask: Ask, name: string): void {
  const target = targetOf(ask, name)
  if (!target) return ask.reply(badTarget(name))
  const shown = nameOf(target)
  if (!mayChange(ask, target)) return ask.reply(forbidden(shown, '*'))
  const early = hurry(ask)
  if (early) return ask.reply(tooFast(shown, '*', Math.ceil(early / 1000)))
  const keys = [...metadataOf(ask.net).of(target).keys()]
  const gone = keys.filter((key) => change(ask, target, key, undefined))
  const answers = gone.map((key) => cleared(ask.session, shown, key))
  sayBatch(ask, 'metadata', [shown], answers)
}

/** Subscriptions are the asker's own. */
function isOwn(ask: Ask, name: string): boolean {
  const own = targetOf(ask, name) === ask.user
  if (!own) ask.reply(badTarget(name))
  return own
}

/** The keys are taken in order, and none after the first for which there is no place. */
function sub(ask: Ask, name: string, keys: string[]): void | Promise<void> {
  const { session, server } = ask
  if (!keys.length) return ask.reply(ERR_NEEDMOREPARAMS('METADATA'))
  if (!isOwn(ask, name)) return
  const max = server.settings.limits.subscriptions
  const done: string[] = []
  const refused: Reply[] = []
  for (const key of keys) {
    if (!isKey(key)) refused.push(badKey(session, key))
    else if (subscribed(session).size >= max && !subscribed(session).has(key)) {
      refused.push(tooManySubs(session, key, max))
      break
    } else {
      subscribe(session, key, true)
      done.push(key)
    }
  }
  ask.reply(...inLines(RPL_METADATASUBOK, done), ...refused)
  if (!done.length || !session.registered) return
  if (session.has(third)) return ask.reply(RPL_METADATASYNCALL)
  return syncAll(ask)
}

function unsub(ask: Ask, name: string, keys: string[]): void {
  if (!keys.length) return ask.reply(ERR_NEEDMOREPARAMS('METADATA'))
  if (!isOwn(ask, name)) return
  const [good, bad] = [keys.filter(isKey), keys.filter((key) => !isKey(key))]
  for (const key of good) subscribe(ask.session, key, false)
  ask.reply(...inLines(RPL_METADATAUNSUBOK, good))
  ask.reply(...bad.map((key) => badKey(ask.session, key)))
}

function sayAll(ask: Ask, name: string): void {
  if (!isOwn(ask, name)) return
  sayBatch(ask, 'metadata-subs', [], inLines(RPL_METADATASUBS, [...subscribed(ask.session)]))
}

function inLines(says: (...keys: string[]) => Reply, keys: string[]): Reply[] {
  const lines: Reply[] = []
  for (let at = 0; at < keys.length; at += keysInLine) {
    lines.push(says(...keys.slice(at, at + keysInLine)))
  }
  return lines
}

function sync(ask: Ask, name: string): void | Promise<void> {
  if (name === '*ALL') return syncAll(ask)
  const target = readable(ask, name)
  if (!target) return
  const all = isUser(target) ? [target] : withMembers(target, ask.user)
  return ask.batchOf('metadata', [nameOf(target)], all, (each) => valuesFor(ask, each))
}

/**
 * All that the asker would have heard of: its channels, their members, and whom it monitors. Large
 * channels it has to ask about one by one.
 */
function syncAll(ask: Ask): Promise<void> {
  const { net, session, user, server } = ask
  const channels = [...user.channels]
  const followed = monitors(server)
    .of(session)
    .flatMap(({ nick }) => net.user(nick) ?? [])
  const met = channels.filter(isSmall).flatMap((channel) => withMembers(channel, user))
  ask.reply(...channels.filter((channel) => !isSmall(channel)).map(later))
  const all = new Set<Target>([...met, user, ...followed])
  return ask.batchOf('metadata', ['*ALL'], all, (each) => valuesFor(ask, each))
}
