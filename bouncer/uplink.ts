/**
 * A person's wish to be on a network: connected and connected again while they want it, with what
 * there is to say about it when they are not.
 */
import type { Message } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import type { Outcome } from './outgoing.ts'
import type { Plan, Target } from './plan.ts'
import type { Setting } from './setting.ts'
import { Upstream } from './upstream.ts'

export type NetworkState = 'connected' | 'connecting' | 'disconnected'

export interface UplinkTerms {
  setting: Setting
  account: string
  plan: Plan
}

export interface UplinkEvents {
  /** We are in. */
  up(mirror: Mirror): void
  line(line: Message): void
  /** We are no longer, and why. */
  down(reason: string): void
  /** The state changed, or what is wrong did. */
  changed(): void
}

export class Uplink {
  /** Why there is no connection, '' where there is. */
  trouble = 'connecting'
  readonly #terms: UplinkTerms
  readonly #events: UplinkEvents
  #upstream: Upstream
  /** Nobody wants a connection. */
  #idle = true
  /** The last connection's goodbye. */
  #ending: Promise<void> | undefined
  #closed = false
  #paused = false
  /** Those who wait until the network is up, with its channels, or known to be down. */
  #waiting: (() => void)[] = []

  constructor(terms: UplinkTerms, events: UplinkEvents) {
    this.#terms = terms
    this.#events = events
    this.#upstream = this.#connection()
  }

  get online(): boolean {
    return this.#upstream.registered
  }

  get state(): NetworkState {
    if (this.online) return 'connected'
    return this.#idle ? 'disconnected' : 'connecting'
  }

  /** Connects, and keeps connecting. */
  start(): void {
    if (!this.#idle || this.#closed || this.#terms.setting.still) return
    this.#idle = false
    this.trouble = 'connecting'
    this.#upstream = this.#connection()
    this.#upstream.start()
    this.#events.changed()
  }

  /** Ends the connection and makes no other until `start`. */
  async stop(reason: string): Promise<void> {
    if (this.#idle) return this.#ending
    this.#idle = true
    this.wake()
    this.#ending = this.#upstream.close(reason)
    await this.#ending
    if (this.#closed || !this.#idle) return
    this.trouble = 'it is switched off'
    this.#events.changed()
  }

  async close(reason: string): Promise<void> {
    this.#closed = true
    await this.stop(reason)
  }

  /** Settles when somebody calls `wake`, or when there is no use in waiting. */
  ready(): Promise<void> {
    if (this.#idle) return Promise.resolve()
    this.#upstream.nudge()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#terms.setting.timing.networkMs)
      this.#waiting.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  /** See `Upstream.send`. */
  send(lines: Message[], outcome?: Outcome): boolean {
    return this.#upstream.send(lines, outcome)
  }

  /** Reads no further: what was read must be stored first. */
  pause(): void {
    if (!this.#paused) this.#upstream.pause()
    this.#paused = true
  }

  resume(): void {
    if (this.#paused) this.#upstream.resume()
    this.#paused = false
  }

  #connection(): Upstream {
    const { setting, plan } = this.#terms
    const terms = {
      targets: () => plan.targets().map((target) => this.#cautious(target)),
      identity: () => plan.identity(),
      pace: () => plan.pace(),
      limits: setting.upstreamLimits,
      timing: setting.timing,
    }
    return new Upstream(terms, {
      registered: (mirror) => this.#up(mirror),
      line: (line) => this.#events.line(line),
      lost: (reason) => this.#down(reason),
      failed: (reason, retryMs) => this.#failed(reason, retryMs),
    })
  }

  /** Nobody is connected twice: a process that may have lost its people does not begin to. */
  #cautious(target: Target): Target {
    const { tenure } = this.#terms.setting
    return {
      ...target,
      dial: async (signal) => {
        if (!tenure.valid) throw new Error('it is uncertain whose the connection is')
        return target.dial(signal)
      },
    }
  }

  #up(mirror: Mirror): void {
    this.#terms.setting.log.info({ ...this.#about, nick: mirror.nick }, 'connected to the network')
    this.trouble = ''
    this.#events.up(mirror)
    this.#events.changed()
  }

  #down(reason: string): void {
    if (!this.#closed) {
      this.#terms.setting.log.warn({ ...this.#about, reason }, 'the network is gone')
    }
    this.trouble = reason
    this.#paused = false
    this.#events.down(reason)
    this.#events.changed()
  }

  #failed(reason: string, retryMs: number): void {
    const about = { ...this.#about, reason, retryMs }
    this.#terms.setting.log.warn(about, 'no connection to the network')
    this.trouble = reason
    this.wake()
    this.#events.changed()
  }

  get #about() {
    const { account, plan } = this.#terms
    return { account, network: plan.name }
  }
}
