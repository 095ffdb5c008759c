/**
 * What the reader wants to hear of: whom not at all, which words call them, and how loud each
 * conversation may be.
 */
import { completeMask, matches } from '#wire/mask.ts'
import type { Buffer } from './buffer.ts'
import { mentions } from './entry.ts'

/** `mentions`: only what calls the reader counts; `none`: nothing does. */
export type Level = 'all' | 'mentions' | 'none'

export interface Rules {
  /** `nick!user@host` with `*` and `?`. */
  ignored: readonly string[]
  /** Words that call the reader, beside the nickname. */
  words: readonly string[]
  /** Words in whose company nothing calls. */
  exceptions: readonly string[]
  levelOf(buffer: Buffer): Level
}

export const noRules: Rules = {
  ignored: [],
  words: [],
  exceptions: [],
  levelOf: () => 'all',
}

/** Servers are never ignored. @param source as it stands on a line */
export function ignores({ ignored }: Pick<Rules, 'ignored'>, source: string | undefined): boolean {
  if (ignored.length === 0 || !source?.includes('!')) return false
  const folded = source.toLowerCase()
  return ignored.some((mask) => matches(completeMask(mask).toLowerCase(), folded))
}

export function calls({ words, exceptions }: Rules, text: string, nick: string): boolean {
  if (!mentions(text, nick) && !words.some((word) => mentions(text, word))) return false
  return !exceptions.some((word) => mentions(text, word))
}
