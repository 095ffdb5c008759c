/**
 * `znc.in/playback`: the client says from when on it wants each window. One that does not ask gets
 * what it missed all the same, after a while.
 * Source: https://wiki.znc.in/Playback
 */
import type { BufferTime, Row } from '#store/store.ts'
import { type Message, messageFrom } from '#wire/message.ts'
import { targetIn } from '../windows.ts'
import type { Attached } from './attached.ts'
import { isFor } from './backlog.ts'
import { bufferOf, nameOf, past } from './history.ts'

const pageRows = 500
const buffersMax = 1_000
/** How long the first PLAY is waited for. */
const patienceMs = 30_000
const source = '*playback!znc@znc.in'
const foreverMs = 8.64e15

export class Playback {
  readonly #device: Attached
  #timer: NodeJS.Timeout | undefined

  constructor(device: Attached) {
    this.#device = device
  }

  /** The device is there: it is to say from when on it wants what it missed. */
  begin(): void {
    this.#timer = setTimeout(() => void this.#unasked().catch(() => {}), patienceMs)
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  /** Takes what was said to `*playback`. */
  async heard(text: string): Promise<void> {
    const [verb = '', names = '', from, to] = text.trim().split(/\s+/)
    switch (verb.toUpperCase()) {
      case 'PLAY':
        clearTimeout(this.#timer)
        return this.#play(names, milliseconds(from, 0), milliseconds(to, foreverMs))
      case 'LIST':
        return this.#list(names)
      case 'CLEAR':
      case 'LIMIT':
        return this.#say('Nothing was changed: everything is kept, and each device has its place.')
      default:
        return this.#say('Commands: PLAY <windows or *> [from] [to], LIST [windows or *].')
    }
  }

  /** The answer to a PING behind what was sent unasked. */
  pong(token: string): void {
    const seq = /^play-(\d{1,15})$/.exec(token)?.[1]
    if (seq === undefined || Number(seq) > (this.#device.coverage?.seq ?? 0)) return
    this.#device.cursor?.advance(Number(seq))
  }

  async #play(names: string, from: number, to: number): Promise<void> {
    for (const { buffer } of await this.#buffers(names)) await this.#window(buffer, from, to)
  }

  /** One window, from its first row behind `from` to its last at `to`. */
  async #window(buffer: string, from: number, to: number): Promise<void> {
    const { seat, coverage } = this.#device
    const where = { log: seat.journal.name, buffer, keep: 'oldest' as const, events: false }
    const before = { at: Math.min(Math.floor(to) + 1, foreverMs) }
    let after: { at: number; id?: string } = { at: Math.floor(from) }
    for (;;) {
      const page = { ...where, after, before, limit: pageRows }
      const rows = await seat.setting.store.log.page(page)
      await this.#send(buffer, this.#fresh(rows, from))
      const last = rows.at(-1)
      if (last) coverage?.cover(buffer, after.at, last.at)
      if (!last || rows.length < pageRows || this.#device.closed) return
      after = { at: last.at, id: last.id }
    }
  }

  /** COMPAT: The Lounge asks for whole seconds, so that it would see lines of that second again. */
  #fresh(rows: Row[], from: number): Row[] {
    const { cursor, coverage } = this.#device
    const known = (row: Row) => row.seq <= (cursor?.seq ?? 0) || coverage?.has(row) === true
    return rows.filter((row) => row.at >= from + 1_000 || from === 0 || !known(row))
  }

  async #send(buffer: string, rows: Row[]): Promise<void> {
    const device = this.#device
    const { mirror } = device
    const reader = { caps: device.caps.acked, device: device.device, mirror }
    const lines = rows.flatMap((row) => past(device, row)).filter((line) => isFor(line, reader))
    if (lines.length === 0) return
    const folded = targetIn(buffer)
    const name = (await nameOf(device.seat, buffer, folded)) ?? folded
    device.batch(reader.caps.has('znc.in/batch') ? 'znc.in/playback' : 'chathistory', [name], lines)
    await device.drained()
  }

  async #list(names: string): Promise<void> {
    const { seat } = this.#device
    const { log } = seat.setting.store
    for (const { buffer, at } of await this.#buffers(names || '*')) {
      const where = { log: seat.journal.name, buffer, keep: 'oldest' as const, limit: 1 }
      const [first] = await log.page({ ...where, events: false })
      const folded = targetIn(buffer)
      const name = (await nameOf(seat, buffer, folded)) ?? folded
      this.#say(`${name} ${(first?.at ?? at) / 1_000} ${at / 1_000}`)
    }
  }

  async #buffers(names: string): Promise<BufferTime[]> {
    const { seat } = this.#device
    const { log } = seat.setting.store
    const all = await log.buffers(seat.journal.name, 0, foreverMs, buffersMax, 'newest')
    if (names === '*' || names === '') return all
    const wanted = new Set(names.split(',').map((name) => bufferOf(seat, name)))
    return all.filter(({ buffer }) => wanted.has(buffer))
  }

  /** The device has the capability and does not use it: it gets what it missed. */
  async #unasked(): Promise<void> {
    const device = this.#device
    const { seat, cursor, coverage } = device
    const end = coverage?.seq ?? 0
    for (let seq = cursor?.seq ?? end; seq < end && !device.closed; ) {
      const found = await seat.setting.store.log.since(seat.journal.name, seq, pageRows)
      const rows = found.filter((row) => row.seq <= end)
      if (rows.length === 0) return
      device.replay(rows, true)
      seq = rows.at(-1)!.seq
      device.ask(`play-${seq}`)
      await device.drained()
    }
  }

  #say(text: string): void {
    const line: Message = messageFrom(source, 'PRIVMSG', this.#device.nick, text)
    this.#device.reply(line)
  }
}

/** Seconds since 1970 with a fraction, as clients say it. */
function milliseconds(text: string | undefined, otherwise: number): number {
  const seconds = Number(text)
  if (text === undefined || !Number.isFinite(seconds) || seconds < 0) return otherwise
  return Math.min(seconds * 1_000, foreverMs)
}
