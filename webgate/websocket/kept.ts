/** The lines that a page has not acknowledged yet, numbered from 1 as they were sent. */
export class Kept {
  readonly #bytesMax: number
  #lines: Buffer[] = []
  #bytes = 0
  /** The number of the last line that was acknowledged. */
  #acknowledged = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  get lines(): readonly Buffer[] {
    return this.#lines
  }

  get full(): boolean {
    return this.#bytes > this.#bytesMax
  }

  /** @param line is copied: what it was cut from need not stay for its sake. */
  add(line: Buffer): void {
    this.#lines.push(Buffer.from(line))
    this.#bytes += line.length
  }

  /** Whether `count` lines may have been heard, and all later ones are still here. */
  reaches(count: number): boolean {
    return count >= this.#acknowledged && count <= this.#acknowledged + this.#lines.length
  }

  acknowledge(count: number): void {
    for (const line of this.#lines.splice(0, count - this.#acknowledged)) {
      this.#bytes -= line.length
    }
    this.#acknowledged = count
  }
}
