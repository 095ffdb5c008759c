/** Gets the wanted nick back when another was all that could be had. */
const firstMs = 15_000
const longestMs = 600_000

export interface RegainPorts {
  /** Asks the network for the wanted nick. */
  attempt: () => void
  /** Asks the network to tell when its holder goes, or no longer to: where it knows MONITOR. */
  watch: (on: boolean) => void
}

export class Regain {
  readonly #ports: RegainPorts
  #timer: NodeJS.Timeout | undefined
  #waitMs = firstMs

  constructor(ports: RegainPorts) {
    this.#ports = ports
  }

  get active(): boolean {
    return this.#timer !== undefined
  }

  /** Called whenever it may have changed whether we have the nick that we want. */
  check(isWanted: boolean): void {
    if (!isWanted && this.#timer) return
    if (isWanted && this.#timer) this.#ports.watch(false)
    this.stop()
    if (isWanted) return
    this.#ports.watch(true)
    this.#schedule()
  }

  /** Whoever had the nick has let go of it. */
  now(): void {
    if (this.#timer) this.#ports.attempt()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#waitMs = firstMs
  }

  #schedule(): void {
    const waitMs = this.#waitMs * (0.75 + Math.random() / 2)
    this.#waitMs = Math.min(this.#waitMs * 2, longestMs)
    this.#timer = setTimeout(() => {
      this.#ports.attempt()
      this.#schedule()
    }, waitMs)
  }
}
