/**
 * Codes that prove that somebody reads a mailbox. Only the hash of one is kept; it ends with its
 * time, with its use, and after a few wrong guesses.
 */
import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import type { Code } from '#store/store.ts'

/** Without letters that look alike, or that make words. */
const alphabet = '23456789bcdfghjkmnpqrstvwxz'
/** About 76 bits: nobody finds one from its hash. */
const codeChars = 16
const triesMax = 5
/** Before this long nobody is sent another. */
const restMs = 60_000

/** In groups, so that it can be read out and typed. */
export function makeCode(): string {
  const signs = Array.from({ length: codeChars }, () => alphabet[randomInt(alphabet.length)]!)
  return signs.join('').replace(/(.{4})(?=.)/g, '$1-')
}

export function codeKept(code: string, at: number, validMs: number, email?: string): Code {
  return { hash: hashOf(code), at, until: at + validMs, tries: triesMax, email }
}

/** Whether it is too early for another. */
export function isFresh(code: Code | undefined, now: number): boolean {
  return code !== undefined && now - code.at < restMs && code.until > now
}

export function isAlive(code: Code | undefined, now: number): code is Code {
  return code !== undefined && code.until > now && code.tries > 0
}

export function fits(code: Code, given: string): boolean {
  return timingSafeEqual(Buffer.from(code.hash), Buffer.from(hashOf(given)))
}

/** However it was copied. */
function hashOf(code: string): string {
  const plain = code.toLowerCase().replace(/[^a-z0-9]/g, '')
  return createHash('sha256').update(plain).digest('base64')
}
