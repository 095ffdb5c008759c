/**
 * How a network writes its letters. Lines that are UTF-8 always count as UTF-8; others are read in
 * the charset that the page asked for, and what the page says is written in it. Those with a byte
 * for each letter can be written; a page that asks for another one reads it and writes UTF-8.
 */
import { isUtf8 } from 'node:buffer'

export class Charset {
  #decoder: InstanceType<typeof TextDecoder> | undefined
  #bytes: Map<string, number> | undefined

  /** @returns false when there is no such charset; then nothing changes. */
  choose(label: string): boolean {
    try {
      const decoder = new TextDecoder(label.trim())
      const unicode = decoder.encoding.startsWith('utf-')
      this.#decoder = unicode ? undefined : decoder
      this.#bytes = unicode ? undefined : bytesOf(decoder)
      return true
    } catch {
      return false
    }
  }

  decode(line: Buffer): string {
    return this.#decoder && !isUtf8(line) ? this.#decoder.decode(line) : line.toString('utf8')
  }

  /** What the charset lacks becomes `?`. */
  encode(text: string): Buffer {
    const bytes = this.#bytes
    if (!bytes) return Buffer.from(text)
    return Buffer.from(Array.from(text, (letter) => bytes.get(letter) ?? 0x3f))
  }
}

/** @returns nothing for a charset with letters of several bytes. */
function bytesOf(decoder: InstanceType<typeof TextDecoder>): Map<string, number> | undefined {
  const letters = Array.from({ length: 256 }, (_, byte) => decoder.decode(Buffer.of(byte)))
  const single = letters.filter((letter) => letter !== '\ufffd').length > 200
  return single ? new Map(letters.map((letter, byte) => [letter, byte])) : undefined
}
