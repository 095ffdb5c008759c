/** The features as tables: what contradicts itself is found at boot. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Book } from '../../../ircd/core/book.ts'
import { kind } from '../../../ircd/core/fact.ts'
import { type Feature, feature, lens } from '../../../ircd/core/feature.ts'
import { features } from '../../../ircd/features/index.ts'

const something = kind<object>({ name: 'something', audience: () => [], lines: () => [] })

test('two features cannot define one command, or one mode', () => {
  const command = feature({ commands: { TEA: { run() {} } } })
  assert.throws(() => new Book([command, command]), /Two features define TEA/)
  const mode = feature({ modes: { t: 'flag' } })
  assert.throws(() => new Book([mode, mode]), /Two features define the mode t/)
})

test('a kind that no feature declares is a defect', () => {
  assert.throws(() => new Book([]).page(something), /No feature declares the kind something/)
})

test('only capabilities with a lens or a tag have a bit, and there are 31 of those', () => {
  const declares = feature({ facts: [something] })
  const speaking = (i: number): Feature => ({
    cap: `cap-${i}`,
    lenses: [lens(something, (lines) => lines)],
  })
  const many = Array.from({ length: 31 }, (_, i) => speaking(i))
  const book = new Book([declares, feature({ cap: 'silent' }), ...many])
  assert.equal(book.bit('silent'), 0)
  assert.equal(book.bit('cap-30'), 1 << 30)
  assert.equal(book.page(something).mask, 0x7fffffff)
  assert.throws(() => new Book([declares, ...many, speaking(31)]), /No bit is left/)
})

test('a capability that does not change a kind does not multiply its renditions', () => {
  const book = new Book(features)
  const tagged = features.filter(({ tags }) => tags?.some(({ cap }) => cap === undefined))
  const shared = tagged.reduce((mask, { cap }) => mask | book.bit(cap!), 0)
  const { kind: join } = [...features]
    .flatMap(({ lenses }) => lenses ?? [])
    .find(({ kind }) => kind.name === 'join')!
  const own = book.bit('extended-join') | book.bit('batch')
  assert.equal(book.page(join).mask, shared | own)
})

test('lenses on one kind are in the order of the index', () => {
  const book = new Book(features)
  const bits = ['message-tags', 'draft/multiline'].map((cap) => book.bit(cap))
  const said = features.flatMap(({ facts }) => facts ?? []).filter(({ name }) => /^said/.test(name))
  assert.equal(said.length, 3)
  for (const kind of said) {
    assert.deepEqual(
      book.page(kind).lenses.map(({ bit }) => bit),
      bits,
    )
  }
})
