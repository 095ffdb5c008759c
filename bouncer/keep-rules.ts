/** How much of what was said a person keeps: what they wish, within what the operator allows. */
import { formatDuration } from '#wire/duration.ts'

/** Absent parts, and 0: without end. */
export interface KeepRule {
  /** What is older goes, in milliseconds. */
  ms?: number | undefined
  /** Of more rows than these some go: joins and the like first, then the oldest. */
  rows?: number | undefined
  /** The same of bytes. */
  bytes?: number | undefined
}

/** By scope: `` for all, a network's id, or the name of a buffer. The narrowest holds, alone. */
export type KeepRules = Record<string, KeepRule>

export interface KeepTerms {
  /** For who has said nothing; 0 for ever. */
  defaultMs: number
  /** The most that anybody may say; 0 without end. */
  maxMs: number
  /** Rows of one person; 0 for as many as they like. */
  rowsMax: number
  /** The same of bytes. */
  bytesMax: number
}

/** The scope that holds for a buffer. */
export function scopeOf(rules: KeepRules, buffer: string): string {
  if (rules[buffer]) return buffer
  const network = buffer.slice(0, buffer.indexOf('/'))
  return rules[network] ? network : ''
}

export function ruleOf(rules: KeepRules, scope: string, { defaultMs, maxMs }: KeepTerms): KeepRule {
  const rule = rules[scope] ?? { ms: defaultMs }
  const ms = rule.ms || maxMs
  return { rows: rule.rows, bytes: rule.bytes, ms: maxMs > 0 ? Math.min(ms, maxMs) : ms }
}

export function isLimit({ ms, rows, bytes }: KeepRule): boolean {
  return Boolean(ms) || Boolean(rows) || Boolean(bytes)
}

/** Whether anything may ever go. */
export function limitsAnything(rules: KeepRules, terms: KeepTerms): boolean {
  const scopes = ['', ...Object.keys(rules)]
  return (
    terms.rowsMax > 0 ||
    terms.bytesMax > 0 ||
    scopes.some((scope) => isLimit(ruleOf(rules, scope, terms)))
  )
}

export function words({ ms, rows, bytes }: KeepRule): string {
  const parts: string[] = []
  if (ms) parts.push(`for ${formatDuration(ms / 1000)}`)
  if (rows) parts.push(`the newest ${rows.toLocaleString('en')} lines`)
  if (bytes) parts.push(`the newest ${formatBytes(bytes)}`)
  return parts.length > 0 ? parts.join(', and of these ') : 'for ever'
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** As people read it: `512 B`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(1, bytes)) / 10), units.length - 1)
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${units[power]}`
}

/** @returns bytes, or nothing where this is no size: `500MiB`, `2g`, `100000`. */
export function parseBytes(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,12}(?:\.\d+)?)([kmgt]?)(?:i?b)?$/i.exec(text) ?? []
  if (digits === undefined) return undefined
  return Math.round(Number(digits) * 1024 ** ' kmgt'.indexOf(unit.toLowerCase() || ' '))
}
