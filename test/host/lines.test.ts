import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Fault, LineReader } from '#host/lines.ts'

const limits = { lineBytesMax: 512, tagBytesMax: 4096, unendedBytesMax: 16_384 }
const small = { lineBytesMax: 10, tagBytesMax: 8, unendedBytesMax: 24 }

type Line = [text: string, fault?: Fault | undefined]

function read(chunks: (string | Uint8Array)[], max = limits): Line[] {
  const lines: Line[] = []
  const reader = new LineReader(max, (...line) => lines.push(line))
  for (const chunk of chunks) reader.read(Buffer.from(chunk as string))
  return lines
}

test('lines end at LF, CR LF or CR, and empty ones are skipped', () => {
  assert.deepEqual(read(['a\nb\r\nc\rd\r\n\r\n\n\re\nunfinished']), [
    ['a'],
    ['b'],
    ['c'],
    ['d'],
    ['e'],
  ])
})

test('a line may come in pieces, also inside a character', () => {
  const bytes = Buffer.from('PRIVMSG #thé :日本\r\nQUIT\r\n')
  const pieces = [...bytes].map((byte) => Uint8Array.of(byte))
  assert.deepEqual(read(pieces), [['PRIVMSG #thé :日本'], ['QUIT']])
})

test('NUL bytes are removed', () => {
  assert.deepEqual(read(['\0NI\0CK a\0\r\n\0\0\r\nB\n']), [['NICK a'], ['B']])
})

test('what is not UTF-8 is marked', () => {
  assert.deepEqual(read([Buffer.from('a\nPRIVMSG b :caf\xe9\r\nc\n', 'latin1')]), [
    ['a'],
    ['PRIVMSG b :caf\uFFFD', 'not-utf8'],
    ['c'],
  ])
})

test('510 bytes and CR LF are a line, 511 are too long, and the next line is unharmed', () => {
  const longest = 'x'.repeat(510)
  assert.deepEqual(read([`${longest}\r\n${longest}y\r\nz\n`]), [
    [longest],
    [longest, 'too-long'],
    ['z'],
  ])
})

test('the tag section has its own limit', () => {
  const tags = `@${'t'.repeat(4094)} `
  const body = 'x'.repeat(510)
  assert.deepEqual(read([`${tags}${body}\r\n`]), [[tags + body]])
  assert.deepEqual(read([`${tags}${body}y\r\n`]), [[tags + body, 'too-long']])
  assert.deepEqual(read([`@t${tags.slice(1)}${body}\r\n`]), [[body, 'too-long']])
  assert.deepEqual(read([`@${'t'.repeat(5000)}\n`]), [['', 'too-long']])
})

test('a line that is cut is cut between characters', () => {
  assert.deepEqual(read(['abcdef日本\n'], small), [['abcdef', 'too-long']])
  assert.deepEqual(read([Buffer.alloc(12, 0x80), '\n'], small), [['\uFFFD'.repeat(5), 'too-long']])
})

test('bytes without end are a flood, once, and end the reading', () => {
  assert.deepEqual(read(['a\n', 'x'.repeat(16_384)]), [['a']])
  assert.deepEqual(read(['a\n', 'x'.repeat(16_385), '\nb\n']), [['a'], ['', 'flood']])
  assert.deepEqual(read([`a\n${'x'.repeat(16_385)}\nb\n`]), [['a'], ['', 'flood']])
})

test('after stop no line comes, not even from the chunk that is being read', () => {
  const lines: string[] = []
  const reader = new LineReader(limits, (line) => {
    lines.push(line)
    reader.stop()
  })
  reader.read(Buffer.from('a\nb\nc'))
  reader.read(Buffer.from('d\n'))
  assert.deepEqual(lines, ['a'])
  assert.equal(reader.heldBytes, 0)
})

test('any chunking of any bytes yields the same lines', () => {
  const byte = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...Buffer.from('ab@ :é日\0')) },
    { weight: 2, arbitrary: fc.constantFrom(10, 13) },
    { weight: 1, arbitrary: fc.nat(255) },
  )
  const cuts = fc.array(fc.nat(200))
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 200 }), cuts, (bytes, places) => {
      const whole = Uint8Array.from(bytes)
      const pieces: Uint8Array[] = []
      let start = 0
      for (const place of places.sort((a, b) => a - b)) {
        pieces.push(whole.subarray(start, place))
        start = Math.max(start, Math.min(place, whole.length))
      }
      pieces.push(whole.subarray(start))
      assert.deepEqual(read(pieces, small), read([whole], small))
    }),
    { numRuns: 2000 },
  )
})

test('lines of UTF-8 text come out as they went in', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 })
  const line = text.filter((line) => !/[\r\n\0]/.test(line) && Buffer.byteLength(line) <= 510)
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const tagless = lines.filter((line) => line[0] !== '@')
      const expected = tagless.map((line) => [line])
      assert.deepEqual(read([tagless.map((line) => `${line}\r\n`).join('')]), expected)
    }),
  )
})
