/** What becomes of those who are logged in: https://ircv3.net/specs/extensions/sasl-3.1 (901, 902). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LocalAccounts } from '#accounts/local.ts'
import { perform } from '../../play.ts'
import { houseSecret, type Options, Theatre } from '../../theatre.ts'

const options = { accounts: { alice: 'correct horse' } }

function plain(name: string, password: string, authzid = ''): string {
  return Buffer.from(`${authzid}\0${name}\0${password}`).toString('base64')
}

test('who is logged in to an account that is removed is logged out, and all see it', async () => {
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `
    alice +
    bob + account-notify
    alice signs in
    alice > JOIN #tea
    bob > JOIN #tea
    bob <…
    alice <…
  `,
    options,
  )
  // The command line is another process: it has an authority of its own.
  await new LocalAccounts(theatre.store, {}).remove('Alice')
  await perform(
    theatre,
    `
    alice <
    wait 1s
    alice < :alice MODE alice -r
    alice < :irc.test 901 alice alice!~alice@192.0.2.1 :You are now logged out
    alice < :irc.test NOTICE alice :Your account has been removed
    bob < :alice!~alice@192.0.2.1 ACCOUNT *
    alice > MARKREAD #tea
    alice < :irc.test MARKREAD #tea *
    alice <
  `,
    options,
  )
  assert.deepEqual(await theatre.store.shelf('read-markers').list(), [])
})

test('what a removed account has marked and said of itself is nobody’s', async () => {
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `
    alice + draft/read-marker draft/metadata-2 batch
    alice signs in
    alice > JOIN #tea
    alice > MARKREAD #tea timestamp=2026-01-01T00:00:00.000Z
    alice <… :irc.test MARKREAD #tea timestamp=2026-01-01T00:00:00.000Z
    alice > METADATA * SET colour :red
    alice <…
  `,
    options,
  )
  assert.equal((await theatre.store.shelf('read-markers').list()).length, 1)
  await theatre.accounts.remove('alice')
  assert.deepEqual(await theatre.store.shelf('read-markers').list(), [])
  assert.deepEqual(await theatre.store.shelf('metadata').list(), [])
  await theatre.accounts.register('alice', 'battery staple', undefined)
  await perform(
    theatre,
    `
    alice <…
    alice signs in
    alice > MARKREAD #tea
    alice < :irc.test MARKREAD #tea *
    alice > METADATA * LIST
    alice <> red
  `,
    { accounts: { alice: 'battery staple' } },
  )
})

test('another password logs out who came in by the old one, but not our own houses', async () => {
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `
    alice +
    alice signs in
    bouncer connects
    bouncer > AUTHENTICATE PLAIN
    bouncer > AUTHENTICATE ${plain('*house', houseSecret, 'alice')}
    bouncer <…
  `,
    options,
  )
  await theatre.accounts.setPassword('alice', 'battery staple')
  await perform(
    theatre,
    `
    alice < :alice MODE alice -r
    alice < :irc.test 901 alice alice!~alice@192.0.2.1 :You are now logged out
    alice < :irc.test NOTICE alice :Your password has been changed: log in again
    bouncer <
  `,
    options,
  )
  await theatre.accounts.suspend('alice', { by: 'eve', reason: 'spam', at: 0 })
  await perform(
    theatre,
    `
    bouncer < ERROR :Closing link: user/alice (Your account has been suspended)
    bouncer is gone
    alice <
  `,
    options,
  )
})

test('who is suspended reads 902 and why, by SASL and by PASS; a wrong password is still 904', async () => {
  await using theatre = await Theatre.open(options)
  await theatre.accounts.suspend('alice', { by: 'eve', reason: 'spam in #tea', at: 0 })
  await perform(
    theatre,
    `
    alice connects
    alice > AUTHENTICATE PLAIN
    alice <…
    alice > AUTHENTICATE ${plain('alice', 'correct horse')}
    alice < :irc.test 902 * :This account is suspended: spam in #tea
    alice > AUTHENTICATE PLAIN
    alice <…
    alice > AUTHENTICATE ${plain('alice', 'wrong password')}
    alice < :irc.test 904 * :SASL authentication failed
    house connects
    house > AUTHENTICATE PLAIN
    house <…
    house > AUTHENTICATE ${plain('*house', houseSecret, 'alice')}
    house < :irc.test 902 * :This account is suspended: spam in #tea
    carol connects
    carol > PASS :alice:correct horse
    carol > NICK carol
    carol > USER carol 0 * :Carol
    carol < :irc.test 464 carol :…
    carol < ERROR :Closing link: 192.0.2.1 (This account is suspended: spam in #tea)
  `,
    options,
  )
})

test('where names are compared as RFC 1459 has it, an account is known by that', async () => {
  const old: Options = {
    accounts: { 'a[b]': 'correct horse' },
    settings: { casemapping: 'rfc1459' },
  }
  await using theatre = await Theatre.open(old)
  await perform(
    theatre,
    `
    a[b] + draft/read-marker
    a[b] signs in
    a[b] > JOIN #tea
    a[b] > MARKREAD #tea timestamp=2026-01-01T00:00:00.000Z
    a[b] <…
  `,
    old,
  )
  assert.equal((await theatre.store.shelf('read-markers').list()).length, 1)
  const like = await theatre.accounts.register('A{b}', 'battery staple', undefined)
  assert.equal(like?.code, 'ACCOUNT_EXISTS')
  await theatre.accounts.remove('A[B]')
  await perform(theatre, 'a[b] < :a[b] MODE a[b] -r\n a[b] < :irc.test 901 a[b] …', old)
  assert.deepEqual(await theatre.store.shelf('read-markers').list(), [])
})
