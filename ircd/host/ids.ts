/**
 * Message ids. An id is the time (8 characters), a count within the millisecond (3), the server's
 * sid, and a number that chance gave the process (5), all in digits and letters: ids of one server
 * sort by bytes in the order in which they were made, and no two processes make the same.
 * Source: https://ircv3.net/specs/extensions/message-ids
 */
import { randomInt } from 'node:crypto'

/** In the order of their bytes. */
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const base = digits.length
const countMax = base ** 3

export class Ids {
  readonly #suffix: string
  #at = 0
  #time = ''
  #count = 0

  /** @param sid the server's id, of letters and digits */
  constructor(sid: string) {
    this.#suffix = sid + written(randomInt(base ** 5), 5)
  }

  /** @param at milliseconds since 1970. One that lies before the last counts as the last. */
  next(at: number): string {
    if (at > this.#at) this.#turn(at)
    else if (this.#count === countMax) this.#turn(this.#at + 1)
    return this.#time + written(this.#count++, 3) + this.#suffix
  }

  #turn(at: number): void {
    this.#at = at
    this.#time = written(at, 8)
    this.#count = 0
  }
}

function written(value: number, width: number): string {
  let text = ''
  let rest = value
  for (let i = 0; i < width; i++) {
    text = digits[rest % base] + text
    rest = Math.floor(rest / base)
  }
  return text
}
