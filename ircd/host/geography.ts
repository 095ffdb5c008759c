/**
 * Where addresses are: country and autonomous system, from a file in the format of iptoasn.com
 * (`ip2asn-combined.tsv`, also gzipped): first address, last address, AS number, country, holder,
 * with tabs between, in the order of the addresses.
 */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { isV4, parseIp } from '#wire/cidr.ts'

export interface Place {
  /** Two capitals of ISO 3166; '' where it is not known. */
  country: string
  /** 0 where it is not known. */
  asn: number
  /** Whose system it is, in the words of the file. */
  holder: string
}

const holderCharsMax = 80

export class Geography {
  readonly #v4 = new Table()
  readonly #v6 = new Table()
  readonly #countries: string[] = ['']
  readonly #countryNumbers = new Map([['', 0]])
  readonly #holders = new Map<number, string>()

  /**
   * Reads a file, line by line, so that everybody else goes on meanwhile.
   * @throws Error of one line
   */
  static async read(path: string): Promise<Geography> {
    const geography = new Geography()
    const file: Readable = createReadStream(path)
    const gzipped = path.endsWith('.gz')
    const unpacked = gzipped ? file.pipe(createGunzip()) : file
    if (gzipped) file.on('error', (error) => unpacked.destroy(error))
    let number = 0
    for await (const line of createInterface({ input: unpacked, crlfDelay: Infinity })) {
      number++
      const problem = line.trim() ? geography.#add(line) : undefined
      if (problem !== undefined) throw new Error(`${path}:${number}: ${problem}`)
    }
    return geography
  }

  at(address: string): Place | undefined {
    const ip = parseIp(address)
    if (ip === undefined) return undefined
    const table = isV4(ip) ? this.#v4 : this.#v6
    const row = table.find(keyOf(ip))
    if (!row) return undefined
    const [asn, country] = row
    const place = { asn, country: this.#countries[country]!, holder: this.#holders.get(asn) ?? '' }
    return asn || place.country ? place : undefined
  }

  /** @returns what is wrong with the line, if anything is. */
  #add(line: string): string | undefined {
    const [first = '', last = '', asn = '', country = '', holder = ''] = line.split('\t')
    const [from, to] = [parseIp(first), parseIp(last)]
    if (from === undefined || to === undefined || from > to) return 'no range of addresses'
    if (!/^\d{1,10}$/.test(asn) || Number(asn) > 0xffffffff) return 'no number of a system'
    const known = /^[A-Z]{2}$/i.test(country) ? country.toUpperCase() : ''
    if (holder && !this.#holders.has(Number(asn))) {
      this.#holders.set(Number(asn), holder.replace(/[^\x20-\x7e]/g, '?').slice(0, holderCharsMax))
    }
    const table = isV4(from) ? this.#v4 : this.#v6
    const fits = table.add(keyOf(from), keyOf(to), Number(asn), this.#numberOf(known))
    return fits ? undefined : 'the ranges are not in their order'
  }

  #numberOf(country: string): number {
    const known = this.#countryNumbers.get(country)
    if (known !== undefined) return known
    this.#countryNumbers.set(country, this.#countries.length)
    return this.#countries.push(country) - 1
  }
}

/** What ranges are told apart by: of version 6 the network, since none is smaller than a /64. */
function keyOf(ip: bigint): bigint {
  return isV4(ip) ? ip & 0xffffffffn : ip >> 64n
}

/** Rows in their order; each holds until the next begins, so a gap is a row of its own. */
class Table {
  #keys = new BigUint64Array(1024)
  #asns = new Uint32Array(1024)
  #countries = new Uint16Array(1024)
  #size = 0
  /** Nothing is known from here on. */
  #end = 0n

  /** @returns false where the range begins before the last one. */
  add(from: bigint, to: bigint, asn: number, country: number): boolean {
    // Of two that share a network the first counts.
    const start = from === this.#end - 1n ? this.#end : from
    if (start < this.#end) return false
    if (start > to) return true
    if (start > this.#end) this.#push(this.#end, 0, 0)
    this.#push(start, asn, country)
    this.#end = to + 1n
    return true
  }

  find(key: bigint): [asn: number, country: number] | undefined {
    if (key >= this.#end) return undefined
    let low = 0
    let high = this.#size - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#keys[middle]! <= key) low = middle
      else high = middle - 1
    }
    return [this.#asns[low]!, this.#countries[low]!]
  }

  #push(key: bigint, asn: number, country: number): void {
    if (this.#size === this.#keys.length) this.#grow()
    this.#keys[this.#size] = key
    this.#asns[this.#size] = asn
    this.#countries[this.#size++] = country
  }

  #grow(): void {
    const size = this.#size * 2
    const [keys, asns, countries] = [this.#keys, this.#asns, this.#countries]
    this.#keys = new BigUint64Array(size)
    this.#asns = new Uint32Array(size)
    this.#countries = new Uint16Array(size)
    this.#keys.set(keys)
    this.#asns.set(asns)
    this.#countries.set(countries)
  }
}
