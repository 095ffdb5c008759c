/** NickServ: accounts over messages, as people of other networks know it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRange } from '#wire/cidr.ts'
import { answerOperator } from '../../../ircd/features/services/service.ts'
import { perform, play } from '../../play.ts'
import { houseSecret, type Options, settings, Theatre } from '../../theatre.ts'
import { until } from '../../until.ts'

const nickserv = ':NickServ!services@irc.test'
const options: Options = { accounts: { alice: 'correct horse' } }

test('REGISTER makes an account of one’s nick, and IDENTIFY logs in to it', () =>
  play(`
  alice +
  alice > PRIVMSG NickServ :REGISTER short
  alice < ${nickserv} NOTICE alice :A password has at least 6 characters
  alice > PRIVMSG NickServ :REGISTER correct horse alice@example.org
  alice < ${nickserv} NOTICE alice :alice is your account now
  alice < :alice MODE alice +r
  alice < :irc.test 900 alice alice!~alice@192.0.2.1 alice :You are now logged in as alice
  alice > NICKSERV REGISTER another
  alice < ${nickserv} NOTICE alice :You are logged in already
  alice > NS LOGOUT
  alice < :alice MODE alice -r
  alice < :irc.test 901 alice alice!~alice@192.0.2.1 :You are now logged out
  alice < ${nickserv} NOTICE alice :alice is logged out
  alice > NS IDENTIFY correct mule
  alice < ${nickserv} NOTICE alice :That is not the password
  alice > NS IDENTIFY correct horse
  alice < ${nickserv} NOTICE alice :You are logged in as alice
  alice < :alice MODE alice +r
  alice < :irc.test 900 …
  bob +
  bob > PRIVMSG NickServ :id ALICE correct horse
  bob < ${nickserv} NOTICE bob :You are logged in as alice
  bob < :irc.test 900 …
  bob > NS LISTLOGINS
  bob < ${nickserv} NOTICE bob :  alice!~alice@192.0.2.1 since 2026-01-01T00:00:00.000Z
  bob < ${nickserv} NOTICE bob :  bob!~bob@192.0.2.1 since 2026-01-01T00:00:00.000Z
  bob < ${nickserv} NOTICE bob :2 connections
  bob > NS LOGOUT alice
  bob < ${nickserv} NOTICE bob :alice is logged out
  alice < :alice MODE alice -r
  alice < :irc.test 901 …
  bob > NS LOGOUT alice
  bob < ${nickserv} NOTICE bob :alice is no connection of yours
`))

test('DROP asks for a code first, and removes the account', async () => {
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `
    alice +
    alice signs in
    alice > NS DROP
    alice < ${nickserv} NOTICE alice :This removes the account alice for good. If that is what you want: DROP $c
    alice > NS DROP 00000000
    alice < ${nickserv} NOTICE alice :This removes …
    alice > NS DROP $c
    alice < :alice MODE alice -r
    alice < :irc.test 901 …
    alice < :irc.test NOTICE alice :Your account has been removed
    alice < ${nickserv} NOTICE alice :The account alice is gone
    alice > NS DROP
    alice < ${nickserv} NOTICE alice :You are not signed in to an account
  `,
    options,
  )
  assert.deepEqual(await theatre.store.accounts.list(), [])
})

test('on the command line LOGOUT asks which connection', async () => {
  await using theatre = await Theatre.open({ accounts: { alice: 'correct horse' } })
  const { refusal } = await answerOperator(theatre.server, 'NickServ', 'LOGOUT', 'alice')
  assert.equal(refusal?.text, 'Say which nick')
})

test('SET changes the password for everybody but whoever changes it', () =>
  play(
    `
  alice +
  bob +
  alice signs in
  bob > NS IDENTIFY alice correct horse
  bob <…
  alice > NS SET PASSWORD x
  alice < ${nickserv} NOTICE alice :A password has at least 6 characters
  alice > NS SET PASSWORD battery staple
  alice < ${nickserv} NOTICE alice :Your password is changed
  alice <
  bob < :irc.test 901 …
  bob < :irc.test NOTICE bob :Your password has been changed: log in again
  bob > NS ID alice correct horse
  bob < ${nickserv} NOTICE bob :That is not the password
  bob > NS ID alice battery staple
  bob < ${nickserv} NOTICE bob :You are logged in as alice
  alice > NS SET COLOUR red
  alice < ${nickserv} NOTICE alice :One can SET …
  alice > NS SET ENFORCE perhaps
  alice < ${nickserv} NOTICE alice :Say ON or OFF
  alice > NS SET EMAIL alice@example.org
  alice < ${nickserv} NOTICE alice :Your address is alice@example.org now
  alice > NS SET EMAIL NONE
  alice < ${nickserv} NOTICE alice :You have no address now
`,
    options,
  ))

test('CERT adds what the client shows, lists it, and takes it away', () =>
  play(
    `
  alice connects with ${'ab'.repeat(32)}
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice > NS CERT ADD
  alice <… ${nickserv} NOTICE alice :You are not signed in to an account
  alice signs in
  alice > NS CERT ADD
  alice < ${nickserv} NOTICE alice :${'ab'.repeat(32)} is a way in now
  alice > NS CERT ADD ${'CD:'.repeat(31)}CD
  alice < ${nickserv} NOTICE alice :${'cd'.repeat(32)} is a way in now
  alice > NS CERT ADD abc
  alice < ${nickserv} NOTICE alice :A certificate is named by its SHA-256: 64 hexadecimal digits
  alice > NS CERT LIST
  alice < ${nickserv} NOTICE alice :${'ab'.repeat(32)}
  alice < ${nickserv} NOTICE alice :${'cd'.repeat(32)}
  alice < ${nickserv} NOTICE alice :2 certificates
  alice > NS CERT DEL ${'ab'.repeat(32)}
  alice < ${nickserv} NOTICE alice :${'ab'.repeat(32)} is no way in any more
  eve connects with ${'cd'.repeat(32)}
  eve > AUTHENTICATE EXTERNAL
  eve > AUTHENTICATE +
  eve <… :irc.test 903 …
`,
    options,
  ))

test('another password comes by mail, and nobody learns who has an account', async () => {
  const posting: Options = { ...options, mail: 'sent' }
  await using theatre = await Theatre.open(posting)
  await theatre.accounts.setEmail('alice', 'alice@example.org')
  const same = ':If there is such an account and it has an address, a code is on its way'
  await perform(
    theatre,
    `
    eve +
    eve > NS SENDPASS alice
    eve < ${nickserv} NOTICE eve ${same}
    eve > NS SENDPASS nobody
    eve < ${nickserv} NOTICE eve ${same}
    eve > NS SENDPASS alice
    eve < ${nickserv} NOTICE eve ${same}
  `,
    posting,
  )
  await until('a letter', () => theatre.letters.length > 0)
  await theatre.wait(1000)
  assert.equal(theatre.letters.length, 1, 'one letter a minute')
  const [, code] = /SETPASS alice (\S+) your/.exec(theatre.letters[0]!.text)!
  await perform(
    theatre,
    `
    eve > NS SETPASS nobody ${code} battery staple
    eve < ${nickserv} NOTICE eve :This code is wrong, used up or too old
    eve > NS SETPASS alice ${code} tiny
    eve < ${nickserv} NOTICE eve :A password has at least 6 characters
    eve > NS SETPASS alice ${code} battery staple
    eve < ${nickserv} NOTICE eve :The password is changed: log in with it
    eve > NS SETPASS alice ${code} once again
    eve < ${nickserv} NOTICE eve :This code is wrong, used up or too old
    eve > NS ID alice battery staple
    eve < ${nickserv} NOTICE eve :You are logged in as alice
  `,
    posting,
  )
})

test('VERIFY and RESEND for a new account, and for another address', async () => {
  const posting: Options = {
    mail: 'sent',
    settings: { accounts: { ...settings.accounts, verification: true } },
  }
  await using theatre = await Theatre.open(posting)
  const code = () => /(?:VERIFY (?:alice|EMAIL)) (\S+)/.exec(theatre.letters.at(-1)!.text)![1]!
  await perform(
    theatre,
    `
    alice +
    alice > NS REGISTER correct horse alice@example.org
    alice < ${nickserv} NOTICE alice :A code is on its way to alice@example.org: VERIFY REGISTER alice <code>
    alice > NS IDENTIFY correct horse
    alice < ${nickserv} NOTICE alice :This account waits for the code that was sent by e-mail: VERIFY takes it
    alice > NS RESEND alice
    alice < ${nickserv} NOTICE alice :A code was sent just now: wait a minute for the next
    wait 61s
    alice > NS RESEND alice
    alice < ${nickserv} NOTICE alice :A code is on its way
    alice > NS VERIFY REGISTER alice 2222-2222-2222-2222
    alice < ${nickserv} NOTICE alice :This code is wrong, used up or too old
  `,
    posting,
  )
  assert.equal(theatre.letters.length, 2)
  await perform(
    theatre,
    `
    alice > NS VERIFY REGISTER alice ${code()}
    alice < ${nickserv} NOTICE alice :You are logged in as alice
    alice < :alice MODE alice +r
    alice < :irc.test 900 …
    alice > NS RESEND alice
    alice < ${nickserv} NOTICE alice :The account alice is verified already
    alice > NS SET EMAIL new@example.org
    alice < ${nickserv} NOTICE alice :A code is on its way to new@example.org: VERIFY EMAIL <code>
  `,
    posting,
  )
  assert.equal(theatre.letters.at(-1)?.to, 'new@example.org')
  assert.equal((await theatre.accounts.find('alice'))?.email, 'alice@example.org')
  await perform(
    theatre,
    `
    alice > NS VERIFY EMAIL ${code()}
    alice < ${nickserv} NOTICE alice :Your address is changed
  `,
    posting,
  )
  assert.equal((await theatre.accounts.find('alice'))?.email, 'new@example.org')
})

test('who guesses too often waits, whichever way it guesses', () => {
  const { protection } = settings
  const logins = { count: 2, ms: 60_000 }
  const throttle = { ...protection.throttle, logins }
  return play(
    `
  eve +
  eve > NS ID alice wrong one
  eve < ${nickserv} NOTICE eve :That is not the password
  eve > NS ID alice wrong two
  eve < ${nickserv} NOTICE eve :That is not the password
  eve > NS ID alice correct horse
  eve < ${nickserv} NOTICE eve :Too many wrong codes or passwords came from your address: try later
  eve > NS GHOST alice correct horse
  eve < ${nickserv} NOTICE eve :Too many wrong codes or passwords came from your address: try later
  wait 60s
  eve > NS ID alice correct horse
  eve <… ${nickserv} NOTICE eve :You are logged in as alice
`,
    { ...options, settings: { protection: { ...protection, throttle } } },
  )
})

test('who guesses through the bouncer waits as well, and nobody else who comes by it', () => {
  const { protection } = settings
  const throttle = { ...protection.throttle, logins: { count: 2, ms: 60_000 } }
  const comes = (name: string) => `
    ${name} connects
    ${name} > AUTHENTICATE PLAIN
    ${name} > AUTHENTICATE ${btoa(`${name}\0*house\0${houseSecret}`)}
    ${name} > NICK ${name}
    ${name} > USER ${name} 0 * :${name}
    ${name} <…`
  return play(
    `
  ${comes('eve')}
  ${comes('bob')}
  eve > NS GHOST alice wrong one
  eve < ${nickserv} NOTICE eve :That is not the password
  eve > NS GHOST alice wrong two
  eve < ${nickserv} NOTICE eve :That is not the password
  eve > NS GHOST alice correct horse
  eve < ${nickserv} NOTICE eve :Too many wrong codes or passwords came from your address: try later
  bob > NS GHOST alice wrong
  bob < ${nickserv} NOTICE bob :That is not the password
`,
    {
      accounts: { alice: 'correct horse', eve: 'secret-of-eve', bob: 'secret-of-bob' },
      settings: { protection: { ...protection, throttle } },
    },
  )
})

test('at the bouncer nobody logs out, or in as somebody else', () =>
  play(
    `
  bouncer connects
  bouncer > AUTHENTICATE PLAIN
  bouncer > AUTHENTICATE ${btoa(`alice\0*house\0${houseSecret}`)}
  bouncer > NICK alice
  bouncer > USER alice 0 * :Alice
  bouncer <…
  bouncer > NS LOGOUT
  bouncer < ${nickserv} NOTICE alice :The bouncer has signed that one in: sign out there
  bouncer > NS ID alice correct horse
  bouncer < ${nickserv} NOTICE alice :Your bouncer has signed you in: sign out there
  bouncer > NS SET EMAIL alice@example.org
  bouncer < ${nickserv} NOTICE alice :A code is on its way to alice@example.org: VERIFY EMAIL <code>
  bouncer > NS VERIFY EMAIL 2222
  bouncer < ${nickserv} NOTICE alice :This code is wrong, used up or too old
  bouncer > NS SET PASSWORD battery staple
  bouncer < ${nickserv} NOTICE alice :Your password is changed
`,
    { ...options, mail: 'sent' },
  ))

test('who is exempt from limits, as people on the same machine are, is no bouncer', () =>
  play(
    `
  alice connects from 127.0.0.1
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice <…
  alice > NS ID correct horse
  alice < ${nickserv} NOTICE alice :You are logged in as alice
  alice < :alice MODE alice +r
  alice < :irc.test 900 …
  alice > NS LOGOUT
  alice <… ${nickserv} NOTICE alice :alice is logged out
`,
    {
      ...options,
      settings: {
        protection: {
          ...settings.protection,
          connections: {
            ...settings.protection.connections,
            perAddress: 5,
            exempt: [parseRange('127.0.0.0/8')!],
          },
        },
      },
    },
  ))

test('letters go out no faster than accounts are made', () => {
  const { protection } = settings
  const registrations = { count: 1, ms: 60_000 }
  const throttle = { ...protection.throttle, registrations }
  return play(
    `
  alice +
  alice signs in
  alice > NS SET EMAIL one@example.org
  alice < ${nickserv} NOTICE alice :A code is on its way to one@example.org: VERIFY EMAIL <code>
  alice > NS SENDPASS bob
  alice < ${nickserv} NOTICE alice :Too many accounts or letters were asked for from your address: try later
  alice > NS SET EMAIL two@example.org
  alice < ${nickserv} NOTICE alice :Too many accounts or letters were asked for from your address: try later
  wait 60s
  alice > NS SET EMAIL two@example.org
  alice < ${nickserv} NOTICE alice :A code is on its way to two@example.org: VERIFY EMAIL <code>
`,
    { ...options, mail: 'sent', settings: { protection: { ...protection, throttle } } },
  )
})
