/** https://ircv3.net/specs/extensions/multiline */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { format } from '#wire/message.ts'
import { batchLines, keptLines, wholeText } from '#wire/multiline.ts'

const parts = [
  { text: 'one', concat: false },
  { text: '', concat: false },
  { text: 'two', concat: false },
  { text: 'three', concat: true },
]

test('a text of parts has a line break before each that does not go on', () => {
  assert.equal(wholeText(parts), 'one\n\ntwothree')
})

test('a kept batch reads as plain lines: no blank ones, the id on the first alone', () => {
  const [start, ...rest] = batchLines('x', 'a!b@c', 'PRIVMSG', '#tea', parts)
  const tags = new Map([
    ['msgid', 'x'],
    ['time', 't'],
    ['+reply', 'y'],
  ])
  const row = [{ ...start!, tags }, ...rest].map(format).join('\r\n')
  assert.deepEqual(keptLines(row).map(format), [
    '@msgid=x;time=t;+reply=y :a!b@c PRIVMSG #tea :one',
    '@time=t :a!b@c PRIVMSG #tea :two',
    '@time=t :a!b@c PRIVMSG #tea :three',
  ])
})

test('a row of one line is that line', () => {
  assert.deepEqual(keptLines('@msgid=x :a PRIVMSG b :c').map(format), ['@msgid=x :a PRIVMSG b :c'])
})
