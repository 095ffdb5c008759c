/** https://modern.ircdocs.horse/#casemapping-parameter */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { foldAscii, foldFor, foldRfc1459 } from '#wire/casemap.ts'

test('ascii folds the letters A to Z and nothing else', () => {
  assert.equal(foldAscii('#TEA[\\]~ÉÀ\u212a\u0130'), '#tea[\\]~ÉÀ\u212a\u0130')
})

test('rfc1459 has four more capitals', () => {
  assert.equal(foldRfc1459('#TEA[\\]~ÉÀ\u212a\u0130'), '#tea{|}^ÉÀ\u212a\u0130')
})

test('folding is the same twice, keeps the length, and is what it says for each letter', () => {
  for (const fold of [foldAscii, foldRfc1459]) {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const folded = fold(name)
        assert.equal(fold(folded), folded)
        assert.equal(folded, Array.from({ length: name.length }, (_, i) => fold(name[i]!)).join(''))
      }),
    )
  }
})

test('an unknown mapping is taken for ascii', () => {
  assert.equal(foldFor('rfc1459'), foldRfc1459)
  for (const name of ['ascii', 'rfc7613', '']) assert.equal(foldFor(name), foldAscii)
})
