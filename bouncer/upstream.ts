/**
 * One person's connection to the network. It is made, kept, and made again: at once when it broke,
 * then after 5, 15 and 60 seconds, and so on up to ten minutes, a little earlier or later each
 * time so that a thousand people do not come back in the same moment.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Connection, type ConnectionLimits } from '#host/connection.ts'
import { Gate } from '#host/outbox.ts'
import { format, type Message, message, parse } from '#wire/message.ts'
import { Mirror } from '#wire/mirror.ts'
import { type Outcome, Outgoing, type OutgoingPace } from './outgoing.ts'
import type { Target } from './plan.ts'
import { type Identity, Registration } from './registration.ts'

export interface UpstreamOptions {
  /** Where to dial, in turn. Asked before each attempt. */
  targets: () => Target[]
  limits: ConnectionLimits
  pace: () => OutgoingPace | undefined
  /** Asked before each attempt. */
  identity: () => Identity
  /** Tests are impatient. */
  timing?: Partial<Timing> | undefined
}

export interface Timing {
  /** For the dial, handshake of TLS included. */
  dialMs: number
  /** Waits before the second, third … round of attempts; the last one repeats. */
  backoffMs: number[]
  /** A connection that broke earlier than this did not last, and counts as an attempt. */
  lastedMs: number
  registrationMs: number
  /** Silence after which we ask, and after as much again give up. */
  silenceMs: number
}

export const defaultTiming: Timing = {
  dialMs: 20_000,
  backoffMs: [0, 5_000, 15_000, 60_000, 120_000, 300_000, 600_000],
  lastedMs: 5_000,
  registrationMs: 30_000,
  silenceMs: 60_000,
}

export interface UpstreamEvents {
  /** We are in. `mirror` knows the nick; lines that follow go to `line`. */
  registered(mirror: Mirror): void
  /** A line of a registered connection, PING and the answers to our own excepted. */
  line(message: Message): void
  /** The connection that had registered is gone. */
  lost(reason: string): void
  /** An attempt failed. */
  failed(reason: string, retryMs: number): void
}

/** Before the next of several addresses is tried. */
const anotherMs = 500

/** How long the network may take to hear our goodbye. */
const goodbyeMs = 1_000

/** The token of our own PING: its answer is nobody's. */
const aliveToken = 'causerie-alive'

export class Upstream {
  readonly #options: UpstreamOptions
  readonly #events: UpstreamEvents
  readonly #timing: Timing
  readonly #stop = new AbortController()
  #nudge = new AbortController()
  #connection: Connection | undefined
  #outgoing: Outgoing | undefined
  #registered = false
  #done: Promise<void> | undefined

  constructor(options: UpstreamOptions, events: UpstreamEvents) {
    this.#options = options
    this.#events = events
    this.#timing = { ...defaultTiming, ...options.timing }
  }

  get registered(): boolean {
    return this.#registered
  }

  /** Called once. */
  start(): void {
    this.#done = this.#run()
  }

  /**
   * Sends lines in their turn, with nothing between them.
   * @param outcome told whether they went out, where the answer is true
   * @returns false when there is no network to take them, or too much waits for it already
   */
  send(lines: Message[], outcome?: Outcome): boolean {
    if (!this.#registered || this.#stop.signal.aborted) return false
    return this.#outgoing!.push(lines.map(format), outcome)
  }

  /** Somebody is here who needs the network: the next attempt is made at once. */
  nudge(): void {
    this.#nudge.abort()
  }

  /** Reads no further: what was read must be stored first. */
  pause(): void {
    this.#connection?.pause()
  }

  resume(): void {
    this.#connection?.resume()
  }

  async close(reason: string): Promise<void> {
    this.#stop.abort()
    this.#outgoing?.close()
    const connection = this.#connection
    connection?.end(format(message('QUIT', reason)))
    const timer = setTimeout(() => connection?.destroy(), goodbyeMs)
    await this.#done
    clearTimeout(timer)
  }

  async #run(): Promise<void> {
    let round = 0
    let at = 0
    while (!this.#stop.signal.aborted) {
      const began = Date.now()
      const targets = this.#options.targets()
      const { reason, registered } = await this.#attempt(targets[at % targets.length])
      if (this.#stop.signal.aborted) return
      // The address that let us in is tried first again; the next one follows one that did not.
      if (!registered) at++
      const lasted = registered && Date.now() - began >= this.#timing.lastedMs
      const another = !registered && at % targets.length > 0
      if (lasted) round = 0
      else if (!another) round++
      const retryMs = another ? anotherMs : this.#backoffMs(round)
      if (!registered) this.#events.failed(reason, retryMs)
      await this.#wait(retryMs)
    }
  }

  #backoffMs(round: number): number {
    const { backoffMs } = this.#timing
    const base = backoffMs[Math.min(round, backoffMs.length - 1)]!
    return Math.round(base * (0.75 + Math.random() / 2))
  }

  /** Until the next attempt, or until somebody needs the network now. */
  async #wait(ms: number): Promise<void> {
    this.#nudge = new AbortController()
    const signal = AbortSignal.any([this.#stop.signal, this.#nudge.signal])
    await sleep(ms, undefined, { signal }).catch(() => {})
  }

  /** One connection, from the dial to its end. Never rejects. */
  async #attempt(target: Target | undefined): Promise<{ reason: string; registered: boolean }> {
    if (!target) return { reason: 'no address is known', registered: false }
    const { limits } = this.#options
    const signal = this.#stop.signal
    try {
      const duplex = await target.dial(signal)
      const peer = { ip: '', port: 0, secure: target.secure, inproc: false }
      const connection = new Connection(duplex, peer, new Gate(), limits)
      this.#connection = connection
      if (signal.aborted) connection.destroy()
      return await this.#converse(connection)
    } catch (error) {
      return { reason: (error as Error).message, registered: false }
    } finally {
      this.#connection = undefined
    }
  }

  #converse(connection: Connection): Promise<{ reason: string; registered: boolean }> {
    const mirror = new Mirror()
    const send = (line: Message) => connection.push(format(line))
    const registration = new Registration(mirror, this.#options.identity(), send)
    const watch = this.#watch(connection)
    const early: Message[] = []
    let failure: string | undefined
    return new Promise((resolve) => {
      connection.open({
        line: (text) => {
          watch.heard()
          const line = parse(text)
          if (!line) return
          // Devices would take it for their own connection's end.
          if (line.verb === 'ERROR') failure = line.params[0]
          if (this.#registered) {
            this.#line(line, send)
            // What the network offers from now on is asked for too.
            if (line.verb === 'CAP') registration.line(line)
            return
          }
          if (isEarly(line, mirror) && early.length < earlyMax) return void early.push(line)
          mirror.apply(line)
          const outcome = registration.line(line)
          if (outcome === undefined) return
          if (outcome === 'welcome') {
            watch.registered()
            this.#registered = true
            this.#outgoing = new Outgoing(this.#options.pace(), (text) => connection.push(text))
            this.#events.registered(mirror)
            for (const line of early) this.#line(line, send)
          } else {
            failure = outcome.failed
            connection.end(format(message('QUIT')))
          }
        },
        closed: (reason) => {
          watch.stop()
          const registered = this.#registered
          this.#registered = false
          const why = failure ?? reason
          this.#outgoing?.close()
          if (registered) this.#events.lost(why)
          resolve({ reason: why, registered })
        },
      })
      registration.begin()
    })
  }

  #line(line: Message, send: (line: Message) => void): void {
    if (line.verb === 'PING') send(message('PONG', ...line.params))
    else if (!ours.has(line.verb)) this.#events.line(line)
  }

  /** Ends a connection that does not get through its handshake, or has fallen silent. */
  #watch(connection: Connection) {
    const { registrationMs, silenceMs } = this.#timing
    let asked = false
    let heardAt = Date.now()
    let timer = setTimeout(() => connection.destroy('Registration timed out'), registrationMs)
    const look = () => {
      const silent = Date.now() - heardAt
      if (silent >= silenceMs && asked) return connection.destroy('Ping timeout')
      if (silent >= silenceMs) connection.push(format(message('PING', aliveToken)))
      asked = silent >= silenceMs
      timer = setTimeout(look, asked ? silenceMs : silenceMs - silent)
    }
    return {
      heard: () => {
        heardAt = Date.now()
        asked = false
      },
      registered: () => {
        clearTimeout(timer)
        timer = setTimeout(look, silenceMs)
      },
      stop: () => clearTimeout(timer),
    }
  }
}

/** What is between the network and us only. */
const ours = new Set(['PONG', 'ERROR', 'AUTHENTICATE'])
const earlyMax = 10_000

/** What others do while the server still greets us; its own notices are part of the greeting. */
function isEarly({ source, verb }: Message, mirror: Mirror): boolean {
  return mirror.registered && source?.includes('!') === true && !/^\d/.test(verb)
}
