import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { houseSecret } from '#host/house-secret.ts'
import { ScramClient, ScramServer } from '#host/scram.ts'
import { checkPassword, hashPassword, type ScramKeys, scramKeys } from '#host/secrets.ts'
import { Turns } from '#host/turns.ts'

test('a password is known again, another is not, and nothing of it is kept', async () => {
  const kept = await hashPassword('correct horse')
  assert.equal(await checkPassword('correct horse', kept), true)
  assert.equal(await checkPassword('correct horsf', kept), false)
  assert.equal(await checkPassword('', kept), false)
  assert.match(kept.scrypt, /^scrypt\$32768\$8\$1\$[\w+/]{22}==\$[\w+/]{43}=$/)
  const again = await hashPassword('correct horse')
  assert.notEqual(again.scrypt, kept.scrypt)
  assert.notEqual(again.scram.salt, kept.scram.salt)
  assert.ok(!JSON.stringify(kept).includes('horse'))
})

test('the same text written in two ways is one password', async () => {
  const kept = await hashPassword('caf\u00e9 \u2168')
  assert.equal(await checkPassword('cafe\u0301\u00a0IX\u00ad', kept), true)
})

test('who has no account is refused after the same work', async () => {
  const kept = await hashPassword('x')
  const time = async (credentials?: typeof kept | undefined) => {
    const start = performance.now()
    assert.equal(await checkPassword('y', credentials), false)
    return performance.now() - start
  }
  const [with_, without] = [await time(kept), await time()]
  assert.ok(without > with_ / 4, `${without} ms, not ${with_}`)
})

test('a flood of logins does not stall the event loop', async () => {
  const kept = await hashPassword('x')
  let ticks = 0
  const timer = setInterval(() => ticks++, 5)
  await Promise.all(Array.from({ length: 6 }, () => checkPassword('x', kept)))
  clearInterval(timer)
  assert.ok(ticks >= 5, `${ticks} turns`)
})

test('only so many work at once, first come first, and a failure gives its place on', async () => {
  const turns = new Turns(2)
  const order: number[] = []
  let working = 0
  const work = (i: number) =>
    turns.run(async () => {
      working++
      assert.ok(working <= 2)
      order.push(i)
      await new Promise((resolve) => setImmediate(resolve))
      working--
      if (i % 2) throw new Error('fails')
    })
  await Promise.allSettled([0, 1, 2, 3, 4, 5].map(work))
  assert.deepEqual(order, [0, 1, 2, 3, 4, 5])
  await work(6)
})

/** https://www.rfc-editor.org/rfc/rfc7677#section-3 */
const vector = {
  clientNonce: 'rOprNGfwEbeRWgbNEkqO',
  serverNonce: '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
  salt: 'W22ZaJ0SNY7soEsUEjb6gQ==',
  clientFirst: 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO',
  serverFirst:
    'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
  clientFinal:
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,' +
    'p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
  serverFinal: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
}

test('the exchange of RFC 7677, on both sides', async () => {
  const keys = await scramKeys('pencil', Buffer.from(vector.salt, 'base64'), 4096)
  const server = new ScramServer(async () => keys, { secret: 's', nonce: vector.serverNonce })
  const client = new ScramClient('user', 'pencil', vector.clientNonce)
  assert.equal(client.first(), vector.clientFirst)
  assert.equal(await server.first(client.first()), vector.serverFirst)
  assert.equal(await client.final(vector.serverFirst), vector.clientFinal)
  assert.equal(server.final(vector.clientFinal), vector.serverFinal)
  assert.equal(server.username, 'user')
  assert.equal(client.verify(vector.serverFinal), true)
  assert.equal(client.verify(`v=${Buffer.alloc(32).toString('base64')}`), false)
  assert.equal(client.verify('e=other-error'), false)
  assert.equal(server.final(vector.clientFinal), undefined, 'once only')
})

const keys = await scramKeys('päss', Buffer.from('0123456789abcdef'), 4096)
const find = async (name: string): Promise<ScramKeys | undefined> =>
  name === 'a,b=c' ? keys : undefined

async function exchange(username: string, password: string) {
  const server = new ScramServer(find, { secret: 'secret' })
  const client = new ScramClient(username, password)
  const serverFirst = await server.first(client.first())
  const final = await client.final(serverFirst!)
  return { server, client, serverFirst: serverFirst!, answer: server.final(final!) }
}

test('names with commas and equals signs log in; a wrong password or nobody does not', async () => {
  const good = await exchange('a,b=c', 'pa\u0308ss')
  assert.equal(good.server.username, 'a,b=c')
  assert.equal(good.client.verify(good.answer!), true)
  assert.equal((await exchange('a,b=c', 'other')).answer, undefined)
  assert.equal((await exchange('nobody', 'päss')).answer, undefined)
})

test('a name without account is answered like one with, always the same', async () => {
  const salt = async (name: string) =>
    (await exchange(name, 'x')).serverFirst.replace(/^r=[^,]*/, '')
  assert.equal(await salt('nobody'), await salt('Nobody'))
  assert.notEqual(await salt('nobody'), await salt('somebody'))
  assert.match(await salt('nobody'), /^,s=[\w+/]{22}==,i=20000$/)
})

test('a first message that is malformed or wants what we have not is refused', async () => {
  const refused = [
    '',
    'n,,',
    'n,,n=user',
    'n,,r=nonce',
    'n,,n=,r=nonce',
    'n,,n=us=er,r=nonce',
    'n,,n=user,r=',
    'n,,n=user,r=bad nonce',
    'p=tls-unique,,n=user,r=nonce',
    'n,,m=ext,n=user,r=nonce',
    'n,a=other,n=user,r=nonce',
    'x,,n=user,r=nonce',
  ]
  for (const message of refused) {
    assert.equal(await new ScramServer(find, { secret: 's' }).first(message), undefined, message)
  }
  for (const message of ['y,,n=user,r=nonce', 'n,a=user,n=user,r=nonce', 'n,,n=u,r=x,e=ext']) {
    assert.match(
      (await new ScramServer(find, { secret: 's' }).first(message)) ?? '',
      /^r=/,
      message,
    )
  }
})

test('a last message that does not belong to the first is refused', async () => {
  const finals = [
    '',
    'p=x',
    'c=biws,r=other,p=x',
    'c=eSws,r=NONCE,p=x',
    'c=biws,r=NONCE,p=',
    'c=biws,r=NONCE',
    `c=biws,r=NONCE,p=${Buffer.alloc(32).toString('base64')}`,
  ]
  for (const final of finals) {
    const server = new ScramServer(find, { secret: 's', nonce: 'server' })
    await server.first('n,,n=a=2Cb=3Dc,r=client')
    assert.equal(server.final(final.replace('NONCE', 'clientserver')), undefined, final)
  }
  assert.equal(new ScramServer(find, { secret: 's' }).final('c=biws,r=x,p=x'), undefined)
})

test('a client refuses a server that is not fair', async () => {
  const refused = [
    '',
    'r=client,s=AAAA,i=4096',
    'r=other,s=AAAA,i=4096',
    'r=client1,s=AAAA,i=4095',
    'r=client1,s=AAAA,i=99999999',
    'r=client1,s=,i=4096',
    'r=client1,s=AAAA,i=x',
    'e=unknown-user',
  ]
  for (const message of refused) {
    assert.equal(await new ScramClient('a', 'b', 'client').final(message), undefined, message)
  }
})

test('the house secret is made once, for its owner only, also when houses start at once', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'causerie-'))
  t.after(() => rm(dir, { recursive: true }))
  const data = join(dir, 'new', 'data')
  const secrets = await Promise.all([1, 2, 3, 4].map(() => houseSecret(data)))
  assert.equal(new Set(secrets).size, 1)
  assert.match(secrets[0]!, /^[\w-]{43}$/)
  assert.equal(await houseSecret(data), secrets[0])
  const path = join(data, 'house-secret')
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  assert.deepEqual(await readdir(data), ['house-secret'])
  await writeFile(path, 'short')
  await assert.rejects(houseSecret(data), /cannot keep .*house-secret: it has been shortened/)
  await assert.rejects(houseSecret(join(path, 'below-a-file')), /^Error: cannot keep [^\n]+$/)
})
