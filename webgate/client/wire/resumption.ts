/**
 * The page's half of a session that outlives its socket: what the gate has got of ours, and how
 * much we have heard of it. It is told what comes and what goes, and knows no socket.
 * Source: docs/web-resume.md
 */

/** Messages heard after which the gate is told; it keeps them until then. */
const heardMax = 100

/**
 * | what came | meaning |
 * |---|---|
 * | line | a line of the server; it has been counted |
 * | new | a new session: nothing of the one before is known there |
 * | resumed | the session goes on; `unsure` must be said again, before anything else |
 * | own | a word between page and gate |
 */
export type Heard = 'line' | 'new' | 'resumed' | 'own'

export class Resumption {
  #token = ''
  /** The gate of this address knows nothing of all this. */
  #plain = false
  #awayMsMax = 0
  #heard = 0
  #acknowledged = 0
  /** What we have said and the gate has not confirmed, oldest first. */
  #said: string[] = []
  #confirmed = 0
  #answered = false

  /** What a new socket says first. */
  hello(): string {
    this.#answered = false
    return this.#token ? `RESUME ${this.#token} ${this.#heard}` : 'RESUME'
  }

  /** Whether the gate has said what became of the session: before that nothing may be sent. */
  get settled(): boolean {
    return this.#answered
  }

  /** For how long one can come back after a break, in milliseconds; 0 where there is no session. */
  get awayMsMax(): number {
    return this.#token ? this.#awayMsMax : 0
  }

  /** What the gate must be told again. */
  get unsure(): readonly string[] {
    return this.#said
  }

  /** Whether the gate waits for a word on how far we are. */
  get owes(): boolean {
    return this.#token !== '' && this.#heard > this.#acknowledged
  }

  /** So many that the word should not wait. */
  get isMuch(): boolean {
    return this.#heard - this.#acknowledged >= heardMax
  }

  acknowledgement(): string {
    this.#acknowledged = this.#heard
    return `RESUME ACK ${this.#heard}`
  }

  hear(text: string): Heard {
    const [word, verb = '', ...params] = text.split(' ', 4)
    if (word !== 'RESUME') return this.#line()
    this.#answered = true
    if (verb === 'NEW') return this.#begin(params[0] ?? '', Number(params[1]))
    this.#confirm(Number(params[0]))
    return verb === 'OK' ? 'resumed' : 'own'
  }

  /** The gate has said nothing of sessions: this is a socket like any other. */
  settle(): void {
    if (this.#answered) return
    this.#answered = this.#plain = true
    this.#token = ''
  }

  /** COMPAT: a gateway that knows nothing of sessions begins with a line of the server. */
  #line(): Heard {
    this.settle()
    this.#heard++
    return 'line'
  }

  #begin(token: string, seconds: number): Heard {
    this.forget()
    this.#answered = true
    this.#token = token
    this.#awayMsMax = seconds * 1000 || 0
    return 'new'
  }

  #confirm(count: number): void {
    this.#said.splice(0, Math.max(0, count - this.#confirmed))
    this.#confirmed = Math.max(this.#confirmed, count || 0)
  }

  /** A line was handed to the socket. */
  say(line: string): void {
    if (!this.#plain) this.#said.push(line)
  }

  /** Nobody will come back to this session. */
  forget(): void {
    this.#token = ''
    this.#plain = this.#answered = false
    this.#heard = this.#acknowledged = this.#confirmed = 0
    this.#said = []
  }
}
