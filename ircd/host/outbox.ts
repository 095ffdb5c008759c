/**
 * A socket's outgoing lines.
 *
 * The write system call is the price of a message, ten times everything else, so a socket is
 * written to once per turn of the event loop: an outbox that got a line is dirty, and all dirty
 * outboxes of the process are flushed in one `setImmediate`, which runs when every sender of this
 * turn has been read. A line that must be on the disk before anybody sees it carries a ticket and
 * waits for the `Gate`, and everything behind it waits too: order is never given up.
 */
import type { Duplex } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { extend, forgetRuns, type Run, released, remainder, textOf } from '#host/run.ts'

/** How long a peer may take to read its last lines and to close. */
const lingerMs = 5000
/** While more than this share of what may wait does so, nobody should add what can be added later. */
const roomShare = 4

/** How far the store has come: tickets up to `durable` are safe on the disk. */
export class Gate {
  durable = 0
  #waiting: Outbox[] = []

  /** Everything up to `ticket` is safe. Lines leave at the end of this turn. */
  open(ticket: number): void {
    if (ticket <= this.durable) return
    this.durable = ticket
    const waiting = this.#waiting
    this.#waiting = []
    for (const outbox of waiting) outbox.opened()
  }

  /** For outboxes: be told at the next `open`. */
  wait(outbox: Outbox): void {
    this.#waiting.push(outbox)
  }
}

export interface OutboxOptions {
  /** Bytes that may wait, here and in the socket, before `onOverflow`; it may change meanwhile. */
  limits: { readonly sendqBytesMax: number }
  /** Called once; the outbox then takes and writes nothing more. The owner destroys the duplex. */
  onOverflow: () => void
}

export class Outbox {
  readonly #duplex: Duplex
  readonly #gate: Gate
  #options: OutboxOptions
  #run: Run | undefined
  /** In the list of the next flush. */
  #dirty = false
  /** In the gate's list. */
  #waiting = false
  /** The socket is full, until 'drain'. */
  #full = false
  #state: 'open' | 'ending' | 'ended' = 'open'
  /** Who wait until little is left to be sent. */
  #patient: (() => void)[] = []
  /** Characters that the socket still had when it was last written to: at least what it has now. */
  #inSocket = 0

  /** `options` may be shared between outboxes whose `onOverflow` is the same. */
  constructor(duplex: Duplex, gate: Gate, options: OutboxOptions) {
    this.#duplex = duplex
    this.#gate = gate
    this.#options = options
  }

  /** From now on as much may wait as these say. */
  limit(limits: OutboxOptions['limits']): void {
    this.#options = { ...this.#options, limits }
  }

  /** Bytes that wait here and in the socket. */
  get queuedBytes(): number {
    return (this.#run?.bytes ?? 0) + this.#duplex.writableLength
  }

  /**
   * Sends a line after all lines before it, at the end of this turn; nothing after `end`.
   * @param line without CR LF
   * @param ticket what the gate must have reached before this line may leave
   */
  push(line: string, ticket = 0): void {
    if (this.#state !== 'open') return
    const run = extend(this.#run, line, ticket)
    this.#run = run
    if (run.bytes + this.#inSocket > this.#options.limits.sendqBytesMax && this.#overflowed())
      return
    if (run.ticket <= this.#gate.durable) this.#retry()
    else this.#wait()
  }

  /**
   * Sends what waits and a last line, then ends the duplex. A peer that does not read or close in
   * five seconds is cut off; lines that wait for the gate are waited for.
   */
  end(lastLine?: string | undefined): void {
    if (this.#state !== 'open') return
    if (lastLine !== undefined) this.push(lastLine)
    if (this.#state !== 'open') return
    this.#state = 'ending'
    this.#retry()
    this.#linger()
  }

  /** Forgets what waits: the duplex is gone. */
  drop(): void {
    this.#state = 'ended'
    this.#run = undefined
    this.#inSocket = 0
    this.#welcome()
  }

  /** Settles at a later turn, once little waits to be sent, or nothing will be sent any more. */
  async room(): Promise<void> {
    await turn()
    if (this.#hasRoom()) return
    this.#duplex.once('close', this.#welcome)
    await new Promise<void>((resolve) => this.#patient.push(resolve))
    this.#duplex.off('close', this.#welcome)
  }

  #hasRoom(): boolean {
    if (this.#state === 'ended' || this.#duplex.destroyed) return true
    return this.queuedBytes <= this.#options.limits.sendqBytesMax / roomShare
  }

  readonly #welcome = (): void => {
    if (!this.#patient.length || !this.#hasRoom()) return
    for (const resolve of this.#patient.splice(0)) resolve()
  }

  /** For the gate alone: it has opened, and no longer lists this outbox. */
  opened(): void {
    this.#waiting = false
    this.#retry()
  }

  /** For the scheduler alone: writes what may leave, as one string. */
  flush(): void {
    this.#dirty = false
    if (this.#full || this.#state === 'ended') return
    if (this.#duplex.destroyed) {
      this.drop()
      return
    }
    const run = this.#run
    const ready = released(run, this.#gate.durable)
    if (ready) this.#write(run!, ready)
    if (this.#run === undefined) this.#finish()
    else if (!this.#full) this.#wait()
    this.#welcome()
  }

  /** Looks again, at the end of this turn, at what may leave. */
  #retry(): void {
    if (this.#dirty || this.#full) return
    this.#dirty = true
    if (dirty.push(this) === 1) setImmediate(flushAll)
  }

  #write(run: Run, ready: Run): void {
    this.#run = run === ready ? undefined : remainder(run, ready)
    const duplex = this.#duplex
    const text = textOf(ready)
    // ASCII, which most runs are, needs no look at each character.
    const encoding = text.length === ready.bytes ? 'latin1' : 'utf8'
    if (!duplex.write(text, encoding)) this.#fill()
    this.#inSocket = duplex.writableLength
  }

  #fill(): void {
    this.#full = true
    this.#duplex.once('drain', () => {
      this.#full = false
      this.#inSocket = this.#duplex.writableLength
      this.#retry()
      this.#welcome()
    })
  }

  #wait(): void {
    if (this.#waiting) return
    this.#waiting = true
    this.#gate.wait(this)
  }

  #finish(): void {
    if (this.#state !== 'ending') return
    this.#state = 'ended'
    this.#duplex.end()
  }

  #overflowed(): boolean {
    this.#inSocket = this.#duplex.writableLength
    if (this.queuedBytes <= this.#options.limits.sendqBytesMax) return false
    this.drop()
    this.#options.onOverflow()
    return true
  }

  /** Held lines are the store's doing, so the peer's time begins anew while there are any. */
  #linger(): void {
    const duplex = this.#duplex
    if (duplex.destroyed) return
    const timer = setInterval(() => {
      const held = this.#run !== undefined && this.#run.ticket > this.#gate.durable
      if (!held || this.#full) duplex.destroy()
    }, lingerMs)
    timer.unref()
    duplex.once('close', () => clearInterval(timer))
  }
}

/** Outboxes with something to write in this turn. */
let dirty: Outbox[] = []

function flushAll(): void {
  const outboxes = dirty
  dirty = []
  for (const outbox of outboxes) outbox.flush()
  // What was rendered for this turn is not kept until the next one.
  if (dirty.length === 0) forgetRuns()
}
