/**
 * Takes over what another bouncer kept. Doing it again takes only what is new: networks are known by
 * their names, and each line by what it says, where and when.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { NetworkRecord, NewRow, Shelf, Store } from '#store/store.ts'
import { foldAscii } from '#wire/casemap.ts'
import { formatTime } from '#wire/chathistory.ts'
import { format } from '#wire/message.ts'
import { Mirror } from '#wire/mirror.ts'
import { newDraft } from '../../bouncer/index.ts'
import type { Foreign, ForeignLine, ForeignNetwork } from './foreign.ts'

export interface Ground {
  store: Store
  /** The shelf of networks, which seals what is secret. */
  networks: Omit<Shelf<NetworkRecord>, 'replace'>
  /** The account's key. */
  account: string
  /** The id and name of the home network. */
  home: string
  networksMax: number
  /** Nothing is written. */
  isDry: boolean
}

export interface Taken {
  network: ForeignNetwork
  isNew: boolean
  lines: number
  /** Those among them that were there already. */
  known: number
  windows: number
}

export type Tell = (done: number, lines: number, network: string) => void

/** What a name may be in a login, and how many addresses and commands there may be. */
const nameCharsMax = 60
const addressesMax = 8
const commandsMax = 32

export async function take(ground: Ground, foreign: Foreign, tell: Tell): Promise<Taken[]> {
  const { account, home, networks } = ground
  const known = await networks.list(`${account}/`)
  const others = known.filter(([key]) => key !== `${account}/${home}`).length
  let room = ground.networksMax - others
  const all: Taken[] = []
  for (const [at, network] of foreign.networks.entries()) {
    tidy(network, foreign)
    const same = known.find(([, { name }]) => foldAscii(name) === foldAscii(network.name))
    const isHome = foldAscii(network.name) === foldAscii(home)
    if (!same && !isHome && room-- <= 0) {
      foreign.lost.add(`the network ${network.name}: there may be ${ground.networksMax} at most`)
      continue
    }
    const fresh = `n${randomBytes(5).toString('hex')}`
    const id = isHome ? home : (same?.[0].slice(account.length + 1) ?? fresh)
    const isNew = !same && !isHome
    if (isNew && !ground.isDry) await networks.add(`${account}/${id}`, recordOf(network))
    const log = isHome ? `user/${account}` : `user/${account}/${id}`
    const told = (done: number, lines: number) =>
      tell((at + done) / foreign.networks.length, lines, network.name)
    const counts = await takeLines(ground, network, { id, log }, told)
    all.push({ network, isNew, ...counts })
  }
  return all
}

function tidy(network: ForeignNetwork, { lost }: Foreign): void {
  const { upstream } = network
  network.name = network.name.replace(/[/@:,\x00-\x1f]/g, '-').slice(0, nameCharsMax) || 'imported'
  for (const name of Object.keys(network.channels)) {
    if (/^[^\s,:\x00-\x1f][^\s,\x00-\x1f]*$/.test(name)) continue
    delete network.channels[name]
    lost.add(`${network.name}: a channel whose name is none`)
  }
  if (upstream.addresses.length > addressesMax) {
    upstream.addresses.length = addressesMax
    lost.add(`${network.name}: more than ${addressesMax} servers`)
  }
  const good = upstream.commands.filter((line) => /^[a-z]+/i.test(line) && line.length <= 300)
  if (good.length < upstream.commands.length || good.length > commandsMax) {
    lost.add(`${network.name}: a command that is none, or more than ${commandsMax} of them`)
  }
  upstream.commands = good.slice(0, commandsMax)
}

function recordOf({ name, nick, upstream, channels, detached }: ForeignNetwork): NetworkRecord {
  const { fold } = new Mirror().support
  const folded = detached.map(fold)
  if (upstream.addresses.length > 0) return { name, nick, channels, detached: folded, upstream }
  const { addresses } = newDraft(nick).upstream
  const waiting = { ...upstream, enabled: false, addresses }
  return { name, nick, channels, detached: folded, upstream: waiting }
}

async function takeLines(
  { store, account, isDry }: Ground,
  { lines }: ForeignNetwork,
  { id, log }: { id: string; log: string },
  tell: (done: number, lines: number) => void,
): Promise<Omit<Taken, 'network' | 'isNew'>> {
  const counts = { lines: 0, known: 0, windows: 0 }
  if (!lines) return counts
  const before = await store.log.lastSeq(log)
  const stamp = new Stamp(log, id)
  for await (const page of lines()) {
    const rows = page.lines.filter(isKept).map((line) => stamp.row(line))
    counts.lines += rows.length
    for (let at = 0; at < rows.length && !isDry; at += rowsAtOnce) {
      const seqs = await store.log.append(rows.slice(at, at + rowsAtOnce))
      counts.known += seqs.filter((seq) => seq <= before).length
    }
    tell(page.done, counts.lines)
  }
  if (!isDry) await moveCursors(store, account, id, log, before)
  return { ...counts, windows: stamp.windows }
}

const rowsAtOnce = 500

/** Passwords are said to services, and CTCP is no conversation: neither is kept here either. */
function isKept({ window, message: { params }, event }: ForeignLine): boolean {
  if (/^(nickserv|authserv)$/i.test(window)) return false
  const text = params[1] ?? ''
  return event || !text.startsWith('\x01') || text.startsWith('\x01ACTION ')
}

/** Devices that were up to date still are: what was taken is nothing that they missed. */
async function moveCursors(
  { cursors, log: logs }: Store,
  account: string,
  id: string,
  log: string,
  before: number,
): Promise<void> {
  const after = await logs.lastSeq(log)
  for (const [key, cursor] of await cursors.list(`${account}/`)) {
    const [, , network] = key.split('/')
    const isHome = log === `user/${account}`
    if ((isHome ? network !== undefined : network !== id) || cursor.seq < before) continue
    await cursors.put(key, { ...cursor, seq: after })
  }
}

/** Gives each line a time of its own in its window, and an id that it will have again next time. */
class Stamp {
  readonly #log: string
  readonly #id: string
  readonly #fold = new Mirror().support.fold
  /** Of each window: the last time of the source, how many lines had it, and what they said. */
  readonly #last = new Map<string, { at: number; count: number; said: Map<string, number> }>()

  constructor(log: string, id: string) {
    this.#log = log
    this.#id = id
  }

  get windows(): number {
    return this.#last.size
  }

  row({ window, at, message, event }: ForeignLine): NewRow {
    const folded = this.#fold(window)
    let last = this.#last.get(folded)
    if (last?.at !== at) last = { at, count: 0, said: new Map() }
    this.#last.set(folded, last)
    const bare = format({ ...message, tags: undefined })
    const nth = last.said.get(bare) ?? 0
    last.said.set(bare, nth + 1)
    const own = at + last.count++
    const text = `import ${folded} ${at} ${nth} ${bare}`
    const known = message.tags?.get('msgid')
    const id = known || createHash('sha256').update(text).digest('base64url').slice(0, 22)
    const tags = new Map([
      ...(message.tags ?? []),
      ['time', formatTime(own)],
      ['msgid', id],
    ] as const)
    const line = format({ ...message, tags })
    return { log: this.#log, buffer: `${this.#id}/${folded}`, id, at: own, event, line }
  }
}
