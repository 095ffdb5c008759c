/** Compares what everybody was shown with what the disk has. */
import type { Evidence, Kept } from './evidence.ts'
import type { LineClient, Shown } from './line-client.ts'

export interface Device {
  account: string
  name: string
  client: LineClient
}

/** One SIGKILL: what the disk had then, and how much each device had been shown. */
export interface Kill extends Pick<Evidence, 'rows' | 'cursors'> {
  at: number
  /** Which of its connections each device had then, or had last. */
  visits: Map<LineClient, number>
  shown: Map<LineClient, number>
}

export interface Case {
  evidence: Evidence
  /** What CHATHISTORY answers, by channel. */
  paged: Map<string, string[]>
  kills: Kill[]
  devices: Device[]
  /** Those who are connected to the server itself. */
  others: LineClient[]
  /** Texts that came back to their senders. */
  echoed: string[]
}

export interface Verdict {
  /** Lines that were shown to anybody, repetitions included. */
  shown: number
  /** Lines on the disk, each counted once. */
  kept: number
  /** Lines that came a second time to a device that never answers PING. */
  repeatedToDeaf: number
  /**
   * Lines that came a second time to one that answers: its answer to the PING behind them was not
   * on the disk when the process was killed. Nobody can know then whether they had been shown.
   */
  repeatedUnanswered: number
  /** How long before the kill the oldest of them had been shown. */
  unansweredMsMax: number
  /** Each is a promise that was broken. */
  lost: string[]
  duplicated: string[]
  disordered: string[]
}

export function verdict(it: Case): Verdict {
  const found: Verdict = {
    shown: 0,
    kept: new Set(it.evidence.rows.filter(isPublic).map(({ text }) => text)).size,
    repeatedToDeaf: 0,
    repeatedUnanswered: 0,
    unansweredMsMax: 0,
    lost: [],
    duplicated: [],
    disordered: [],
  }
  keptOnce(it, found)
  pagedAsKept(it, found)
  for (const client of it.others) everythingKept(client, client.options.nick, it, found)
  for (const client of it.others) {
    if (repeats(client.shown).length > 0) {
      found.duplicated.push(`${client.options.nick}: ${repeats(client.shown)[0]!.text}`)
    }
    inOrder(client, client.options.nick, it.evidence, found)
  }
  for (const device of it.devices) judge(device, it, found)
  const all = new Set(it.evidence.rows.filter(isPublic).map(({ text }) => text))
  for (const text of it.echoed) if (!all.has(text)) found.lost.push(`echoed: ${text}`)
  return found
}

function isPublic({ log }: Kept): boolean {
  return log.startsWith('channel/') || log.startsWith('talk/')
}

function keptOnce({ evidence }: Case, { duplicated }: Verdict): void {
  const seen = new Set<string>()
  for (const { log, buffer, text, from } of evidence.rows) {
    const key = `${log} ${buffer} ${from} ${text}`
    if (seen.has(key)) duplicated.push(`on the disk: ${key}`)
    seen.add(key)
  }
}

function pagedAsKept({ evidence, paged }: Case, found: Verdict): void {
  for (const [channel, texts] of paged) {
    const kept = windowOf(evidence, channel, channel)
    if (texts.join('\n') === kept.join('\n')) continue
    const missing = kept.filter((text) => !texts.includes(text))
    if (missing.length > 0) found.lost.push(`CHATHISTORY ${channel}: ${missing[0]}`)
    else found.disordered.push(`CHATHISTORY ${channel} differs from the log`)
  }
}

/** The texts of a window as the server kept them, in order. */
function windowOf({ rows, channels }: Evidence, window: string, owner: string): string[] {
  if (window.startsWith('#')) {
    const ids = [...channels].filter(([, name]) => name === window).map(([id]) => `channel/${id}`)
    return rows.filter(({ log }) => ids.includes(log)).map(({ text }) => text)
  }
  const nick = window.slice(1)
  return rows.filter(({ log, from }) => log === `talk/${owner}` && from === nick).map((r) => r.text)
}

/** What was shown is in the log of the server. */
function everythingKept(client: LineClient, owner: string, it: Case, found: Verdict): void {
  found.shown += client.shown.length
  for (const [window, lines] of byWindow(client.shown)) {
    // What a sender said to somebody is kept with both; here the sender's own copy does.
    const texts = window.startsWith('#')
      ? windowOf(it.evidence, window, owner)
      : it.evidence.rows.filter(({ log }) => log.startsWith('talk/')).map(({ text }) => text)
    const kept = new Set(texts)
    for (const { text } of lines) {
      if (!kept.has(text)) found.lost.push(`shown to ${owner} in ${window}, not kept: ${text}`)
    }
  }
}

function judge(device: Device, it: Case, found: Verdict): void {
  const { account, client } = device
  const name = `${account}@${device.name}`
  everythingKept(client, name, it, found)
  const journal = it.evidence.rows.filter(({ log }) => log === `user/${account}`)
  const kept = new Set(journal.map(({ text }) => text))
  for (const { text } of client.shown) {
    if (!kept.has(text)) found.lost.push(`shown to ${name}, not in its log: ${text}`)
  }
  complete(device, name, it, found)
  inOrder(client, name, it.evidence, found)
  const repeated = repeats(client.shown)
  if (client.options.pongs === false) found.repeatedToDeaf += repeated.length
  else explained(device, name, it, found)
}

/** Everything that the server kept has been shown. */
function complete({ account, client }: Device, name: string, it: Case, found: Verdict): void {
  const shown = byWindow(client.shown)
  const windows = new Set([...it.evidence.channels.values(), '@sam', '@tom', '@uma'])
  for (const window of windows) {
    const has = new Set(shown.get(window)?.map(({ text }) => text))
    const missing = windowOf(it.evidence, window, account).filter((text) => !has.has(text))
    for (const text of missing) found.lost.push(`${name} never saw in ${window}: ${text}`)
  }
}

/** On each connection, and for what was new on each, the order is the log's. */
function inOrder(client: LineClient, name: string, evidence: Evidence, found: Verdict): void {
  const { nick } = client.options
  for (const [window, lines] of byWindow(client.shown)) {
    if (!window.startsWith('#') && client.options.pass === undefined) continue
    const place = new Map(windowOf(evidence, window, nick).map((text, at) => [text, at]))
    const seen = new Set<string>()
    const first = lines.filter(({ text }) => seen.size < seen.add(text).size)
    const visits = new Set(lines.map(({ visit }) => visit))
    const runs = [...visits].map((visit) => lines.filter((line) => line.visit === visit))
    for (const run of [first, ...runs]) {
      const places = run.map(({ text }) => place.get(text) ?? -1)
      const at = places.findIndex((here, n) => n > 0 && here <= places[n - 1]!)
      if (at > 0) found.disordered.push(`${name} ${window}: ${run[at]!.text} at ${at}`)
    }
  }
}

/** A repeated line had not been answered for on the disk when some process was killed. */
function explained({ account, name, client }: Device, who: string, it: Case, found: Verdict): void {
  const firstAt = new Map<string, Shown>()
  const settledAt = it.kills.map(({ rows, cursors, shown }) => {
    const seq = cursors.get(`${account}/${name}`) ?? 0
    const texts = rows.filter((row) => row.log === `user/${account}` && row.seq <= seq)
    return { shown: shown.get(client)!, texts: new Set(texts.map(({ text }) => text)) }
  })
  for (const [index, line] of client.shown.entries()) {
    const key = `${line.window} ${line.text}`
    const first = firstAt.get(key)
    if (!first) {
      firstAt.set(key, line)
      continue
    }
    // What was on its way when a process died is shown after that, on the same connection.
    const kill = it.kills.find(
      ({ visits }) => first.visit <= visits.get(client)! && visits.get(client)! < line.visit,
    )
    const settled = settledAt.some(({ shown, texts }) => index >= shown && texts.has(line.text))
    if (!kill || settled) {
      const why = kill ? 'although it had been answered for' : 'for no reason'
      found.duplicated.push(`${who} ${key}, ${why}`)
      continue
    }
    found.repeatedUnanswered++
    found.unansweredMsMax = Math.max(found.unansweredMsMax, kill.at - first.at)
  }
}

function repeats(shown: Shown[]): Shown[] {
  const seen = new Set<string>()
  return shown.filter(({ window, text }) => {
    const key = `${window} ${text}`
    const again = seen.has(key)
    seen.add(key)
    return again
  })
}

function byWindow(shown: Shown[]): Map<string, Shown[]> {
  return Map.groupBy(shown, ({ window }) => window)
}
