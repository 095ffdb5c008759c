/** https://ircv3.net/specs/extensions/sasl-3.1 and https://www.rfc-editor.org/rfc/rfc4616 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { chunk, chunkChars, Gathered, parseLogin, parsePlain, payloadCharsMax } from '#wire/sasl.ts'

test('a payload that was cut is put together again, and nothing is known before its end', () => {
  const length = fc.oneof(fc.integer({ min: 0, max: 8192 }), fc.constantFrom(0, 399, 400, 401, 800))
  fc.assert(
    fc.property(length, (chars) => {
      const payload = 'A'.repeat(chars)
      const gathered = new Gathered()
      const pieces = chunk(payload)
      for (const piece of pieces.slice(0, -1)) assert.equal(gathered.add(piece), undefined)
      assert.deepEqual(gathered.add(pieces.at(-1)!), { payload })
    }),
  )
})

test('no piece is longer than 400, and after exactly 400 there is a plus', () => {
  assert.deepEqual(chunk(''), ['+'])
  assert.deepEqual(chunk('A'.repeat(399)), ['A'.repeat(399)])
  assert.deepEqual(chunk('A'.repeat(400)), ['A'.repeat(400), '+'])
  assert.deepEqual(chunk('A'.repeat(401)), ['A'.repeat(400), 'A'])
})

test('a piece or a sum that is too long is said, and forgotten', () => {
  const gathered = new Gathered()
  assert.equal(gathered.add('A'.repeat(chunkChars + 1)), 'too-long')
  for (let sum = 0; sum + chunkChars <= payloadCharsMax; sum += chunkChars) {
    assert.equal(gathered.add('A'.repeat(chunkChars)), undefined)
  }
  assert.equal(gathered.add('A'.repeat(chunkChars)), 'too-long')
  assert.deepEqual(gathered.add('B'), { payload: 'B' })
})

test('PLAIN has three parts, and neither the name nor the password is empty', () => {
  assert.deepEqual(parsePlain('a\0b\0c'), { authzid: 'a', authcid: 'b', password: 'c' })
  assert.deepEqual(parsePlain('\0b\0c d'), { authzid: '', authcid: 'b', password: 'c d' })
  for (const text of ['', 'a', 'a\0b', '\0\0c', '\0b\0', '\0b\0c\0', '\0a\0b\0c']) {
    assert.equal(parsePlain(text), undefined, JSON.stringify(text))
  }
})

test('a login names a user, and perhaps a network and a device, in either order', () => {
  const one = (user: string, network?: string, device?: string) => ({ user, network, device })
  assert.deepEqual(parseLogin('alice'), one('alice'))
  assert.deepEqual(parseLogin('alice/net'), one('alice', 'net'))
  assert.deepEqual(parseLogin('alice@phone'), one('alice', undefined, 'phone'))
  assert.deepEqual(parseLogin('alice/net@phone'), one('alice', 'net', 'phone'))
  assert.deepEqual(parseLogin('alice@phone/net'), one('alice', 'net', 'phone'))
  assert.deepEqual(parseLogin('alice/@'), one('alice'))
})
