/** Letters over real SMTP, on TLS from the first byte and with STARTTLS. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { generate } from 'selfsigned'
import { SMTPServer } from 'smtp-server'
import { parseConfig } from '#host/config.ts'
import { mailerOf } from '#host/mail.ts'
import { Caller } from '../caller.ts'
import { startNetwork } from '../network.ts'

interface Post extends AsyncDisposable {
  port: number
  /** A file that lets its certificate be trusted. */
  ca: string
  received: { to: string; user: string; secure: boolean; text: string }[]
}

/** A mail server that wants to know who writes, and knows one mailbox that there is not. */
async function post(secure: boolean): Promise<Post> {
  const directory = await mkdtemp(join(tmpdir(), 'causerie-post-'))
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  })
  const ca = join(directory, 'ca.pem')
  await writeFile(ca, pems.cert)
  const received: Post['received'] = []
  const server = new SMTPServer({
    secure,
    cert: pems.cert,
    key: pems.private,
    onAuth({ username, password }, _session, done) {
      if (password === 'secret') return done(null, { user: username })
      done(new Error('wrong password'))
    },
    onRcptTo({ address }, _session, done) {
      if (!address.startsWith('nobody@')) return done()
      done(Object.assign(new Error('no such mailbox'), { responseCode: 550 }))
    },
    onData(stream, session, done) {
      let text = ''
      stream.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join()
        received.push({ to, user: String(session.user), secure: session.secure, text })
        done()
      })
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    port: (server.server.address() as AddressInfo).port,
    ca,
    received,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((closed) => server.close(() => closed()))
      await rm(directory, { recursive: true })
    },
  }
}

function mailer(url: string, ca: string, more = '') {
  const lines = `server = "${url}"\nca = ${JSON.stringify(ca)}\nfrom = "Tea <irc@example.org>"`
  return mailerOf(parseConfig(`[accounts.mail]\n${lines}\n${more}`, 'test', '/'))!
}

const login = 'user = "irc"\npassword = "secret"'

for (const [scheme, secure] of [
  ['smtps', true],
  ['smtp', false],
] as const) {
  test(`a letter goes over ${scheme}: encrypted, signed in, and whole`, async () => {
    await using office = await post(secure)
    const { port, ca, received } = office
    const writer = mailer(`${scheme}://localhost:${port}`, ca, login)
    assert.equal(await writer.send('ann@example.org', 'Grüße', 'Bonjour\n\n.\nà toi\n'), 'sent')
    const [letter] = received
    assert.deepEqual(
      { to: letter?.to, user: letter?.user, secure: letter?.secure },
      { to: 'ann@example.org', user: 'irc', secure: true },
    )
    assert.match(letter!.text, /^From: Tea <irc@example\.org>\r$/m)
    assert.match(letter!.text, /^Auto-Submitted: auto-generated\r$/m)
    assert.equal(await writer.send('nobody@example.org', 'Hello', 'there'), 'refused')
    assert.equal(received.length, 1)
  })
}

test('nothing is sent to whoever is not trusted, nor in the clear', async () => {
  await using office = await post(true)
  await using other = await post(false)
  const cannot = (url: string, ca: string, more = login) =>
    assert.rejects(mailer(url, ca, more).send('ann@example.org', 'Hello', 'there'))
  await cannot(`smtps://localhost:${office.port}`, other.ca)
  await cannot(`smtps://localhost:${office.port}`, office.ca, 'user = "irc"\npassword = "wrong"')
  await using plain = await clearPost()
  await cannot(`smtp://localhost:${plain.port}`, other.ca)
  assert.deepEqual([...office.received, ...plain.received], [])
  const trusting = mailer(`smtp://localhost:${plain.port}`, other.ca, 'plain = true')
  assert.equal(await trusting.send('ann@example.org', 'Hello', 'there'), 'sent')
})

/** One that knows no encryption. */
async function clearPost() {
  const received: string[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      received.push('a letter')
      stream.resume().on('end', () => done())
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    [Symbol.asyncDispose]: () => new Promise<void>((closed) => server.close(() => closed())),
  }
}

test('REGISTER on a network with a mail server: the letter’s code is what VERIFY takes', async () => {
  await using office = await post(false)
  await using network = await startNetwork({
    settings: {
      accounts: {
        verification: true,
        mail: {
          server: `smtp://localhost:${office.port}`,
          user: 'irc',
          password: 'secret',
          from: 'irc@example.org',
          ca: office.ca,
        },
      },
    },
  })
  await using alice = new Caller(connect(network.irc))
  alice.say('CAP LS 302', 'NICK alice', 'USER alice 0 * :Alice')
  await alice.hear(/draft\/account-registration=before-connect,email-required /)
  alice.say('REGISTER * alice@example.org :correct horse')
  await alice.hear(/ REGISTER VERIFICATION_REQUIRED alice :/)
  const [letter] = office.received
  assert.equal(letter?.to, 'alice@example.org')
  const [, code] = /VERIFY alice (\S+)\r\n/.exec(letter!.text)!
  alice.say(`VERIFY alice ${code}`, 'CAP END')
  await alice.hear(/ VERIFY SUCCESS alice Welcome.* 900 alice .* 001 alice /s)
  alice.say('REGISTER * nobody@example.org :correct horse')
  await alice.hear(/FAIL REGISTER ALREADY_AUTHENTICATED/)
  await using bob = new Caller(connect(network.irc))
  bob.say('NICK bob', 'REGISTER * nobody@example.org :battery staple')
  await bob.hear(/FAIL REGISTER UNACCEPTABLE_EMAIL \* :/)
})
