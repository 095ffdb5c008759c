/** A client at the bouncer's door, on an in-memory connection. */
import assert from 'node:assert/strict'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Message, parse } from '#wire/message.ts'

/** One client: what it heard, and whether it answers PING. */
export class Device {
  /** Every whole line so far. */
  readonly lines: string[] = []
  /** Answers PING as irssi and WeeChat do. */
  pongs = true
  closed = false
  /** What it had been told when it last answered a PING: only that it may call received. */
  acknowledged: string[] = []
  /** The connection breaks after so many bytes, wherever that is. */
  cutAfterBytes = Number.POSITIVE_INFINITY
  readonly #duplex: Duplex
  #rest = ''
  #read = 0

  constructor(duplex: Duplex) {
    this.#duplex = duplex
    duplex.setEncoding('utf8')
    duplex.on('data', (text: string) => this.#take(text))
    duplex.on('end', () => this.drop())
    duplex.on('close', () => {
      this.closed = true
    })
    duplex.on('error', () => {})
  }

  send(...lines: string[]): void {
    for (const line of lines) this.#duplex.write(`${line}\r\n`)
  }

  /** Sends bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.#duplex.write(bytes)
  }

  /** The connection breaks. */
  drop(): void {
    this.closed = true
    this.#duplex.destroy()
  }

  /** Waits for a line, from where the last wait ended. */
  async hears(pattern: RegExp, withinMs = 15_000): Promise<string> {
    const until = Date.now() + withinMs
    while (Date.now() < until) {
      for (; this.#read < this.lines.length; this.#read++) {
        if (pattern.test(this.lines[this.#read]!)) return this.lines[this.#read++]!
      }
      await sleep(2)
    }
    assert.fail(`${pattern} was not heard in:\n${this.lines.join('\n')}`)
  }

  /** What was said to this device, in the order of its coming, without a clock time before it. */
  get texts(): string[] {
    return this.lines
      .map((line) => parse(line))
      .filter((line): line is Message => line?.verb === 'PRIVMSG')
      .map(({ params }) => params[1]!.replace(/^\[\d\d:\d\d:\d\d\] /, ''))
  }

  async until(done: () => boolean, withinMs = 15_000): Promise<void> {
    await eventually(done, () => this.lines.join('\n'), withinMs)
  }

  #take(chunk: string): void {
    const text = chunk.slice(0, this.cutAfterBytes)
    this.cutAfterBytes -= chunk.length
    if (this.closed) return
    this.#hear(text)
    if (this.cutAfterBytes > 0) return
    this.closed = true
    // What it said before still arrives.
    this.#duplex.end()
  }

  #hear(text: string): void {
    const lines = (this.#rest + text).split('\r\n')
    this.#rest = lines.pop()!
    for (const line of lines) {
      this.lines.push(line)
      if (!this.pongs || !line.startsWith('PING ')) continue
      this.acknowledged = this.texts
      this.send(`PONG ${line.slice(5)}`)
    }
  }
}

export async function eventually(
  done: () => boolean,
  about = () => '',
  withinMs = 15_000,
): Promise<void> {
  const until = Date.now() + withinMs
  while (!done()) {
    if (Date.now() > until) assert.fail(`it did not come about\n${about()}`)
    await sleep(2)
  }
}
