/**
 * SASL EXTERNAL by certificate: https://ircv3.net/specs/extensions/sasl-3.1, RFC 4422 appendix A.
 */
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { test } from 'node:test'
import tls from 'node:tls'
import { generate } from 'selfsigned'
import { LocalAccounts } from '#accounts/local.ts'
import { startNetwork } from '../../network.ts'
import { play } from '../../play.ts'

const fingerprint = 'ab'.repeat(32)
const options = {
  accounts: { Alice: 'correct horse', bob: 'battery staple' },
  certificates: { [fingerprint]: 'Alice' },
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

test('EXTERNAL is offered only where a certificate was shown', () =>
  play(`
  alice connects with ${fingerprint}
  alice > CAP LS 302
  alice < …sasl=PLAIN,EXTERNAL,SCRAM-SHA-256 …
  bob connects securely
  bob > CAP LS 302
  bob < …sasl=PLAIN,SCRAM-SHA-256 …
`))

test('the certificate logs in, and nothing need be said', () =>
  play(
    `
  alice connects with ${fingerprint}
  alice > NICK alice
  alice > AUTHENTICATE EXTERNAL
  alice < :irc.test AUTHENTICATE +
  alice > AUTHENTICATE +
  alice < :irc.test 900 alice alice!*@192.0.2.1 Alice :You are now logged in as Alice
  alice < :irc.test 903 alice :SASL authentication successful
`,
    options,
  ))

test('the authorization name may be the account’s in any case, and may not be another', () =>
  play(
    `
  alice connects with ${fingerprint}
  alice > AUTHENTICATE EXTERNAL
  alice > AUTHENTICATE ${base64('bob')}
  alice <… :irc.test 904 * :SASL authentication failed
  alice > AUTHENTICATE EXTERNAL
  alice > AUTHENTICATE !nonsense!
  alice <… :irc.test 904 * :SASL authentication failed
  alice > AUTHENTICATE external
  alice > AUTHENTICATE ${base64('ALICE')}
  alice <… :irc.test 903 * :SASL authentication successful
`,
    options,
  ))

test('without a certificate, and with one that is nobody’s, it is 904', () =>
  play(
    `
  alice connects securely
  alice > AUTHENTICATE EXTERNAL
  alice < :irc.test 908 * PLAIN,SCRAM-SHA-256 :are the available SASL mechanisms
  alice < :irc.test 904 * :SASL authentication failed
  eve connects with ${'cd'.repeat(32)}
  eve > AUTHENTICATE EXTERNAL
  eve < :irc.test AUTHENTICATE +
  eve > AUTHENTICATE ${base64('Alice')}
  eve < :irc.test 904 * :SASL authentication failed
`,
    options,
  ))

test('over TLS the certificate of the client is its way in', async () => {
  await using network = await startNetwork()
  await network.addAccount('alice', 'correct horse')
  const pems = await generate([{ name: 'commonName', value: 'alice' }], { keyType: 'ec' })
  const shown = new X509Certificate(pems.cert).fingerprint256.replaceAll(':', '').toLowerCase()
  assert.equal(await new LocalAccounts(network.store, {}).addCertificate('alice', shown), undefined)
  const lines = ['CAP LS 302', 'NICK ann', 'USER ann 0 * :Ann', 'AUTHENTICATE EXTERNAL']
  const heard = await conversation(
    { ...network.ircTls, rejectUnauthorized: false, cert: pems.cert, key: pems.private },
    [...lines, 'AUTHENTICATE +', 'CAP END', 'QUIT'],
  )
  assert.match(heard, / sasl=PLAIN,EXTERNAL,SCRAM-SHA-256,SCRAM-SHA-256-PLUS /)
  assert.match(heard, / 900 ann ann!\S+ alice :You are now logged in as alice\r\n/)
  assert.match(heard, / 001 ann /)
  const without = await conversation({ ...network.ircTls, rejectUnauthorized: false }, [
    ...lines,
    'QUIT',
  ])
  assert.match(without, / sasl=PLAIN,SCRAM-SHA-256,SCRAM-SHA-256-PLUS .* 904 ann /s)
})

/** All that the server says to these lines, until it closes. */
async function conversation(to: tls.ConnectionOptions, lines: string[]): Promise<string> {
  const socket = tls.connect(to)
  let heard = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    heard += text
  })
  socket.write(lines.map((line) => `${line}\r\n`).join(''))
  await once(socket, 'close')
  return heard
}
