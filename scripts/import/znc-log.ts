/**
 * What ZNC's log module wrote, wherever: for the user, for a network, for everybody, in today's layout
 * and in that of before 2012. A day at a time is in memory.
 * Source: https://wiki.znc.in/Log
 */
import type { Buffer } from 'node:buffer'
import { type Dirent, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { messageFrom } from '#wire/message.ts'
import { type ForeignLine, type Losses, type Pages, said } from './foreign.ts'
import { timeIn } from './zone.ts'

/** A file of the log: what one window showed on one day. */
export interface LogFile {
  path: string
  /** In lower case; nothing where the layout does not say it, since the place does. */
  network: string | undefined
  window: string
  /** `2026-01-31` */
  day: string
}

const depthMax = 6

/** @param user whose files of several users' are meant */
export function findLogFiles(directory: string, user: string, lost: Losses): LogFile[] {
  const found: LogFile[] = []
  for (const path of filesIn(directory, depthMax)) {
    const parts = relative(directory, path).split(sep)
    if (!parts.at(-1)!.endsWith('.log')) continue
    const file = readName(parts, user)
    if (file === undefined) lost.add(`the name of a log file says neither window nor day: ${path}`)
    else if (file) found.push({ path, ...file })
  }
  return found
}

/** @returns nothing for a name that cannot be read, false for a file of somebody else. */
function readName(parts: string[], user: string): Omit<LogFile, 'path'> | undefined | false {
  const name = parts.at(-1)!
  const [, today] = /^(\d{4}-\d\d-\d\d)\.log$/.exec(name) ?? []
  if (today !== undefined && parts.length >= 2) {
    const [window, network, owner] = parts.slice(0, -1).reverse()
    if (owner !== undefined && owner.toLowerCase() !== user.toLowerCase()) return false
    return { window: window!, network: network?.toLowerCase(), day: today }
  }
  const [, head = '', digits = ''] = /^(.+)_(\d{8})\.log$/.exec(name) ?? []
  if (digits === '') return undefined
  const day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
  const words = head.split('_')
  if (words.length > 2 && words[0]!.toLowerCase() === user.toLowerCase()) words.shift()
  const [network, ...window] = words
  return window.length > 0
    ? { network: network!.toLowerCase(), window: window.join('_'), day }
    : { network: undefined, window: network!, day }
}

function* filesIn(directory: string, depth: number): Iterable<string> {
  let entries: Dirent[] = []
  try {
    entries = readdirSync(directory, { withFileTypes: true })
  } catch {
    return
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, entry.name)
    if (entry.isDirectory() && depth > 0) yield* filesIn(path, depth - 1)
    else if (entry.isFile()) yield path
  }
}

export interface Reading {
  /** The nick of the log's owner. */
  me: string
  /** The clock on whose wall the times are. */
  zone: string
  lost: Losses
}

/** The lines of some files, day by day. */
export async function* readLog(files: LogFile[], reading: Reading): AsyncGenerator<Pages> {
  const days = Map.groupBy(files, ({ day }) => day)
  let done = 0
  for (const day of [...days.keys()].sort()) {
    const lines: ForeignLine[] = []
    for (const file of days.get(day)!) {
      for (const line of await readDay(file, reading)) lines.push(line)
      done++
    }
    lines.sort((a, b) => a.at - b.at)
    yield { done: done / files.length, lines }
  }
}

async function readDay(file: LogFile, { me, zone, lost }: Reading): Promise<ForeignLine[]> {
  const lines: ForeignLine[] = []
  for (const text of textOf(await readFile(file.path)).split('\n')) {
    if (text.trim() === '') continue
    const [, hours, minutes, seconds, rest = ''] =
      /^\[?(\d\d):(\d\d):(\d\d)\]? (.*?)\r?$/s.exec(text) ?? []
    const line = hours === undefined ? undefined : readLine(rest, file.window, me)
    if (!line) {
      lost.add('a line of a log has no time, or is none that the log module writes')
      continue
    }
    const second = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
    lines.push({ ...line, window: file.window, at: timeIn(zone, file.day, second) })
  }
  return lines
}

/** Old clients wrote Latin-1. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  return text.includes('\ufffd') ? readMixed(bytes) : text
}

function readMixed(bytes: Buffer): string {
  const lines: string[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start)
    const line = bytes.subarray(start, end < 0 ? bytes.length : end)
    const text = line.toString('utf8')
    lines.push(text.includes('\ufffd') ? line.toString('latin1') : text)
    start = end < 0 ? bytes.length : end + 1
  }
  return lines.join('\n')
}

type Read = Pick<ForeignLine, 'message' | 'event'>

/** @returns nothing for what the log module does not write. */
function readLine(text: string, window: string, me: string): Read | undefined {
  const message = (verb: 'PRIVMSG' | 'NOTICE', from: string, rest: string): Read => {
    return { event: false, message: said(verb, from, window, me, rest) }
  }
  let parts = /^<([^> ]*)> (.*)$/s.exec(text)
  if (parts) return message('PRIVMSG', parts[1]!, parts[2]!)
  parts = /^-([^ ]*?)- (.*)$/s.exec(text)
  if (parts) return message('NOTICE', parts[1]!, parts[2]!)
  parts = /^\* (\S+) (.*)$/s.exec(text)
  if (parts) return message('PRIVMSG', parts[1]!, `\x01ACTION ${parts[2]}\x01`)
  const event = text.startsWith('*** ') ? readEvent(text.slice(4), window) : undefined
  return event && { event: true, message: event }
}

function readEvent(text: string, window: string) {
  const parted = /^(Joins|Parts|Quits): (\S+)(?: \(([^)]*)\))?(?: \((.*)\))?$/s.exec(text)
  if (parted) {
    const [, word, nick = '', userhost, reason = ''] = parted
    const source = userhost?.includes('@') ? `${nick}!${userhost}` : nick
    if (word === 'Joins') return messageFrom(source, 'JOIN', window)
    if (word === 'Parts') return messageFrom(source, 'PART', window, reason)
    return messageFrom(source, 'QUIT', reason)
  }
  let parts = /^(\S+) was kicked by (\S+) \((.*)\)$/s.exec(text)
  if (parts) return messageFrom(parts[2]!, 'KICK', window, parts[1]!, parts[3]!)
  parts = /^(\S+) is now known as (\S+)$/.exec(text)
  if (parts) return messageFrom(parts[1]!, 'NICK', parts[2]!)
  parts = /^(\S+) changes topic to '(.*)'$/s.exec(text)
  if (parts) return messageFrom(parts[1]!, 'TOPIC', window, parts[2]!)
  parts = /^(\S+) sets mode: (.+)$/.exec(text)
  if (parts) return messageFrom(parts[1]!, 'MODE', window, ...parts[2]!.trim().split(/\s+/))
  return undefined
}
