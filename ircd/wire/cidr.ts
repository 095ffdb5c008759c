/** Addresses and ranges of them, such as `192.0.2.0/24` and `2001:db8::/32`. */

/** Addresses as one kind: those of version 4 stand in `::ffff:0:0/96`, as RFC 4291 §2.5.5.2 has it. */
export interface Range {
  base: bigint
  /** How many leading bits of 128 count. */
  bits: number
}

const v4Prefix = 0xffffn << 32n
const v4Offset = 96
const dot = 46
const zero = 48

/** @returns the 128 bits of an address, or nothing when it is none. */
export function parseIp(text: string): bigint | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text)
}

/** Whether it stands among those of version 4. */
export function isV4(ip: bigint): boolean {
  return ip >> 32n === 0xffffn
}

/**
 * An address of version 4 that is written as one of version 6, such as `::ffff:192.0.2.1` or
 * `::ffff:c000:201`, as what it is; any other text as it stands.
 */
export function plainIp(text: string): string {
  const ip = text.includes(':') ? parseV6(text) : undefined
  return ip !== undefined && isV4(ip) ? formatV4(ip) : text
}

/** Whether what comes from there stays on this machine; '' is no address at all. */
export function isLocal(ip: string): boolean {
  return ip === '' || ip.startsWith('127.') || /^0?::1$/.test(ip)
}

function parseV4(text: string): bigint | undefined {
  const value = v4Value(text)
  return value === undefined ? undefined : v4Prefix | BigInt(value)
}

function v4Value(text: string): number | undefined {
  let value = 0
  let part = 0
  let digits = 0
  let dots = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === dot && digits > 0) {
      value = value * 256 + part
      part = 0
      digits = 0
      dots++
    } else {
      const digit = code - zero
      part = part * 10 + digit
      digits++
      if (digit < 0 || digit > 9 || digits > 3 || part > 255) return undefined
    }
  }
  return dots === 3 && digits > 0 ? value * 256 + part : undefined
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = groups(halves[0]!)
  const tail = halves.length === 2 ? groups(halves[1]!) : []
  if (!head || !tail) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  let value = 0n
  for (const group of [...head, ...Array<number>(missing).fill(0), ...tail]) {
    value = (value << 16n) | BigInt(group)
  }
  return value
}

function groups(text: string): number[] | undefined {
  if (text === '') return []
  const found: number[] = []
  const words = text.split(':')
  for (const [i, word] of words.entries()) {
    if (i === words.length - 1 && word.includes('.')) {
      const v4 = v4Value(word)
      if (v4 === undefined) return undefined
      found.push(Math.floor(v4 / 65536), v4 % 65536)
    } else if (/^[0-9a-f]{1,4}$/i.test(word)) found.push(Number.parseInt(word, 16))
    else return undefined
  }
  return found
}

/** @returns the range of an address alone, or with `/` and the bits that count in its own version. */
export function parseRange(text: string): Range | undefined {
  const [ip = '', width, more] = text.split('/')
  const base = parseIp(ip)
  if (base === undefined || more !== undefined) return undefined
  const offset = ip.includes(':') ? 0 : v4Offset
  if (width === undefined) return { base, bits: 128 }
  if (!/^\d{1,3}$/.test(width) || Number(width) + offset > 128) return undefined
  const bits = Number(width) + offset
  return { base: leading(base, bits), bits }
}

export function inRange(ip: bigint, { base, bits }: Range): boolean {
  return leading(ip, bits) === base
}

/**
 * The range around an address whose users count as one.
 * @param v4 how many of 32 bits count, `v6` how many of 128
 * @returns a key that is equal for equal ranges; the text itself where it is no address.
 */
export function rangeKey(ip: string, v4: number, v6: number): string {
  if (v4 === 32 && !ip.includes(':')) return ip
  const value = parseIp(ip)
  if (value === undefined) return ip
  const bits = isV4(value) ? v4 + v4Offset : v6
  return `${leading(value, bits).toString(16)}/${bits}`
}

/** Things by range. Asking takes as long as there are lengths of ranges, however many ranges. */
export class RangeMap<T> {
  readonly #byBits = new Map<number, Map<bigint, T>>()

  set({ base, bits }: Range, value: T): void {
    const those = this.#byBits.get(bits) ?? new Map<bigint, T>()
    this.#byBits.set(bits, those.set(base, value))
  }

  delete({ base, bits }: Range): void {
    const those = this.#byBits.get(bits)
    those?.delete(base)
    if (those?.size === 0) this.#byBits.delete(bits)
  }

  /** What stands at the ranges that hold the address. */
  at(ip: bigint): T[] {
    const found: T[] = []
    for (const [bits, those] of this.#byBits) {
      const value = those.get(leading(ip, bits))
      if (value !== undefined) found.push(value)
    }
    return found
  }
}

/** How it is written: the shortest form that RFC 5952 allows, and its bits unless all count. */
export function formatRange({ base, bits }: Range): string {
  const four = isV4(base) && bits >= v4Offset
  const text = four ? formatV4(base) : formatV6(base)
  if (bits === 128) return text
  return `${text}/${four ? bits - v4Offset : bits}`
}

function formatV4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.')
}

function formatV6(value: bigint): string {
  const words = Array.from({ length: 8 }, (_, i) =>
    ((value >> BigInt(112 - i * 16)) & 0xffffn).toString(16),
  )
  const zeros = longestZeros(words)
  if (!zeros) return words.join(':')
  const head = words.slice(0, zeros.from).join(':')
  // A parameter that is not the last cannot begin with a colon.
  return `${head || '0'}::${words.slice(zeros.from + zeros.length).join(':')}`
}

function longestZeros(words: string[]): { from: number; length: number } | undefined {
  let best: { from: number; length: number } | undefined
  for (let from = 0; from < words.length; from++) {
    let length = 0
    while (words[from + length] === '0') length++
    if (length > 1 && length > (best?.length ?? 0)) best = { from, length }
  }
  return best
}

function leading(value: bigint, bits: number): bigint {
  const shift = BigInt(128 - bits)
  return (value >> shift) << shift
}
