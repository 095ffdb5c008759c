/** The work that a server asks of strangers: see `ircd/features/guard/proof.ts`. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import { digest, prove, zeroBits } from '../../webgate/client/state/proof.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest()

test('the digest is that of SHA-256, for every length of one block', () => {
  for (let length = 0; length <= 55; length++) {
    const text = 'challenge'.repeat(7).slice(0, length)
    const bytes = Buffer.alloc(32)
    for (const [at, word] of digest(text).entries()) bytes.writeInt32BE(word, at * 4)
    assert.deepEqual(bytes, sha256(text), String(length))
  }
})

test('zero bits are counted from the first one', () => {
  for (let n = 0; n < 5000; n++) {
    const text = `x${n}`
    const digits = sha256(text).toString('hex')
    const binary = [...digits]
      .map((d) => Number.parseInt(d, 16).toString(2).padStart(4, '0'))
      .join('')
    assert.equal(zeroBits(text), binary.indexOf('1'), text)
  }
})

test('an answer is found, and everything else has its turns meanwhile', async () => {
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  const text = await prove('a kettle of teas', 17, () => true)
  clearInterval(timer)
  assert.equal(sha256(`a kettle of teas${text}`).readUInt32BE() >>> 15, 0)
  assert.ok(turns > 0)
})

test('it ends when nobody wants it any more', async () => {
  let asked = 0
  const text = await prove('never', 64, () => ++asked < 3)
  assert.deepEqual([text, asked], [undefined, 3])
})
