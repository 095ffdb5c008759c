/** https://ircv3.net/specs/extensions/account-registration */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

test('REGISTER makes an account, logs in, and tells the neighbours', () =>
  play(`
  alice +
  bob   + account-notify
  alice > JOIN #tea
  bob   > JOIN #tea
  alice <…
  bob   <…
  alice > REGISTER * * :correct horse
  alice < :irc.test REGISTER SUCCESS alice Welcome
  alice < :alice MODE alice +r
  alice < :irc.test 900 alice alice!~alice@192.0.2.1 alice :You are now logged in as alice
  alice <
  bob   < :alice!~alice@192.0.2.1 ACCOUNT alice
  alice > QUIT
  carol connects
  carol > PASS :alice:correct horse
  carol > NICK carol
  carol > USER carol 0 * :Carol
  carol < :irc.test 900 carol carol!~carol@192.0.2.1 alice :You are now logged in as alice
`))

test('REGISTER works before registration, once there is a nick', () =>
  play(`
  alice connects
  alice > REGISTER * * :correct horse
  alice < :irc.test FAIL REGISTER NEED_NICK * :Choose a nickname first
  alice > NICK alice
  alice > REGISTER alice a@example.org :correct horse
  alice < :irc.test REGISTER SUCCESS alice Welcome
  alice < :irc.test 900 alice alice!*@192.0.2.1 alice :You are now logged in as alice
`))

test('each refusal has its code', () =>
  play(
    `
  alice +
  alice > REGISTER
  alice < :irc.test FAIL REGISTER INVALID_PARAMS :Not enough parameters
  alice > REGISTER * *
  alice < :irc.test FAIL REGISTER INVALID_PARAMS :Not enough parameters
  alice > REGISTER bob * :correct horse
  alice < :irc.test FAIL REGISTER ACCOUNT_NAME_MUST_BE_NICK bob :The account must be named as your nickname
  alice > REGISTER * alice@Trash.example :correct horse
  alice < :irc.test FAIL REGISTER UNACCEPTABLE_EMAIL * :Addresses there are not taken here: give another
  alice > REGISTER * * :short
  alice < :irc.test FAIL REGISTER WEAK_PASSWORD * :A password has at least 6 characters
  alice > REGISTER * * :${'x'.repeat(301)}
  alice < :irc.test FAIL REGISTER UNACCEPTABLE_PASSWORD * :A password has at most 300 bytes
  alice > REGISTER ALICE * :battery staple
  alice < :irc.test FAIL REGISTER ACCOUNT_EXISTS ALICE :There is an account ALICE already
  alice signs in
  alice > REGISTER alice * :correct horse
  alice < :irc.test FAIL REGISTER ALREADY_AUTHENTICATED alice :You are logged in already
  alice <
`,
    { accounts: { alice: 'correct horse' } },
  ))

test('nobody registers the nick of somebody else', () =>
  play(`
  early connects
  early > CAP LS
  early > NICK tea
  late  connects
  late  > NICK tea
  late  > USER late 0 * :Late
  early <…
  early > REGISTER * * :correct horse
  early < :irc.test FAIL REGISTER ACCOUNT_EXISTS * :Somebody uses this name
`))

test('where the operators make the accounts nobody else does', () =>
  play(
    `
  alice +
  alice > REGISTER * * :correct horse
  alice < :irc.test FAIL REGISTER TEMPORARILY_UNAVAILABLE * :Accounts are made by the operators of this network
`,
    { settings: { registration: false } },
  ))

test('an answer to REGISTER can be labelled, though it takes its time', () =>
  play(`
  alice + batch labeled-response
  alice > @label=r REGISTER * * :correct horse
  alice < :alice MODE alice +r
  alice < @label=r :irc.test BATCH +$ref labeled-response
  alice < @batch=$ref :irc.test REGISTER SUCCESS alice Welcome
  alice < @batch=$ref :irc.test 900 …
  alice < :irc.test BATCH -$ref
`))

test('who is gone before the account was made hears nothing of it', async () => {
  await using theatre = await Theatre.open()
  await perform(theatre, 'bob + draft/read-marker')
  const { session, heard } = theatre.actors.get('bob')!
  const answered = session.receive('REGISTER * * :correct horse')
  session.close('Killed')
  await answered
  const heardThen = heard.length
  const script = `
    other + draft/read-marker
    other > AUTHENTICATE PLAIN
    other > AUTHENTICATE ${Buffer.from('\0bob\0correct horse').toString('base64')}
    other <… :irc.test 903 …
    other > JOIN #tea
    other > MARKREAD #tea timestamp=2026-01-01T00:00:00.000Z
    other <… :irc.test MARKREAD #tea timestamp=2026-01-01T00:00:00.000Z`
  await perform(theatre, script)
  assert.equal(heard.length, heardThen)
})
