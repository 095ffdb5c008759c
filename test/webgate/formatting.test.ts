import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { mentions } from '../../webgate/client/state/entry.ts'
import { readFormatting, withoutFormatting } from '../../webgate/client/state/formatting.ts'

test('each code switches its style, and 0x0F ends all', () => {
  const runs = readFormatting('a\x02b\x1dc\x02d\x0fe\x11f\x11\x1eg\x1e\x1fh\x16i')
  assert.deepEqual(
    runs.map(({ text, style }) => [text, ...Object.keys(style).filter((k) => style[k as 'bold'])]),
    [
      ['a'],
      ['b', 'bold'],
      ['c', 'bold', 'italic'],
      ['d', 'italic'],
      ['e'],
      ['f', 'mono'],
      ['g', 'strike'],
      ['h', 'underline'],
      ['i', 'underline', 'reverse'],
    ],
  )
})

test('colours take at most two digits, a comma needs one behind it', () => {
  const colors = (text: string) =>
    readFormatting(text).map(({ text, style }) => [text, style.color, style.background])
  assert.deepEqual(colors('\x0304red'), [['red', 4, undefined]])
  assert.deepEqual(colors('\x03123'), [['3', 12, undefined]])
  assert.deepEqual(colors('\x034,5x'), [['x', 4, 5]])
  assert.deepEqual(colors('\x034,x'), [[',x', 4, undefined]])
  assert.deepEqual(colors('\x034,5x\x03y'), [
    ['x', 4, 5],
    ['y', undefined, undefined],
  ])
  assert.deepEqual(colors('\x0399x'), [['x', undefined, undefined]])
  assert.deepEqual(colors('\x04ff0000x'), [['x', undefined, undefined]])
})

test('links end where the sentence does, and lead only to the web', () => {
  const links = (text: string) => readFormatting(text).flatMap(({ href }) => href ?? [])
  assert.deepEqual(links('see https://a.example/x.'), ['https://a.example/x'])
  assert.deepEqual(links('(https://a.example/b_(c))'), ['https://a.example/b_(c)'])
  assert.deepEqual(links('<https://a.example/?q=1&r=2>'), ['https://a.example/?q=1&r=2'])
  assert.deepEqual(links('HTTP://A.EXAMPLE, http://b.example!'), [
    'HTTP://A.EXAMPLE',
    'http://b.example',
  ])
  assert.deepEqual(links('[https://a.example/(x)].)}'), ['https://a.example/(x)'])
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,x',
    'xhttp://a',
    'https://',
    'ftp://a',
  ]) {
    assert.deepEqual(links(text), [], text)
  }
})

test('a link with any number of brackets behind it costs no more than its length', () => {
  const costOf = (brackets: number) => {
    const text = `https://a.example/${')'.repeat(brackets)}`
    const before = process.cpuUsage().user
    assert.equal(readFormatting(text)[0]?.href, 'https://a.example/')
    return process.cpuUsage().user - before
  }
  // Quadratic work takes many times as long.
  assert.ok(costOf(60_000) < 2_000_000)
})

test('whatever the bytes, the runs are the text without its codes', () => {
  const codes = fc.constantFrom(
    '\x02',
    '\x03',
    '\x034',
    '\x04',
    '\x0f',
    '\x16',
    'http://',
    'a,1',
    ')',
    '\0',
  )
  const text = fc.array(fc.oneof(codes, fc.string({ unit: 'binary' })), { maxLength: 20 })
  fc.assert(
    fc.property(text, (pieces) => {
      const whole = pieces.join('')
      const shown = readFormatting(whole).map((run) => run.text)
      assert.equal(shown.join(''), withoutFormatting(whole))
    }),
  )
})

test('a mention is a word of its own', () => {
  for (const text of ['ada', 'ADA: hi', 'hi, Ada!', '@ada', '\x02ada\x02', 'adagio or ada']) {
    assert.ok(mentions(text, 'ada'), text)
  }
  for (const text of ['adagio', 'canada', 'ada_', 'ada-1', '[ada]', 'éada', '']) {
    assert.ok(!mentions(text, 'ada'), text)
  }
})
