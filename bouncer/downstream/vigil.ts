/** Silence is asked about, and a device that stays silent is gone. */
import type { Connection } from '#host/connection.ts'

/** The token of a PING that only asks whether somebody is there. */
const aliveToken = 'causerie'

export class Vigil {
  readonly #connection: Connection
  readonly #silenceMs: number
  readonly #timer: NodeJS.Timeout
  #heardAt = Date.now()
  #askedAt = 0

  constructor(connection: Connection, silenceMs: number) {
    this.#connection = connection
    this.#silenceMs = silenceMs
    this.#timer = setInterval(() => this.#look(), silenceMs / 4)
  }

  /** How long an answer is overdue, in milliseconds. */
  get overdueMs(): number {
    return this.#askedAt > this.#heardAt ? Date.now() - this.#askedAt : 0
  }

  heard(): void {
    this.#heardAt = Date.now()
  }

  end(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const now = Date.now()
    if (now - this.#heardAt < this.#silenceMs) return
    if (this.#askedAt <= this.#heardAt) {
      this.#askedAt = now
      this.#connection.push(`PING :${aliveToken}`)
    } else if (now - this.#askedAt >= this.#silenceMs) {
      this.#connection.destroy('Ping timeout')
    }
  }
}
