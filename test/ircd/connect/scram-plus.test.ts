/**
 * SCRAM-SHA-256-PLUS: a proof that holds on one TLS connection only.
 * https://www.rfc-editor.org/rfc/rfc5802#section-6, https://www.rfc-editor.org/rfc/rfc9266
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { test } from 'node:test'
import tls from 'node:tls'
import { hmac, saltedPassword, sha256 } from '#host/secrets.ts'
import { Caller } from '../../caller.ts'
import { type HostPort, type LocalNetwork, startNetwork } from '../../network.ts'

const password = 'correct horse'

const answerPattern = /AUTHENTICATE (\S+)\r\n|:\S+ (90\d) /

class Client extends Caller<tls.TLSSocket> {
  /** @returns the numeric that ended the exchange */
  async logIn(mechanism: string, header: string, data: Uint8Array): Promise<string> {
    const step = (text: string) => this.say(`AUTHENTICATE ${btoa(text)}`)
    this.say(`AUTHENTICATE ${mechanism}`)
    await this.hear(/AUTHENTICATE \+\r\n/)
    const bare = 'n=alice,r=client'
    step(`${header}${bare}`)
    const answer = await this.hear(answerPattern)
    if (answer === '904') return answer
    const first = atob(answer)
    const [, nonce, salt = '', iterations] = /^r=(.*),s=(.*),i=(\d+)$/.exec(first)!
    const bound = Buffer.concat([Buffer.from(header), data]).toString('base64')
    const final = `c=${bound},r=${nonce}`
    const text = `${bare},${first},${final}`
    const salted = await saltedPassword(password, Buffer.from(salt, 'base64'), Number(iterations))
    const key = hmac(salted, 'Client Key')
    const signature = hmac(sha256(key), text)
    const proof = Buffer.from(key.map((byte, i) => byte ^ signature[i]!))
    step(`${final},p=${proof.toString('base64')}`)
    const last = await this.hear(answerPattern)
    if (last === '904') return last
    assert.equal(atob(last), `v=${hmac(hmac(salted, 'Server Key'), text).toString('base64')}`)
    this.say('AUTHENTICATE +')
    return this.hear(/:\S+ (90[3-9]) /)
  }

  get exporter(): Buffer {
    return this.socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0))
  }

  get endPoint(): Buffer {
    return createHash('sha256').update(this.socket.getPeerX509Certificate()!.raw).digest()
  }
}

async function network(): Promise<LocalNetwork> {
  const open = await startNetwork()
  await open.addAccount('alice', password)
  return open
}

async function connect(to: HostPort, options: tls.ConnectionOptions = {}): Promise<Client> {
  const client = new Client(tls.connect({ ...to, rejectUnauthorized: false, ...options }))
  await once(client.socket, 'secureConnect')
  client.say('CAP LS 302')
  await client.hear(/[ :](sasl=PLAIN,SCRAM-SHA-256,SCRAM-SHA-256-PLUS) /)
  client.say('CAP REQ :sasl')
  await client.hear(/ ACK :sasl/)
  return client
}

const nothing = new Uint8Array()

for (const door of ['ircTls', 'bouncerTls'] as const) {
  test(`the proof is bound to the keys of the connection, or to the certificate (${door})`, async () => {
    await using open = await network()
    await using one = await connect(open[door])
    assert.equal(await one.logIn('SCRAM-SHA-256-PLUS', 'p=tls-exporter,,', one.exporter), '903')
    await using two = await connect(open[door])
    const header = 'p=tls-server-end-point,,'
    assert.equal(await two.logIn('SCRAM-SHA-256-PLUS', header, two.endPoint), '903')
    await using three = await connect(open[door])
    assert.equal(await three.logIn('SCRAM-SHA-256', 'n,,', nothing), '903')
  })

  test(`a proof for another connection is none, nor is one without a channel (${door})`, async () => {
    await using open = await network()
    await using other = await connect(open[door])
    await using eve = await connect(open[door])
    const plus = 'SCRAM-SHA-256-PLUS'
    assert.equal(await eve.logIn(plus, 'p=tls-exporter,,', other.exporter), '904')
    assert.equal(await eve.logIn(plus, 'p=tls-unique,,', nothing), '904')
    assert.equal(await eve.logIn(plus, 'n,,', nothing), '904')
    // Somebody between has told the client that we cannot bind.
    assert.equal(await other.logIn('SCRAM-SHA-256', 'y,,', nothing), '904')
    assert.equal(await other.logIn('SCRAM-SHA-256', 'p=tls-exporter,,', other.exporter), '904')
  })
}

test('on TLS 1.2 only the certificate binds', async () => {
  await using open = await network()
  await using old = await connect(open.ircTls, { maxVersion: 'TLSv1.2' })
  const plus = 'SCRAM-SHA-256-PLUS'
  assert.equal(await old.logIn(plus, 'p=tls-exporter,,', old.exporter), '904')
  assert.equal(await old.logIn(plus, 'p=tls-server-end-point,,', old.endPoint), '903')
})
