/** Bytes without a buffer, checked against one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { byteLength, pack, shorten, slices, splitWords } from '#wire/text.ts'

const anyText = fc.string({ unit: 'binary' })
/** Halves of surrogate pairs as well. */
const broken = fc
  .array(fc.constantFrom('a', 'é', '€', '😀', '\ud83d', '\ude00'))
  .map((s) => s.join(''))

test('a text is measured as a buffer would measure it', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, broken), (text) => {
      assert.equal(byteLength(text), Buffer.byteLength(text))
    }),
  )
})

test('shortened text fits, is a beginning, and no character more would fit', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, broken), fc.nat(60), (text, max) => {
      const short = shorten(text, max)
      assert(text.startsWith(short))
      assert(Buffer.byteLength(short) <= max)
      const [next] = text.slice(short.length)
      if (next !== undefined) assert(Buffer.byteLength(short + next) > max)
    }),
  )
})

test('a character is never cut in two, and no room is no text', () => {
  assert.equal(shorten('é', 1), '')
  assert.equal(shorten('a😀', 4), 'a')
  assert.equal(shorten('a😀', 5), 'a😀')
  assert.equal(shorten('abc', 0), '')
  assert.equal(shorten('abc', -5), '')
})

test('packed lines hold every word in order, and each fits unless it is one long word', () => {
  const word = anyText.map((s) => s.replaceAll(' ', '')).filter((s) => s !== '')
  fc.assert(
    fc.property(fc.array(word), fc.integer({ min: 1, max: 40 }), (words, max) => {
      const lines = pack(words, max)
      assert.deepEqual(
        lines.flatMap((line) => line.split(' ')),
        words,
      )
      for (const line of lines) assert(Buffer.byteLength(line) <= max || !line.includes(' '))
      lines.slice(1).forEach((line, i) => {
        const [first = ''] = line.split(' ')
        assert(Buffer.byteLength(`${lines[i]} ${first}`) > max, 'it had to be a new line')
      })
    }),
  )
})

test('another separator counts its own bytes', () => {
  assert.deepEqual(pack(['a', 'b', 'c'], 4, ', '), ['a, b', 'c'])
  assert.deepEqual(pack([], 4), [])
})

test('slices keep characters whole and lose nothing', () => {
  assert.deepEqual(slices('', 5), [''])
  assert.deepEqual(slices('abcdef', 4), ['abcd', 'ef'])
  assert.deepEqual(slices('ééé', 3), ['é', 'é', 'é'])
  assert.deepEqual(slices('🍵🍵', 2), ['🍵', '🍵'])
})

test('a long text is cut between words, loses nothing, and no character is in two', () => {
  assert.deepEqual(splitWords('aaa bbb ccc', 7), ['aaa bbb', ' ccc'])
  assert.deepEqual(splitWords('aaa bbb ccc', 6), ['aaa ', 'bbb ', 'ccc'])
  assert.deepEqual(splitWords('aaaaaaaaaa', 4), ['aaaa', 'aaaa', 'aa'])
  assert.deepEqual(splitWords('a\u{1f375}', -1), ['a', '\u{1f375}'])
  assert.deepEqual(splitWords('', 4), [''])
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 4, max: 40 }), (text, max) => {
      const pieces = splitWords(text, max)
      for (const piece of pieces) assert.ok(Buffer.byteLength(piece) <= max)
      assert.equal(pieces.join(''), text)
    }),
  )
})
