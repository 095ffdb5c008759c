/** https://ircv3.net/specs/extensions/multiline */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { format } from '#wire/message.ts'
import {
  asLines,
  batchLines,
  formatKept,
  multilineLimits,
  parseKept,
  wholeText,
} from '#wire/multiline.ts'

const parts = [
  { text: 'one', concat: false },
  { text: '', concat: false },
  { text: 'two', concat: false },
  { text: 'three', concat: true },
]

test('a text of parts has a line break before each that does not go on', () => {
  assert.equal(wholeText(parts), 'one\n\ntwothree')
})

test('a kept batch is one message, and as plain lines has no blank ones and one id', () => {
  const [start, ...rest] = batchLines('x', 'a!b@c', 'PRIVMSG', '#tea', parts)
  const tags = new Map([
    ['msgid', 'x'],
    ['time', 't'],
    ['+reply', 'y'],
  ])
  const row = [{ ...start!, tags }, ...rest].map(format).join('\r\n')
  const said = parseKept(row)!
  assert.deepEqual(said, {
    tags,
    source: 'a!b@c',
    verb: 'PRIVMSG',
    params: ['#tea', 'one\n\ntwothree'],
    parts,
  })
  assert.deepEqual(parseKept(formatKept(said)), said)
  assert.deepEqual(asLines(said).map(format), [
    '@msgid=x;time=t;+reply=y :a!b@c PRIVMSG #tea :one',
    '@time=t :a!b@c PRIVMSG #tea :two',
    '@time=t :a!b@c PRIVMSG #tea :three',
  ])
})

test('a row of one line is that line', () => {
  const row = '@msgid=x :a PRIVMSG b :c'
  assert.equal(formatKept(parseKept(row)!), row)
  assert.deepEqual(asLines(parseKept(row)!).map(format), [row])
})

test('a batch of one line is that line, and one of none is nothing', () => {
  const row = '@msgid=x :a BATCH +m draft/multiline b\r\n@batch=m :a PRIVMSG b :c\r\n:a BATCH -m'
  assert.equal(formatKept(parseKept(row)!), '@msgid=x :a PRIVMSG b :c')
  assert.equal(parseKept('@msgid=x :a BATCH +m draft/multiline b\r\n:a BATCH -m'), undefined)
})

test('the value of the capability says how much fits into one message', () => {
  assert.deepEqual(multilineLimits('max-bytes=2000,max-lines=3'), { bytes: 2000, lines: 3 })
  assert.deepEqual(multilineLimits('').bytes, 4096)
})
