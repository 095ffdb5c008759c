/** The second factor: https://www.rfc-editor.org/rfc/rfc6238 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LocalAccounts } from '#accounts/local.ts'
import { codeAt, linkOf, makeSecret, stepFor } from '#accounts/totp.ts'
import { ScramClient } from '#host/scram.ts'
import { openStore } from '#store/open.ts'

const password = 'correct horse'
const minute = 60_000

test('codes are those of RFC 6238, appendix B, in six digits', () => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  const seconds: [at: number, code: string][] = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [20_000_000_000, '353130'],
  ]
  for (const [at, code] of seconds) {
    assert.equal(codeAt(secret, Math.floor(at / 30)), code)
    assert.equal(stepFor(secret, code, at * 1000), Math.floor(at / 30))
    assert.equal(stepFor(secret, code, at * 1000 + 2 * minute), undefined)
  }
  assert.equal(stepFor(secret, '28708', 59_000), undefined)
  assert.match(makeSecret(), /^[A-Z2-7]{32}$/)
  assert.equal(
    linkOf(secret, 'ann', 'Tea Net'),
    `otpauth://totp/Tea%20Net%3Aann?secret=${secret}&issuer=Tea%20Net`,
  )
})

async function stage() {
  const store = await openStore('memory:')
  const clock = { now: 1_000 * minute }
  const accounts = new LocalAccounts(store, { secret: 'secret', now: () => clock.now })
  await accounts.register('ann', password, undefined)
  const { secret } = accounts.offerSecondFactor('ann', 'TestNet')
  const code = () => codeAt(secret, Math.floor(clock.now / 30_000))
  const codes = await accounts.setSecondFactor('ann', secret, code())
  assert.ok(!('code' in codes))
  clock.now += minute
  return { accounts, clock, code, codes, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() }
}

test('a password wants the code behind it, and a code does once', async () => {
  await using s = await stage()
  const login = (text: string) => s.accounts.login('ann', text)
  const half = await login(password)
  assert.match(half && 'barred' in half ? half.why : '', /wants the code of your app/)
  assert.equal(await login(`${password} 000000`), undefined)
  assert.equal(await login(`wrong horse ${s.code()}`), undefined)
  assert.equal(await login('wrong horse'), undefined)
  assert.deepEqual(await login(`${password} ${s.code()}`), { proved: 'ann' })
  assert.equal(await login(`${password} ${s.code()}`), undefined)
  s.clock.now += minute
  assert.deepEqual(await login(`${password} ${s.code()}`), { proved: 'ann' })
})

test('each recovery code does once, also of two who say it at the same time', async () => {
  await using s = await stage()
  const [first, second] = s.codes
  const twice = [1, 2].map(() => s.accounts.login('ann', `${password} ${first}`))
  const proofs = await Promise.all(twice)
  assert.deepEqual(proofs.filter(Boolean), [{ proved: 'ann' }])
  assert.deepEqual(await s.accounts.login('ann', `${password} ${second}`), { proved: 'ann' })
})

test('SCRAM proves the password alone, and is told how; a certificate needs no code', async () => {
  await using s = await stage()
  const [exchange, client] = [s.accounts.scram(), new ScramClient('ann', password)]
  const last = exchange.final((await client.final((await exchange.first(client.first()))!))!)
  assert.match(last?.proof && 'barred' in last.proof ? last.proof.why : '', /SASL PLAIN/)
  await s.accounts.addCertificate('ann', 'ab'.repeat(32))
  assert.deepEqual(await s.accounts.certified('ab'.repeat(32)), { proved: 'ann' })
})

test('who is given an account back needs no code of the one before', async () => {
  await using s = await stage()
  await s.accounts.giveBack('ann', 'ann@example.org')
  await s.accounts.setPassword('ann', 'battery staple')
  assert.deepEqual(await s.accounts.login('ann', 'battery staple'), { proved: 'ann' })
  assert.equal((await s.accounts.endSecondFactor('ann'))?.code, 'NO_SECOND_FACTOR')
})
