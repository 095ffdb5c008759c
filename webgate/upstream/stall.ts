/** Watches over one side that does not read: a minute of it ends the conversation. */
const stalledMsMax = 60_000

export class Stall {
  readonly #end: (code: number, reason: string) => void
  #timer: NodeJS.Timeout | undefined

  /** @param end called when a stall has lasted too long, with what `begin` was given */
  constructor(end: (code: number, reason: string) => void) {
    this.#end = end
  }

  begin(code: number, reason: string): void {
    this.#timer ??= setTimeout(this.#end, stalledMsMax, code, reason).unref()
  }

  over(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
