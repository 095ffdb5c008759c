/** The kinds of values in the configuration. Each says in words what it allows. */
import { isIP } from 'node:net'
import { z } from 'zod'
import { type Address, parseAddress } from '#host/address.ts'

/** A section, which may hold only the keys of its shape. */
export function section<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, { error: sectionError })
}

/** What is unknown keeps its own kind of message: see `config.ts`. */
function sectionError({ code }: { code?: string | undefined }): string | undefined {
  return code === 'invalid_type' ? 'must be a section' : undefined
}

/** A text that is checked by `test`. */
export function text(allowed: string, test: (value: string) => boolean) {
  return z.custom<string>((value) => typeof value === 'string' && test(value), {
    error: `must be ${allowed}`,
  })
}

export const anyText = text('a text in quotes', () => true)

/** A text that is empty or a path; `parseConfig` makes it absolute. */
export const path = text('a path in quotes, or ""', (value) => !value.includes('\0'))

export function whole(min: number, max: number) {
  const fits = (value: unknown) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max
  return z.custom<number>(fits, { error: `must be a whole number from ${min} to ${max}` })
}

export const flag = z.custom<boolean>((value) => typeof value === 'boolean', {
  error: 'must be true or false',
})

export function choice<const T extends string>(...values: T[]) {
  const allowed = values.map((value) => `"${value}"`).join(', ')
  const fits = (value: unknown) => values.includes(value as T)
  return z.custom<T>(fits, { error: `must be one of ${allowed}` })
}

/** A value that is written as text and read as something else. */
function read<T>(allowed: string, parse: (value: unknown) => T | undefined) {
  return z.unknown().transform((value, { addIssue }): T => {
    const result = parse(value)
    if (result === undefined) addIssue({ code: 'custom', message: `must be ${allowed}` })
    return result as T
  })
}

const second = 1000
const durationUnits = {
  ms: 1,
  s: second,
  m: 60 * second,
  h: 3600 * second,
  d: 86_400 * second,
}

/** Milliseconds, written `"30s"`; the bounds are written so too. */
export function duration(min: string, max: string) {
  const [least, most] = [measure(min, durationUnits)!, measure(max, durationUnits)!]
  return read(`a duration from "${min}" to "${max}" (units: ms, s, m, h, d)`, (value) =>
    within(measure(value, durationUnits), least, most),
  )
}

/** So many in so many milliseconds, written `"32 per 10m"`; `"off"` is a count of 0. */
export const rate = read(
  '"off", or how many in which time, as "32 per 10m" (units: s, m, h, d)',
  (value) => {
    if (value === 'off') return { count: 0, ms: second }
    const parts = typeof value === 'string' ? /^(\d{1,6}) per (\d+[smhd])$/.exec(value) : null
    const count = Number(parts?.[1])
    const ms = within(measure(parts?.[2], durationUnits), second, 30 * durationUnits.d)
    return count > 0 && ms !== undefined ? { count, ms } : undefined
  },
)

/** Milliseconds, or `"forever"`, which is 0. */
export function durationOrForever(min: string) {
  const least = measure(min, durationUnits)!
  return read(`"forever", or a duration of at least "${min}" (units: h, d)`, (value) =>
    value === 'forever' ? 0 : within(measure(value, durationUnits), least, Infinity),
  )
}

const sizeUnits = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }

/** Bytes, written `"512KiB"`; the bounds are written so too. */
export function size(min: string, max: string) {
  const [least, most] = [measure(min, sizeUnits)!, measure(max, sizeUnits)!]
  return read(`a size from "${min}" to "${max}" (units: B, KiB, MiB, GiB)`, (value) =>
    within(measure(value, sizeUnits), least, most),
  )
}

function measure(value: unknown, units: Record<string, number>): number | undefined {
  const parts = typeof value === 'string' ? /^(\d+(?:\.\d+)?) ?([A-Za-z]+)$/.exec(value) : null
  const unit = parts && Object.hasOwn(units, parts[2]!) ? units[parts[2]!] : undefined
  return unit === undefined ? undefined : Math.round(Number(parts![1]) * unit)
}

function within(value: number | undefined, min: number, max: number): number | undefined {
  return value !== undefined && value >= min && value <= max ? value : undefined
}

export const range = text('an IP address or a range, as "10.0.0.0/8"', (value) => {
  const [ip = '', bits, more] = value.split('/')
  const width = isIP(ip) === 4 ? 32 : 128
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= width)
  return isIP(ip) > 0 && fits && more === undefined
})

export const address = z.unknown().transform((value, { addIssue }): Address => {
  try {
    if (typeof value !== 'string') throw new Error('must be an address in quotes')
    return parseAddress(value)
  } catch (error) {
    addIssue({ code: 'custom', message: (error as Error).message })
    return { kind: 'inproc', name: '' }
  }
})

export function listOf<T extends z.ZodType>(item: T) {
  return z.array(item, { error: 'must be a list in [ ]' })
}
