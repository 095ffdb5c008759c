/** Chance that can be repeated: the same seed gives the same run. */

export class Chance {
  readonly seed: number
  #state: number

  constructor(seed = Math.floor(Math.random() * 0x7fffffff)) {
    this.seed = seed
    this.#state = seed >>> 0
  }

  /** A number from 0 up to 1, 1 excluded. This is mulberry32, which is public domain. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** An integer from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1))
  }

  pick<T>(all: readonly T[]): T {
    return all[this.int(0, all.length - 1)]!
  }

  /** True once in `times`. */
  oneIn(times: number): boolean {
    return this.int(1, times) === 1
  }

  bytes(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => this.int(0, 255)))
  }
}
