/** https://modern.ircdocs.horse/#message-format */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fit, quotable } from '#wire/fit.ts'
import { format, messageFrom, parse } from '#wire/message.ts'

function bytes(line: string): number {
  return Buffer.byteLength(line) + 2
}

test('a line that fits stays the very same', () => {
  const line = messageFrom('s', 'PRIVMSG', '#tea', 'x'.repeat(512 - bytes(':s PRIVMSG #tea :')))
  assert.equal(bytes(format(line)), 512)
  assert.equal(fit(line), line)
})

test('one byte too many is cut from the longest parameter, wherever it stands', () => {
  const last = messageFrom('s', 'PRIVMSG', '#tea', 'é'.repeat(300))
  assert.equal(bytes(format(fit(last))), 511, 'the next é would have been two bytes')
  const inside = fit(messageFrom('s', '421', 'me', 'X'.repeat(510), 'Unknown command'))
  assert.equal(bytes(format(inside)), 512)
  assert.equal(inside.params.at(-1), 'Unknown command')
})

test('tags do not count, and are kept', () => {
  const tags = new Map([['a', 'x'.repeat(900)]])
  const line = { ...messageFrom('s', 'PRIVMSG', '#tea', 'hi'), tags }
  assert.equal(fit(line), line)
})

test('whatever is longest, the line fits', () => {
  const param = fc.string({ unit: 'grapheme', maxLength: 200 })
  fc.assert(
    fc.property(param, param, param, (a, b, c) => {
      const text = `${a}${b}${c}`.repeat(4)
      const line = format(fit(messageFrom('irc.test', 'PRIVMSG', '#tea', text)))
      assert(bytes(line) <= 512)
      assert(Buffer.from(line).toString() === line || !text.isWellFormed(), 'no half characters')
    }),
  )
})

test('only the last parameter may be empty, have spaces or begin with a colon', () => {
  assert.deepEqual(quotable(['a', '', 'b c', ':d', ': e']), ['a', '*', '*', '*', ': e'])
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 9 }), (params) => {
      const clean = quotable(params).map((param) => param.replace(/[\0\r\n]/g, ''))
      fc.pre(clean.every((param, i) => param !== '' || i === clean.length - 1))
      assert.deepEqual(parse(format(messageFrom('s', '400', ...clean)))?.params, clean)
    }),
  )
})
