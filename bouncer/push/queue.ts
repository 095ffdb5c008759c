/**
 * What goes to one subscriber, in its order. A service that does not answer is tried again, later
 * each time; what has become old meanwhile, or was read, is left out.
 */
import type { Posted } from './post.ts'

export interface Parcel {
  payload: string
  /** Whose reading makes it pointless: `<network> <window>`; nothing for what tells of the reading. */
  window?: string | undefined
  /** When it happened, in milliseconds since 1970. */
  at: number
}

export interface QueuePorts {
  post: (payload: string) => Promise<Posted>
  /** Called with each outcome: what becomes of the subscription is decided there. */
  posted: (outcome: Posted) => void
  /** Waits before another try; the last one repeats. */
  retryMs: readonly number[]
}

const parcelsMax = 50
const oldMs = 86_400_000

export class PushQueue {
  readonly #ports: QueuePorts
  #parcels: Parcel[] = []
  /** It is on its way. */
  #sent: Parcel | undefined
  #timer: NodeJS.Timeout | undefined
  #busy = false
  #tries = 0
  #closed = false

  constructor(ports: QueuePorts) {
    this.#ports = ports
  }

  add(parcel: Parcel): void {
    this.#parcels.push(parcel)
    if (this.#parcels.length > parcelsMax) this.#parcels.shift()
    this.#go()
  }

  /** A window has been read. */
  read(window: string, at: number): void {
    this.#parcels = this.#parcels.filter((one) => one.window !== window || one.at > at)
  }

  /** @returns what has not arrived, as far as is known. */
  close(): Parcel[] {
    this.#closed = true
    clearTimeout(this.#timer)
    const left = this.#sent ? [this.#sent, ...this.#parcels] : this.#parcels
    this.#parcels = []
    return left
  }

  async #go(): Promise<void> {
    if (this.#busy || this.#timer || this.#closed) return
    this.#busy = true
    while (await this.#next());
    this.#busy = false
  }

  /** @returns whether to go on with the next one at once. */
  async #next(): Promise<boolean> {
    const old = Date.now() - oldMs
    this.#parcels = this.#parcels.filter(({ at }) => at > old)
    const parcel = this.#parcels.shift()
    if (!parcel) return false
    this.#sent = parcel
    const outcome = await this.#ports.post(parcel.payload)
    this.#sent = undefined
    if (this.#closed) return false
    this.#ports.posted(outcome)
    if (outcome.is !== 'failed') {
      this.#tries = 0
      return !this.#closed
    }
    this.#parcels.unshift(parcel)
    this.#wait(outcome.retryMs)
    return false
  }

  #wait(askedMs = 0): void {
    const { retryMs } = this.#ports
    const ownMs = retryMs[Math.min(this.#tries++, retryMs.length - 1)] ?? 0
    const again = () => {
      this.#timer = undefined
      this.#go()
    }
    this.#timer = setTimeout(again, Math.max(ownMs, askedMs))
    this.#timer.unref()
  }
}
