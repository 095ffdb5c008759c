import assert from 'node:assert/strict'
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import test from 'node:test'
import { chooseExchange } from '../../webgate/client/wire/sasl-client.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const plainText = (text: string) => Buffer.from(text, 'base64').toString()
const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest()

test('the best mechanism that both know is chosen', () => {
  const chosen = (...offered: string[]) => chooseExchange(offered, 'ada', 'x')?.mechanism
  assert.equal(chosen('PLAIN', 'SCRAM-SHA-256'), 'SCRAM-SHA-256')
  assert.equal(chosen('EXTERNAL', 'PLAIN'), 'PLAIN')
  assert.equal(chosen(), 'PLAIN')
  assert.equal(chosen('EXTERNAL'), undefined)
})

test('PLAIN is account and password', async () => {
  const exchange = chooseExchange(['PLAIN'], 'ada', 'pässword')!
  assert.equal(plainText(await exchange.answer('')), '\0ada\0pässword')
})

test('SCRAM proves the password without saying it, and wants the same of the server', async () => {
  const salt = Buffer.from('some salt')
  const salted = pbkdf2Sync('secret', salt, 4096, 32, 'sha256')
  for (const honest of [true, false]) {
    const exchange = chooseExchange(['SCRAM-SHA-256'], 'a=d,a', 'secret')!
    const first = plainText(await exchange.answer(''))
    assert.match(first, /^n,,n=a=3Dd=2Ca,r=\S{20,}$/)
    const challenge = `r=${first.split(',r=')[1]}more,s=${salt.toString('base64')},i=4096`
    const final = plainText(await exchange.answer(base64(challenge)))
    const [withoutProof = '', proof = ''] = final.split(',p=')
    const signed = `${first.slice(3)},${challenge},${withoutProof}`
    const stored = createHash('sha256').update(hmac(salted, 'Client Key')).digest()
    const signature = hmac(stored, signed)
    const key = Buffer.from(proof, 'base64').map((byte, at) => byte ^ signature[at]!)
    assert.deepEqual(createHash('sha256').update(key).digest(), stored)
    const verifier = hmac(hmac(salted, honest ? 'Server Key' : 'Other Key'), signed)
    const end = exchange.answer(base64(`v=${verifier.toString('base64')}`))
    if (honest) assert.equal(await end, '')
    else await assert.rejects(end)
  }
})

test('a senseless challenge is refused', async () => {
  for (const challenge of ['', 'r=other,s=AAAA,i=4096', 'm=x', 'v=', 'r=,s=,i=-1']) {
    const exchange = chooseExchange(['SCRAM-SHA-256'], 'ada', 'secret')!
    await exchange.answer('')
    await assert.rejects(exchange.answer(base64(challenge)), challenge)
  }
})
