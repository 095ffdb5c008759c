/**
 * The messages of one channel on their way to the browser. Channels of one session share its
 * socket and nothing else: each has its own queue, and whoever fills it waits alone.
 */
export class Lane {
  readonly #bytesMax: number
  readonly #wake: () => void
  #messages: string[] = []
  #bytes = 0
  #wasFull = false
  /** Called when the lane was full, and half of it has left. */
  onDrained: (() => void) | undefined

  /** @param wake called when there is something to take */
  constructor(bytesMax: number, wake: () => void) {
    this.#bytesMax = bytesMax
    this.#wake = wake
  }

  push(message: string): void {
    this.#messages.push(message)
    this.#bytes += message.length
    this.#wasFull ||= this.full
    this.#wake()
  }

  /** Whether whoever pushes should wait for `onDrained`. */
  get full(): boolean {
    return this.#bytes > this.#bytesMax
  }

  get empty(): boolean {
    return this.#messages.length === 0
  }

  /** What waits is given up; whoever does so tells the browser. */
  clear(): void {
    this.#messages = []
    this.#bytes = 0
    this.#wasFull = false
  }

  /** @returns the oldest messages, together about `charsMax` long, at least one if there is any. */
  take(charsMax: number): string[] {
    let count = 0
    let chars = 0
    while (count < this.#messages.length && chars < charsMax) {
      chars += this.#messages[count]!.length
      count++
    }
    this.#bytes -= chars
    const taken = this.#messages.splice(0, count)
    if (this.#wasFull && this.#bytes <= this.#bytesMax / 2) {
      this.#wasFull = false
      this.onDrained?.()
    }
    return taken
  }
}
