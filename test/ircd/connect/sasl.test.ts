/**
 * https://ircv3.net/specs/extensions/sasl-3.1 and https://ircv3.net/specs/extensions/sasl-3.2
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ScramClient } from '#host/scram.ts'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

const accounts = { Alice: 'correct horse', bob: 'battery staple' }

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

function plain(authcid: string, password: string, authzid = ''): string {
  return base64(`${authzid}\0${authcid}\0${password}`)
}

test('PLAIN logs in, whatever the case of the name, under the account’s own spelling', () =>
  play(
    `
  alice connects
  alice > CAP REQ sasl
  alice <…
  alice > NICK alice
  alice > AUTHENTICATE PLAIN
  alice < :irc.test AUTHENTICATE +
  alice > AUTHENTICATE ${plain('aLICE', accounts.Alice)}
  alice < :irc.test 900 alice alice!*@192.0.2.1 Alice :You are now logged in as Alice
  alice < :irc.test 903 alice :SASL authentication successful
  alice > USER alice 0 * :Alice
  alice <
  alice > CAP END
  alice < :irc.test 001 alice :…
  alice <…
  alice > WHOIS alice
  alice <… :irc.test 330 alice alice Alice :is logged in as
`,
    { accounts },
  ))

test('the authorization name may repeat the name, and may not be another', () =>
  play(
    `
  bob connects
  bob > AUTHENTICATE PLAIN
  bob < :irc.test AUTHENTICATE +
  bob > AUTHENTICATE ${plain('bob', accounts.bob, 'Alice')}
  bob < :irc.test 904 * :SASL authentication failed
  bob > AUTHENTICATE PLAIN
  bob < :irc.test AUTHENTICATE +
  bob > AUTHENTICATE ${plain('bob', accounts.bob, 'bob')}
  bob < :irc.test 900 * *!*@192.0.2.1 bob :You are now logged in as bob
  bob < :irc.test 903 * :SASL authentication successful
`,
    { accounts },
  ))

test('whatever is wrong with the payload of PLAIN is 904, and may be tried again', () =>
  play(
    [
      plain('bob', 'wrong password'),
      plain('nobody', 'wrong password'),
      base64('bob\0battery staple'),
      '!nonsense!',
    ]
      .map(
        (payload, i) => `
  bob${i} connects
  bob${i} > AUTHENTICATE PLAIN
  bob${i} < :irc.test AUTHENTICATE +
  bob${i} > AUTHENTICATE ${payload}
  bob${i} < :irc.test 904 * :SASL authentication failed
  bob${i} > AUTHENTICATE PLAIN
  bob${i} < :irc.test AUTHENTICATE +
`,
      )
      .join('\n'),
    { accounts },
  ))

test('an empty payload, an empty name and an empty password fail', () =>
  play(
    ['+', plain('', 'secret'), plain('bob', ''), base64('bob'), base64('\0bob\0battery\0staple')]
      .map(
        (payload, i) => `
  bob${i} connects
  bob${i} > AUTHENTICATE PLAIN
  bob${i} < :irc.test AUTHENTICATE +
  bob${i} > AUTHENTICATE ${payload}
  bob${i} < :irc.test 904 * :SASL authentication failed
`,
      )
      .join('\n'),
    { accounts },
  ))

test('what is not UTF-8 inside the payload fails', () =>
  play(
    `
  bob connects
  bob > AUTHENTICATE PLAIN
  bob < :irc.test AUTHENTICATE +
  bob > AUTHENTICATE ${Buffer.from('\0bob\0caf\xe9', 'latin1').toString('base64')}
  bob < :irc.test 904 * :SASL authentication failed
`,
    { accounts },
  ))

test('five failures end the connection; unknown mechanisms do not count', () => {
  const failure = `
  bob > AUTHENTICATE PLAIN
  bob <…
  bob > AUTHENTICATE +
  bob < :irc.test 904 * :SASL authentication failed
  bob > AUTHENTICATE NONSENSE
  bob <…
`
  return play(`
  bob connects
  ${failure.repeat(4)}
  bob > AUTHENTICATE PLAIN
  bob <…
  bob > AUTHENTICATE +
  bob < :irc.test 904 * :SASL authentication failed
  bob < ERROR :Closing link: 192.0.2.1 (Too many failed logins)
  bob is gone
`)
})

test('an unknown mechanism is answered with the known ones, and 904', () =>
  play(`
  alice connects
  alice > AUTHENTICATE EXTERNAL
  alice < :irc.test 908 * PLAIN,SCRAM-SHA-256 :are the available SASL mechanisms
  alice < :irc.test 904 * :SASL authentication failed
  alice > AUTHENTICATE plain
  alice < :irc.test AUTHENTICATE +
`))

test('AUTHENTICATE without a word is 461', () =>
  play(`
  alice connects
  alice > AUTHENTICATE
  alice < :irc.test 461 * AUTHENTICATE :Not enough parameters
`))

test('a star aborts, and registration goes on', () =>
  play(`
  alice connects
  alice > NICK alice
  alice > AUTHENTICATE PLAIN
  alice < :irc.test AUTHENTICATE +
  alice > USER alice 0 * :Alice
  alice <
  alice > AUTHENTICATE *
  alice < :irc.test 906 alice :SASL authentication aborted
  alice < :irc.test 001 alice :…
  alice <…
  alice > AUTHENTICATE *
  alice < :irc.test 904 alice :SASL authentication failed
`))

test('CAP END in the middle aborts, and registers without an account', () =>
  play(`
  alice connects
  alice > CAP REQ sasl
  alice <…
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice > AUTHENTICATE PLAIN
  alice < :irc.test AUTHENTICATE +
  alice > CAP END
  alice < :irc.test 906 alice :SASL authentication aborted
  alice < :irc.test 001 alice :…
`))

test('the capability need not be requested: some clients say everything at once', () =>
  play(
    `
  bob connects
  bob > CAP LS 302
  bob <…
  bob > AUTHENTICATE PLAIN
  bob > AUTHENTICATE ${plain('bob', accounts.bob)}
  bob > NICK bob
  bob > USER bob 0 * :Bob
  bob > CAP REQ server-time
  bob > CAP END
  bob < :irc.test AUTHENTICATE +
  bob < :irc.test 900 …
  bob < :irc.test 903 …
  bob < …ACK…
  bob < …:irc.test 001 bob :…
`,
    { accounts },
  ))

test('NICK and USER in the middle of an exchange do not end it', () =>
  play(
    `
  bob connects
  bob > AUTHENTICATE PLAIN
  bob < :irc.test AUTHENTICATE +
  bob > NICK bob
  bob > USER bob 0 * :Bob
  bob <
  bob > AUTHENTICATE ${plain('bob', accounts.bob)}
  bob < :irc.test 900 bob bob!~bob@192.0.2.1 bob :…
  bob < :irc.test 903 bob :…
  bob < :irc.test 001 bob :…
`,
    { accounts },
  ))

test('one can log in after registration, and those in common channels are told', () =>
  play(
    `
  Alice + account-notify account-tag
  bob   +
  Alice > JOIN #tea
  bob   > JOIN #tea
  Alice <…
  bob   signs in
  Alice < @account=bob :bob!~bob@192.0.2.1 ACCOUNT bob
  Alice <
`,
    { accounts },
  ))

test('a payload of exactly 400 characters is followed by a plus', () => {
  // 300 bytes are 400 characters of base64.
  const password = 'x'.repeat(300 - '\0bob\0'.length)
  const payload = plain('bob', password)
  assert.equal(payload.length, 400)
  return play(
    `
  bob connects
  bob > AUTHENTICATE PLAIN
  bob <…
  bob > AUTHENTICATE ${payload}
  bob <
  bob > AUTHENTICATE +
  bob < :irc.test 900 * *!*@192.0.2.1 bob :…
  bob < :irc.test 903 * :…
`,
    { accounts: { bob: password } },
  )
})

test('a longer payload comes in pieces', () => {
  const password = 'y'.repeat(299)
  const payload = plain('bob', password)
  return play(
    `
  bob connects
  bob > AUTHENTICATE PLAIN
  bob <…
  bob > AUTHENTICATE ${payload.slice(0, 400)}
  bob <
  bob > AUTHENTICATE ${payload.slice(400)}
  bob < :irc.test 900 * *!*@192.0.2.1 bob :…
`,
    { accounts: { bob: password } },
  )
})

test('a piece of more than 400 characters, and an endless payload, are 905', () =>
  play(`
  bob connects
  bob > AUTHENTICATE PLAIN
  bob <…
  bob > AUTHENTICATE ${'A'.repeat(401)}
  bob < :irc.test 905 * :SASL message too long
  bob > AUTHENTICATE PLAIN
  bob < :irc.test AUTHENTICATE +
  ${`bob > AUTHENTICATE ${'A'.repeat(400)}\n`.repeat(20)}
  bob <
  bob > AUTHENTICATE ${'A'.repeat(400)}
  bob < :irc.test 905 * :SASL message too long
  bob > AUTHENTICATE PLAIN
  bob < :irc.test AUTHENTICATE +
`))

test('SCRAM-SHA-256 logs in: both sides prove that they know the password', async () => {
  await using theatre = await Theatre.open({ accounts })
  const client = new ScramClient('alice', accounts.Alice)
  const alice = theatre.connect('alice')
  const ask = async (payload: string) => {
    await theatre.say(alice, `AUTHENTICATE ${payload}`)
    return Buffer.from(alice.heard.shift()!.split(' ')[2]!, 'base64').toString()
  }
  await perform(theatre, 'alice > AUTHENTICATE SCRAM-SHA-256\n alice < :irc.test AUTHENTICATE +')
  const serverFirst = await ask(base64(client.first()))
  const serverFinal = await ask(base64((await client.final(serverFirst))!))
  assert(client.verify(serverFinal))
  await perform(
    theatre,
    `
  alice <
  alice > AUTHENTICATE +
  alice < :irc.test 900 * *!*@192.0.2.1 Alice :You are now logged in as Alice
  alice < :irc.test 903 * :SASL authentication successful
`,
  )
})

test('SCRAM-SHA-256 with a wrong password, or a name that nobody has, fails at the proof', async () => {
  await using theatre = await Theatre.open({ accounts })
  for (const name of ['alice', 'nobody']) {
    const client = new ScramClient(name, 'wrong password')
    const actor = theatre.connect(name)
    await theatre.say(actor, 'AUTHENTICATE SCRAM-SHA-256')
    await theatre.say(actor, `AUTHENTICATE ${base64(client.first())}`)
    const serverFirst = Buffer.from(actor.heard[1]!.split(' ')[2]!, 'base64').toString()
    await theatre.say(actor, `AUTHENTICATE ${base64((await client.final(serverFirst))!)}`)
    assert.equal(actor.heard[2], ':irc.test 904 * :SASL authentication failed')
  }
})

test('SCRAM-SHA-256 refuses what it cannot read, and can be aborted in the middle', async () => {
  await using theatre = await Theatre.open({ accounts })
  const first = base64(new ScramClient('alice', accounts.Alice).first())
  await perform(
    theatre,
    `
  alice connects
  alice > AUTHENTICATE SCRAM-SHA-256
  alice < :irc.test AUTHENTICATE +
  alice > AUTHENTICATE ${base64('nonsense')}
  alice < :irc.test 904 * :SASL authentication failed
  alice > AUTHENTICATE SCRAM-SHA-256
  alice < :irc.test AUTHENTICATE +
  alice > AUTHENTICATE ${first}
  alice < :irc.test AUTHENTICATE …
  alice > AUTHENTICATE *
  alice < :irc.test 906 * :SASL authentication aborted
  alice > AUTHENTICATE SCRAM-SHA-256
  alice < :irc.test AUTHENTICATE +
  alice > AUTHENTICATE +
  alice < :irc.test 904 * :SASL authentication failed
`,
  )
})
