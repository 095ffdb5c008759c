/** The format of https://iptoasn.com: first and last address, AS number, country, holder. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { Geography } from '#host/geography.ts'
import { formatRange } from '#wire/cidr.ts'

const rows = [
  ['192.0.2.0', '192.0.2.127', '64496', 'XA', 'TEA-GARDEN'],
  ['192.0.2.128', '192.0.2.255', '0', 'None', 'Not routed'],
  ['198.51.100.0', '198.51.101.255', '64497', 'xb', 'caf\u00e9'],
  ['2001:db8::', '2001:db8:0:ffff:ffff:ffff:ffff:ffff', '64498', 'XC', 'SIX'],
  ['2001:db8:2::', '2001:db8:2:0:7fff::', '64499', 'XD', ''],
  ['2001:db8:2:0:8000::', '2001:db8:3::', '64500', 'XE', ''],
]

async function read(text: string | Buffer, name = 'places.tsv'): Promise<Geography> {
  const directory = await mkdtemp(join(tmpdir(), 'causerie-test-'))
  try {
    await writeFile(join(directory, name), text)
    return await Geography.read(join(directory, name))
  } finally {
    await rm(directory, { recursive: true })
  }
}

function tsv(lines: readonly (readonly string[])[]): string {
  return lines.map((line) => `${line.join('\t')}\n`).join('')
}

test('an address is where its range is, and nowhere between ranges', async () => {
  const known = await read(tsv(rows))
  const expected: [string, string | undefined][] = [
    ['192.0.1.255', undefined],
    ['192.0.2.0', 'XA 64496 TEA-GARDEN'],
    ['192.0.2.127', 'XA 64496 TEA-GARDEN'],
    ['192.0.2.128', undefined],
    ['192.0.3.0', undefined],
    ['198.51.100.0', 'XB 64497 caf?'],
    ['198.51.101.255', 'XB 64497 caf?'],
    ['198.51.102.0', undefined],
    ['::ffff:192.0.2.1', 'XA 64496 TEA-GARDEN'],
    ['2001:db8:0:8::1', 'XC 64498 SIX'],
    ['2001:db8:1::', undefined],
    ['2001:db8:2::1', 'XD 64499 '],
    ['2001:db8:2:1::', 'XE 64500 '],
    ['2001:db8:3:1::', undefined],
    ['', undefined],
    ['nowhere.example', undefined],
  ]
  for (const [ip, text] of expected) {
    const place = known.at(ip)
    assert.equal(place && `${place.country} ${place.asn} ${place.holder}`, text, ip)
  }
})

test('the file may be gzipped', async () => {
  const known = await read(gzipSync(tsv(rows)), 'places.tsv.gz')
  assert.equal(known.at('192.0.2.1')?.country, 'XA')
})

test('what cannot be read is said with its line', async () => {
  const cases: [string, RegExp][] = [
    [`${tsv(rows)}nonsense\n`, /places\.tsv:7: no range of addresses/],
    ['192.0.2.9\t192.0.2.1\t1\tXA\tx\n', /:1: no range of addresses/],
    ['192.0.2.1\t192.0.2.9\tmany\tXA\tx\n', /:1: no number of a system/],
    [tsv([rows[2]!, rows[0]!]), /:2: the ranges are not in their order/],
  ]
  for (const [text, problem] of cases) await assert.rejects(read(text), problem)
  await assert.rejects(Geography.read('/nowhere/places.tsv'), /ENOENT/)
  await assert.rejects(Geography.read('/nowhere/places.tsv.gz'), /ENOENT/)
  await assert.rejects(read('no archive', 'places.tsv.gz'), /incorrect header check/)
})

test('any table is answered as if it had been gone through row by row', async () => {
  const gaps = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 4 })))
  await fc.assert(
    fc.asyncProperty(gaps, async (given) => {
      const written = (value: number) =>
        formatRange({ base: 0xffff_0a00_0000n + BigInt(value), bits: 128 })
      const lines: string[][] = []
      const owner: number[] = []
      let next = 0
      for (const [i, [gap, length]] of given.entries()) {
        next += gap
        lines.push([written(next), written(next + length - 1), String(i + 1), 'XA', ''])
        for (let k = 0; k < length; k++) owner[next++] = i + 1
      }
      const known = await read(tsv(lines))
      for (let i = 0; i < next + 2; i++) assert.equal(known.at(written(i))?.asn, owner[i])
    }),
    { numRuns: 30 },
  )
})
