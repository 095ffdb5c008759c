/**
 * https://modern.ircdocs.horse/#message-format and
 * https://ircv3.net/specs/extensions/message-tags
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  escapeTag,
  format,
  formatTags,
  type Message,
  message,
  messageFrom,
  nickOf,
  parse,
  parseTags,
  unescapeTag,
} from '#wire/message.ts'

/** Text as it can stand in a line. */
const text = fc.string({ unit: 'binary' }).map((s) => s.replace(/[\r\n\0]/g, ''))
const word = text.map((s) => s.replaceAll(' ', '_')).filter((s) => s !== '')
const middle = word.filter((s) => !s.startsWith(':'))
const verb = fc.stringMatching(/^([A-Z]{1,9}|[0-9]{3})$/)
const tagName = fc.stringMatching(/^\+?[A-Za-z0-9./-]{1,9}$/)
const tags = fc.uniqueArray(fc.tuple(tagName, fc.string({ unit: 'binary' })), {
  selector: ([name]) => name,
  maxLength: 4,
})
const anyMessage: fc.Arbitrary<Message> = fc
  .record({
    tags: fc.option(
      tags.filter((all) => all.length > 0).map((all) => new Map(all)),
      { nil: undefined },
    ),
    source: fc.option(word, { nil: undefined }),
    verb,
    middles: fc.array(middle, { maxLength: 13 }),
    last: fc.option(text, { nil: undefined }),
  })
  .map(({ middles, last, ...rest }) => ({
    ...rest,
    params: last === undefined ? middles : [...middles, last],
  }))

test('what was written reads as it was', () => {
  fc.assert(fc.property(anyMessage, (one) => assert.deepEqual(parse(format(one)), one)))
})

test('a line that was read and written reads the same again', () => {
  fc.assert(
    fc.property(text, (line) => {
      const read = parse(line)
      if (read?.params.slice(0, -1).every((param) => !param.startsWith(':'))) {
        assert.deepEqual(parse(format(read)), read)
      }
    }),
  )
})

test('no text makes reading throw', () => {
  const piece = fc.constantFrom('@', ':', ' ', ';', '=', '\\', 'A', '\0', '\r', '\n', 'é', '\ud800')
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(line, (any) => {
      const read = parse(any)
      if (!read) return
      assert(read.verb !== '' && read.verb === read.verb.toUpperCase())
      assert(read.params.length <= 15)
    }),
  )
})

test('a line may have tags, a source, a verb and parameters', () => {
  assert.deepEqual(parse('@a=1;b :nick!u@h  privmsg  #tea   :milk  first '), {
    tags: new Map([
      ['a', '1'],
      ['b', ''],
    ]),
    source: 'nick!u@h',
    verb: 'PRIVMSG',
    params: ['#tea', 'milk  first '],
  })
  assert.deepEqual(parse('PING'), { tags: undefined, source: undefined, verb: 'PING', params: [] })
})

test('without a verb there is no message', () => {
  for (const line of ['', ' ', '@a=1', '@a=1 ', ':alice', ':alice ', '@a :alice ']) {
    assert.equal(parse(line), undefined, line)
  }
})

test('a colon begins the last parameter, and may be left out before a single word', () => {
  assert.deepEqual(parse('A b :')?.params, ['b', ''])
  assert.deepEqual(parse('A b :c')?.params, parse('A b c')?.params)
  assert.deepEqual(parse('A ::b')?.params, [':b'])
  assert.deepEqual(parse('A b:c d')?.params, ['b:c', 'd'])
  assert.deepEqual(parse('A b ')?.params, ['b'])
})

test('the fifteenth parameter takes the rest', () => {
  const params = parse('A 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 :17')?.params
  assert.equal(params?.length, 15)
  assert.equal(params?.at(-1), '15 16 :17')
})

test('the last parameter gets a colon where it needs one', () => {
  assert.equal(format(message('A', 'b', 'c')), 'A b c')
  assert.equal(format(message('A', 'b', '')), 'A b :')
  assert.equal(format(message('A', 'b c')), 'A :b c')
  assert.equal(format(message('A', ':b')), 'A ::b')
  assert.equal(format(messageFrom('s', 'A')), ':s A')
})

test('and always where old clients expect it: numerics, CAP, and texts', () => {
  assert.equal(format(messageFrom('s', '353', 'me', '=', '#tea', 'bob')), ':s 353 me = #tea :bob')
  for (const verb of ['CAP', 'PRIVMSG', 'NOTICE', 'TOPIC', 'QUIT', 'KICK', 'ERROR', 'AWAY']) {
    assert.equal(format(message(verb, 'a', 'b')), `${verb} a :b`)
  }
  assert.equal(format(message('JOIN', '#tea')), 'JOIN #tea')
})

test('the values of tags are escaped, and unescaped', () => {
  assert.equal(escapeTag('a;b c\\d\r\n'), 'a\\:b\\sc\\\\d\\r\\n')
  assert.equal(unescapeTag('a\\:b\\sc\\\\d\\r\\n'), 'a;b c\\d\r\n')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const escaped = escapeTag(value)
      assert.equal(unescapeTag(escaped), value)
      assert.doesNotMatch(escaped, /[; \r\n]/)
    }),
  )
})

test('an unknown escape loses its backslash, and so does a lone one at the end', () => {
  assert.equal(unescapeTag('\\a\\b\\'), 'ab')
  assert.equal(unescapeTag('\\\\\\'), '\\')
})

test('the last of equal tags counts, an empty value is none, and a nameless tag is nothing', () => {
  assert.deepEqual(
    [...parseTags('a=1;b=;c;;=x;a=2;d=x=y')],
    [
      ['a', '2'],
      ['b', ''],
      ['c', ''],
      ['d', 'x=y'],
    ],
  )
  assert.equal(
    formatTags(
      new Map([
        ['a', ''],
        ['b', 'x y'],
      ]),
    ),
    'a;b=x\\sy',
  )
})

test('the nick of a source is what stands before the !', () => {
  assert.equal(nickOf('nick!u@h'), 'nick')
  assert.equal(nickOf('irc.test'), 'irc.test')
})
