/** https://modern.ircdocs.horse/#wildcard-expressions */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { completeMask, matches } from '#wire/mask.ts'

/** The same said as a regular expression: right, but not safe with hostile masks. */
function model(mask: string, text: string): boolean {
  const pattern = mask
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${pattern}$`, 's').test(text)
}

const few = (letters: string, maxLength: number) =>
  fc.array(fc.constantFrom(...letters), { maxLength }).map((all) => all.join(''))

test('a mask matches what its regular expression matches', () => {
  fc.assert(
    fc.property(few('ab*?', 8), few('ab', 8), (mask, text) => {
      assert.equal(matches(mask, text), model(mask, text))
    }),
    { numRuns: 5000 },
  )
  fc.assert(
    fc.property(few('a.[\\^*?', 6), few('a.[\\^', 6), (mask, text) => {
      assert.equal(matches(mask, text), model(mask, text))
    }),
    { numRuns: 2000 },
  )
})

test('* is anything, also nothing; ? is one; everything else is itself', () => {
  assert(matches('*', ''))
  assert(matches('', ''))
  assert(!matches('', 'a'))
  assert(!matches('?', ''))
  assert(matches('*!*@*.example', 'nick!user@a.example'))
  assert(!matches('*!*@*.example', 'nick!user@example'))
  assert(matches('a**b', 'ab'))
})

test('a hostile mask costs at most its length times that of the text', () => {
  const text = 'a'.repeat(20_000)
  const before = process.cpuUsage()
  assert(!matches(`${'*a'.repeat(500)}b`, text))
  assert(!matches(`*${'a'.repeat(500)}b*`, text))
  assert(!matches(`${'*?'.repeat(500)}b`, text))
  // Of the processor, whoever else uses it meanwhile; what grows with the powers of it never ends.
  assert(process.cpuUsage(before).user < 5_000_000)
})

test('what an operator typed becomes nick!user@host', () => {
  const cases: Record<string, string> = {
    bob: 'bob!*@*',
    'b*': 'b*!*@*',
    'bob!x': 'bob!x@*',
    'x@y': '*!x@y',
    'n!u@h': 'n!u@h',
    'a.example': '*!*@a.example',
    '2001:db8::*': '*!*@2001:db8::*',
    'user/bob': '*!*@user/bob',
  }
  for (const [typed, mask] of Object.entries(cases)) assert.equal(completeMask(typed), mask)
})

test('a whole mask stays as it is', () => {
  fc.assert(
    fc.property(few('ab*?!@.', 12), (typed) => {
      const mask = completeMask(typed)
      assert.match(mask, /!.*@/)
      assert.equal(completeMask(mask), mask)
    }),
  )
})
