/**
 * Masks of ban lists as people type them, in the dialects of several servers, made one:
 * `~name:value`, `~!name:value` for everybody else, `~act:mask`, `~time:minutes:mask`, or
 * `nick!user@host`.
 */
import { parseIp } from '#wire/cidr.ts'
import { completeMask } from '#wire/mask.ts'
import type { Book } from '../../core/book.ts'
import type { ExtBan } from '../../core/feature.ts'
import type { Server } from '../../core/server.ts'

export type Named = ExtBan & { name: string }

/** A mask of its own kind, taken apart as far as its value. */
export interface Head {
  extban: Named
  not: boolean
  value: string
}

/** A mask within a mask within a mask is enough: `~time:60:~quiet:~account:bob`. */
const depthMax = 3

/** @returns the mask in the one form in which it is kept and shown, or nothing where it is none. */
export function readMask(typed: string, server: Server, depth = 1): string | undefined {
  const [, before, channel] = /^(.+)\$(#[^\s,:!@]+)$/.exec(typed) ?? []
  // COMPAT: Solanum forwards with `mask$#channel`.
  if (before && channel && !typed.startsWith('~'))
    return readMask(`~forward:${channel}:${before}`, server, depth)
  const head = headOf(typed, server.book)
  if (head) return depth > depthMax ? undefined : readHead(head, server, depth)
  return /^[~$]/.test(typed) ? undefined : completeMask(typed)
}

function readHead({ extban, not, value }: Head, server: Server, depth: number): string | undefined {
  const sign = not ? '!' : ''
  if (extban.matches) {
    const kept = extban.read ? extban.read(value, server) : value || undefined
    return kept ? `~${sign}${extban.name}:${kept}` : undefined
  }
  const { words, rest } = cut(value, extban)
  const kept = extban.read ? extban.read(words, server) : words
  if (not || kept === undefined) return undefined
  const front = extban.words ? `~${extban.name}:${kept}` : `~${extban.name}`
  if (extban.bare) return front
  const mask = rest ? readMask(rest, server, depth + 1) : undefined
  return mask && `${front}:${mask}`
}

/** The words of what acts, and the mask behind them. */
export function cut(value: string, { words = 0, bare }: ExtBan): { words: string; rest: string } {
  if (bare) return { words: value, rest: '' }
  const parts = value.split(':')
  return { words: parts.slice(0, words).join(':'), rest: parts.slice(words).join(':') }
}

/**
 * COMPAT: `$a:bob` and `$~a` are Solanum's, `account:bob`, `R:bob` and `!R:bob` InspIRCd's.
 * A letter before a colon may also begin an address.
 */
export function headOf(text: string, book: Book): Head | undefined {
  const form = /^([~$]?)([!~]?)([A-Za-z][\w-]*)(?::(.*))?$/s.exec(text)
  if (!form) return undefined
  const [, prefix, sign, name = '', value] = form
  if (!prefix && (value === undefined || parseIp(text.split('/')[0]!) !== undefined))
    return undefined
  const extban = named(name, book)
  return extban && { extban, not: sign !== '', value: value ?? '' }
}

function named(name: string, { extbans }: Book): Named | undefined {
  const exact = extbans.get(name.toLowerCase())
  if (exact) return exact
  for (const extban of extbans.values()) if (extban.letter === name) return extban
  for (const extban of extbans.values()) if (extban.aliases?.includes(name)) return extban
  return undefined
}
