/** https://www.rfc-editor.org/rfc/rfc4291#section-2.2 and https://www.rfc-editor.org/rfc/rfc4632 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formatRange,
  inRange,
  parseIp,
  parseRange,
  plainIp,
  RangeMap,
  rangeKey,
} from '#wire/cidr.ts'

function holds(range: string, ip: string): boolean {
  return inRange(parseIp(ip)!, parseRange(range)!)
}

test('a range holds the addresses that share its leading bits', () => {
  assert(holds('192.0.2.0/24', '192.0.2.200'))
  assert(!holds('192.0.2.0/24', '192.0.3.1'))
  assert(holds('0.0.0.0/0', '203.0.113.9'))
  assert(holds('2001:db8::/32', '2001:db8:ffff::1'))
  assert(!holds('2001:db8::/32', '2001:db9::1'))
  assert(holds('192.0.2.1', '192.0.2.1'))
})

test('version 4 and version 6 do not meet, save as mapped addresses', () => {
  assert(!holds('0.0.0.0/0', '2001:db8::1'))
  assert(holds('192.0.2.0/24', '::ffff:192.0.2.7'))
})

test('what is no address or range is none', () => {
  for (const text of [
    '',
    '1.2.3',
    '1.2.3.256',
    '1::2::3',
    '12345::',
    'fe80::1%eth0',
    '1:2:3:4:5:6:7',
  ]) {
    assert.equal(parseIp(text), undefined, text)
  }
  for (const text of ['1.2.3.4/33', '::/129', '1.2.3.4/x', '1.2.3.4/8/8', '*']) {
    assert.equal(parseRange(text), undefined, text)
  }
})

test('a range is written in one way', () => {
  const written = (text: string) => formatRange(parseRange(text)!)
  assert.equal(written('192.0.2.77/24'), '192.0.2.0/24')
  assert.equal(written('192.0.2.77'), '192.0.2.77')
  assert.equal(written('2001:0DB8:0:0:1:0:0:1/64'), '2001:db8::/64')
  assert.equal(written('::1'), '0::1')
  assert.equal(written('2001:db8:0:1:1:1:1:1'), '2001:db8:0:1:1:1:1:1')
})

test('addresses of one range have one key', () => {
  assert.equal(rangeKey('192.0.2.1', 32, 64), '192.0.2.1')
  assert.equal(rangeKey('192.0.2.1', 24, 64), rangeKey('192.0.2.9', 24, 64))
  assert.equal(rangeKey('2001:db8::1', 32, 64), rangeKey('2001:db8::2', 32, 64))
  assert.notEqual(rangeKey('2001:db8::1', 32, 64), rangeKey('2001:db8:0:1::1', 32, 64))
  assert.equal(rangeKey('', 32, 64), '')
})

test('a map of ranges finds those that hold an address', () => {
  const map = new RangeMap<string>()
  for (const text of ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '2001:db8::/32']) {
    map.set(parseRange(text)!, text)
  }
  const at = (ip: string) => map.at(parseIp(ip)!).sort()
  assert.deepEqual(at('10.1.2.3'), ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3'])
  assert.deepEqual(at('10.2.0.1'), ['10.0.0.0/8'])
  assert.deepEqual(at('192.0.2.1'), [])
  map.delete(parseRange('10.0.0.0/8')!)
  assert.deepEqual(at('10.2.0.1'), [])
  assert.deepEqual(at('2001:db8::7'), ['2001:db8::/32'])
})

test('an address of version 4 within version 6 is read as what it is', () => {
  const cases: [string, string][] = [
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['::192.0.2.1', '::192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:nowhere', '::ffff:nowhere'],
    ['', ''],
  ]
  for (const [written, plain] of cases) assert.equal(plainIp(written), plain, written)
})
