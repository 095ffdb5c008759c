/** https://ircv3.net/specs/extensions/chathistory */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatTime, parseSelector, parseTime } from '#wire/chathistory.ts'

const noon = 'timestamp=2026-01-01T12:00:00.000Z'
const at = Date.UTC(2026, 0, 1, 12)

function read(line: string) {
  return parseSelector(line.split(' '), 100)
}

test('every subcommand reads, in any case', () => {
  assert.deepEqual(read('LATEST #t * 50'), { sub: 'LATEST', target: '#t', limit: 50 })
  assert.deepEqual(read('latest #t msgid=a 50'), {
    sub: 'LATEST',
    target: '#t',
    ref: { msgid: 'a' },
    limit: 50,
  })
  for (const sub of ['BEFORE', 'AFTER', 'AROUND']) {
    assert.deepEqual(read(`${sub} #t ${noon} 50`), { sub, target: '#t', ref: { at }, limit: 50 })
  }
  assert.deepEqual(read(`BETWEEN #t ${noon} msgid=b 50`), {
    sub: 'BETWEEN',
    target: '#t',
    from: { at },
    to: { msgid: 'b' },
    limit: 50,
  })
  assert.deepEqual(read(`TARGETS ${noon} ${noon} 7`), {
    sub: 'TARGETS',
    from: at,
    to: at,
    limit: 7,
  })
})

test('an id is opaque', () => {
  assert.deepEqual(read('AFTER #t msgid=a=b;c 5'), {
    sub: 'AFTER',
    target: '#t',
    ref: { msgid: 'a=b;c' },
    limit: 5,
  })
})

test('a limit that is missing, nonsense or above the largest is the largest', () => {
  for (const limit of ['', ' 0', ' -5', ' x', ' 1.5', ' 101', ' 1e9', ' Infinity', ' ']) {
    const selector = parseSelector(`LATEST #t *${limit}`.split(' '), 100)
    assert.equal('limit' in selector && selector.limit, 100, limit)
  }
})

test('what cannot be read is a code, with what it is about', () => {
  const cases: [string, string, string[]][] = [
    ['', 'INVALID_PARAMS', ['*']],
    ['NONSENSE #t', 'INVALID_PARAMS', ['NONSENSE']],
    ['LATEST', 'INVALID_PARAMS', ['LATEST']],
    ['LATEST #t', 'INVALID_PARAMS', ['LATEST']],
    ['BETWEEN #t msgid=a', 'INVALID_PARAMS', ['BETWEEN']],
    ['AFTER #t msgid= 5', 'INVALID_PARAMS', ['AFTER', 'msgid=']],
    ['AFTER #t timestamp=noon 5', 'INVALID_PARAMS', ['AFTER', 'timestamp=noon']],
    ['AFTER #t * 5', 'INVALID_MSGREFTYPE', ['AFTER', '*']],
    ['AFTER #t id=1 5', 'INVALID_MSGREFTYPE', ['AFTER', 'id=1']],
    ['TARGETS msgid=a msgid=b 5', 'INVALID_PARAMS', ['TARGETS']],
    ['TARGETS', 'INVALID_PARAMS', ['TARGETS']],
  ]
  for (const [line, code, context] of cases) {
    const fault = read(line)
    assert('code' in fault, line)
    assert.deepEqual([fault.code, fault.context], [code, context])
  }
})

test('nothing makes reading throw', () => {
  const param = fc.oneof(
    fc.string(),
    fc.constantFrom('LATEST', 'BETWEEN', 'BEFORE', '*', 'msgid=', 'msgid=x', 'timestamp=', noon),
  )
  fc.assert(
    fc.property(fc.array(param, { maxLength: 6 }), (params) => {
      const selector = parseSelector(params, 100)
      if ('limit' in selector) assert(selector.limit >= 1 && selector.limit <= 100)
    }),
  )
})

test('a time is written with milliseconds and Z, and reads back', () => {
  assert.equal(formatTime(at + 7), '2026-01-01T12:00:00.007Z')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253402300799999 }), (ms) => {
      assert.equal(parseTime(formatTime(ms)), ms)
    }),
  )
})

test('only UTC times read', () => {
  assert.equal(parseTime('2026-01-01T12:00:00Z'), at)
  assert.equal(parseTime('2026-01-01T12:00:00.0079Z'), at + 7)
  for (const text of [
    '',
    '2026-01-01',
    '2026-01-01T12:00:00',
    '2026-01-01T12:00:00+01:00',
    '1767268800',
    '2026-13-01T00:00:00Z',
  ]) {
    assert.equal(parseTime(text), undefined, text)
  }
})
