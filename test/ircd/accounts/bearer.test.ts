/** Tokens of an OAuth 2.0 server: RFC 7662 over real HTTP, RFC 7519 with real signatures. */
import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { bearerOf } from '#accounts/bearer.ts'
import { LocalAccounts } from '#accounts/local.ts'
import { parseConfig } from '#host/config.ts'
import { openStore } from '#store/open.ts'

function bearer(lines: string) {
  return bearerOf(parseConfig(`[accounts.oauth]\n${lines}`, 'test', '/'))!
}

test('the server is asked about each token, with our name and secret', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    request.on('end', () => {
      asked.push(`${request.method} ${request.headers.authorization} ${body}`)
      const token = new URLSearchParams(body).get('token')
      if (token === 'broken') response.writeHead(500)
      const active = token === 'good'
      response.end(JSON.stringify({ active, preferred_username: 'Alice', aud: ['irc'] }))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const lines = `introspection = "http://127.0.0.1:${port}/introspect"\nclient_id = "irc"\nclient_secret = "s:e"`
  const { owner } = bearer(lines)
  assert.equal(await owner('good'), 'Alice')
  assert.equal(await owner('bad'), undefined)
  assert.equal(await owner('not a token'), undefined)
  await assert.rejects(owner('broken'), /answers 500/)
  assert.equal(asked.length, 3)
  assert.equal(asked[0], `POST Basic ${btoa('irc:s%3Ae')} token=good&token_type_hint=access_token`)
  assert.equal(await bearer(`${lines}\naudience = "irc"`).owner('good'), 'Alice')
  assert.equal(await bearer(`${lines}\naudience = "web"`).owner('good'), undefined)
  server.close()
  server.closeAllConnections()
})

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const soon = () => Math.floor(Date.now() / 1000) + 600

function jwt(key: KeyObject, alg: string, claims: object, head: object = {}): string {
  const data = `${part({ alg, ...head })}.${part(claims)}`
  const how = alg.startsWith('ES') ? { dsaEncoding: 'ieee-p1363' as const } : {}
  const hash = alg === 'EdDSA' ? null : 'sha256'
  return `${data}.${sign(hash, Buffer.from(data), { key, ...how }).toString('base64url')}`
}

test('a signed token is believed by the keys of the file, for its time and for us alone', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'causerie-keys-'))
  const file = join(directory, 'keys.json')
  const [rsa, ec, ed, other] = [
    generateKeyPairSync('rsa', { modulusLength: 2048 }),
    generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    generateKeyPairSync('ed25519'),
    generateKeyPairSync('ed25519'),
  ]
  const jwk = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid })
  const keys = [jwk(rsa.publicKey, 'r'), jwk(ec.publicKey, 'e'), jwk(ed.publicKey, 'd')]
  await writeFile(file, JSON.stringify({ keys }))
  const { owner } = bearer(`keys = ${JSON.stringify(file)}\nissuer = "me"\nclaim = "sub"`)
  const claims = () => ({ sub: 'alice', iss: 'me', exp: soon() })
  assert.equal(await owner(jwt(rsa.privateKey, 'RS256', claims(), { kid: 'r' })), 'alice')
  assert.equal(await owner(jwt(ec.privateKey, 'ES256', claims())), 'alice')
  const good = jwt(ed.privateKey, 'EdDSA', claims(), { kid: 'd' })
  assert.equal(await owner(good), 'alice')

  const [head, , signature] = good.split('.')
  const forged = [
    jwt(other.privateKey, 'EdDSA', claims(), { kid: 'd' }),
    jwt(ed.privateKey, 'EdDSA', claims(), { kid: 'unknown' }),
    jwt(ed.privateKey, 'EdDSA', { ...claims(), exp: soon() - 1200 }),
    jwt(ed.privateKey, 'EdDSA', { ...claims(), exp: undefined }),
    jwt(ed.privateKey, 'EdDSA', { ...claims(), nbf: soon() }),
    jwt(ed.privateKey, 'EdDSA', { ...claims(), iss: 'you' }),
    jwt(ed.privateKey, 'EdDSA', { ...claims(), sub: 7 }),
    `${head}.${part({ ...claims(), sub: 'bob' })}.${signature}`,
    `${part({ alg: 'none' })}.${part(claims())}.`,
    `${part({ alg: 'HS256' })}.${part(claims())}.${signature}`,
    `${good}.more`,
    'nonsense',
  ]
  for (const token of forged) assert.equal(await owner(token), undefined, token)

  await writeFile(file, other.publicKey.export({ type: 'spki', format: 'pem' }))
  assert.equal(await owner(good), undefined, 'keys change while the server runs')
  assert.equal(await owner(jwt(other.privateKey, 'EdDSA', claims())), 'alice')
  await rm(directory, { recursive: true })
})

test('an account that a token names is made only where the configuration says so', async () => {
  await using store = await openStore('memory:')
  const owner = async () => 'alice'
  const strict = new LocalAccounts(store, { bearer: { owner, creates: false } })
  assert.equal(await strict.borne('token'), undefined)
  const open = new LocalAccounts(store, { bearer: { owner, creates: true } })
  assert.deepEqual(await open.borne('token'), { proved: 'alice' })
  assert.deepEqual(await strict.borne('token'), { proved: 'alice' })
  await open.suspend('alice', { by: 'eve', reason: 'spam', at: 0 })
  assert.deepEqual(await open.borne('token'), {
    barred: 'alice',
    why: 'This account is suspended: spam',
  })
})
