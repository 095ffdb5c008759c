/**
 * The work that a server may ask of strangers: a text that makes the SHA-256 of its challenge and the
 * text begin with so many zero bits. It is done in slices, between which the page goes on, also in a
 * tab that nobody looks at, where timers would sleep.
 * Source: FIPS 180-4 for SHA-256; `ircd/features/guard/proof.ts`
 */

/** More than this takes minutes: whoever asks it does not want anybody. */
export const bitsMax = 26

const sliceMs = 12
const triesPerLook = 256

/**
 * @param challenge at most 40 bytes of ASCII
 * @param isWanted asked between slices
 * @returns the text, or nothing when it is not wanted any more
 */
export async function prove(
  challenge: string,
  bits: number,
  isWanted: () => boolean,
): Promise<string | undefined> {
  let next = 0
  while (isWanted()) {
    for (const end = performance.now() + sliceMs; performance.now() < end; ) {
      for (const until = next + triesPerLook; next < until; next++) {
        const text = next.toString(36)
        if (zeroBits(challenge + text) >= bits) return text
      }
    }
    await rest()
  }
  return undefined
}

/** Lets everything else have its turn; unlike a timer it does not wait in hidden tabs. */
function rest(): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(0)
  })
}

/** With how many zero bits the SHA-256 of a short text begins: only its first 64 bits are looked at. */
export function zeroBits(text: string): number {
  const [first = 0, second = 0] = digest(text)
  return first === 0 ? 32 + Math.clz32(second) : Math.clz32(first)
}

const words = new Int32Array(64)
const constants = Int32Array.from(primes(64), (n) => fraction(Math.cbrt(n)))
const initial = Int32Array.from(primes(8), (n) => fraction(Math.sqrt(n)))

/** Of at most 55 bytes of ASCII: one block. @returns eight numbers of 32 bits. */
export function digest(text: string): Int32Array {
  const { length } = text
  words.fill(0, 0, 16)
  for (let at = 0; at < length; at++) words[at >> 2]! |= text.charCodeAt(at) << (24 - (at & 3) * 8)
  words[length >> 2]! |= 0x80 << (24 - (length & 3) * 8)
  words[15] = length * 8
  for (let at = 16; at < 64; at++) {
    const [a, b] = [words[at - 15]!, words[at - 2]!]
    const near = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3)
    const far = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10)
    words[at] = words[at - 16]! + near + words[at - 7]! + far
  }
  return compressed()
}

function compressed(): Int32Array {
  const state = Int32Array.from(initial)
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  for (let at = 0; at < 64; at++) {
    const choice = (e & f) ^ (~e & g)
    const one =
      h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + constants[at]! + words[at]!
    const most = (a & b) ^ (a & c) ^ (b & c)
    const two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + most
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + two) | 0
  }
  for (const [at, value] of [a, b, c, d, e, f, g, h].entries()) state[at]! += value
  return state
}

function turned(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by))
}

function fraction(root: number): number {
  return (root - Math.floor(root)) * 2 ** 32
}

function primes(count: number): number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n)
  return found
}
