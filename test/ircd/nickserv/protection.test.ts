/** Nicks that are an account's: enforcement, grouping, and names that look alike (UTS 39). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LocalAccounts } from '#accounts/local.ts'
import type { AccountFacts } from '#wire/account.ts'
import type { AccountPolicy } from '../../../ircd/core/ports.ts'
import type { Server } from '../../../ircd/core/server.ts'
import { knownNames } from '../../../ircd/features/nickserv/known-names.ts'
import { perform, play } from '../../play.ts'
import { type Options, settings, Theatre } from '../../theatre.ts'
import { until } from '../../until.ts'

const nickserv = ':NickServ!services@irc.test'

function ruled(nickProtection: AccountPolicy['nickProtection']): Options {
  return {
    accounts: { alice: 'correct horse', Bill: 'battery staple' },
    settings: { accounts: { ...settings.accounts, nickProtection } },
  }
}
const on = ruled('on')
const asked = `The nick alice is registered. If it is yours, log in within 30 seconds (/msg NickServ IDENTIFY <password>); if not, take another one.`

test('who has somebody else’s nick is renamed when the grace is over', () =>
  play(
    `
  alice connects
  alice > NICK alice
  alice > USER eve 0 * :Eve
  alice <… ${nickserv} NOTICE alice :${asked}
  alice <…
  wait 29s
  alice <
  wait 1s
  alice < ${nickserv} NOTICE alice :The nick alice is somebody else's: you are $g now
  alice < :alice!~eve@192.0.2.1 NICK $g
  alice > NICK alice
  alice < :irc.test 433 $g alice :…
  alice > NICK eve
  alice < :$g!~eve@192.0.2.1 NICK eve
  wait 61s
  alice > NICK alice
  alice < :eve!~eve@192.0.2.1 NICK alice
`,
    on,
  ))

test('who logs in, or takes another nick in time, is left alone', () =>
  play(
    `
  alice connects
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice <…
  alice > NS ID correct horse
  alice <…
  eve +
  eve > NICK bill
  eve < :eve!~eve@192.0.2.1 NICK bill
  eve < ${nickserv} NOTICE bill :The nick bill is registered…
  eve > NICK eve
  eve <…
  wait 60s
  alice <
  eve <
  alice > NS LOGOUT
  alice <…
`,
    on,
  ))

test('who is logged in to another account does not get the nick at all', () =>
  play(
    `
  bob connects
  bob > PASS :bill:battery staple
  bob > NICK alice
  bob > USER bob 0 * :Bob
  bob <… :irc.test 433 * alice :Nickname is already in use
  bob > NICK bob
  bob <… :irc.test 001 bob :…
  bob <…
  bob > NICK alice
  bob < :irc.test 433 bob alice :Nickname is already in use
  bob > NICK bill
  bob < :bob!~bob@192.0.2.1 NICK bill
  bob < :bill MODE bill +r
  wait 60s
  bob <
`,
    on,
  ))

test('who logs out goes on as somebody who has another’s nick', async () => {
  await using theatre = await Theatre.open(on)
  await perform(
    theatre,
    `
    alice +
    alice signs in
    alice > NS LOGOUT
    alice <… ${nickserv} NOTICE alice :alice is logged out
  `,
    on,
  )
  const { heard } = theatre.actors.get('alice')!
  await until('NickServ', () => heard.some((line) => line.includes('is registered')))
})

test('ENFORCE is each account’s own decision, and where it is opt-in that of those who asked', async () => {
  await using theatre = await Theatre.open(on)
  await theatre.accounts.decide('alice', { enforce: false })
  const quiet = `
    alice connects
    alice > NICK alice
    alice > USER alice 0 * :Alice
    alice <… :irc.test 221 …
    alice <`
  await perform(theatre, quiet, on)
  const optIn = ruled('opt-in')
  await using other = await Theatre.open(optIn)
  await perform(other, quiet, optIn)
  await other.accounts.decide('alice', { enforce: true })
  await perform(other, 'alice > NICK tea\nalice > NICK alice\nalice <… …is registered…', optIn)
})

test('where it is strict nobody else gets the nick, and may go on with another', () =>
  play(
    `
  alice connects
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice < :irc.test 433 * alice :Nickname is already in use
  alice > NICK other
  alice <… :irc.test 001 other :…
  alice <…
  alice > NICK ALICE
  alice < :irc.test 433 other ALICE :Nickname is already in use
  alice > NS ID alice correct horse
  alice <…
  alice > NICK ALICE
  alice < :other!~alice@192.0.2.1 NICK ALICE
`,
    ruled('strict'),
  ))

test('a name that looks like an account’s is nobody’s, neither as a nick nor as an account', () =>
  play(
    `
  eve +
  eve > NICK BiIl
  eve < :irc.test 433 eve BiIl :Nickname is already in use
  eve > NICK Bi1|
  eve < :irc.test 433 eve Bi1| :Nickname is already in use
  eve > NICK a1ice
  eve < :irc.test 433 eve a1ice :Nickname is already in use
  eve > NICK billy
  eve < :eve!~eve@192.0.2.1 NICK billy
  late connects
  late > NICK aIice
  late > USER late 0 * :Late
  late < :irc.test 433 * aIice :Nickname is already in use
  late > REGISTER * * :correct horse
  late < :irc.test FAIL REGISTER NEED_NICK * :Choose a nickname first
`,
    on,
  ))

test('where nicks are nobody’s an account that looks like another is refused all the same', () =>
  play(
    `
  Bi1l +
  Bi1l > REGISTER * * :correct horse
  Bi1l < :irc.test FAIL REGISTER ACCOUNT_EXISTS * :Bi1l looks like Bill, which is somebody's already
`,
    ruled('off'),
  ))

test('GROUP makes a nick an account’s, UNGROUP gives it back, and there is a limit', async () => {
  await using theatre = await Theatre.open(on)
  await perform(
    theatre,
    `
    alice +
    alice > NS ID correct horse
    alice <…
    alice > NICK alice_away
    alice <…
    alice > NS GROUP
    alice < ${nickserv} NOTICE alice_away :alice_away is yours now
    alice < :alice_away MODE alice_away +r
    alice > NS GROUP
    alice < ${nickserv} NOTICE alice_away :alice_away is alice's already
    alice > NS GROUP Bill
    alice < ${nickserv} NOTICE alice_away :Take the nick first, then GROUP it
    alice > NICK tea
    alice > NS GROUP
    alice > NICK milk
    alice <…
    alice > NS GROUP
    alice < ${nickserv} NOTICE milk :An account may group 2 nicks
    alice > NS GLIST
    alice < ${nickserv} NOTICE milk :  alice
    alice < ${nickserv} NOTICE milk :  alice_away
    alice < ${nickserv} NOTICE milk :  tea
    alice < ${nickserv} NOTICE milk :3 nicks
    eve +
    eve > NICK Alice_Away
    eve <… …is registered…
    eve > NS ID correct horse
    eve <… ${nickserv} NOTICE Alice_Away :You are logged in as alice
    eve > NS INFO tea
    eve <… ${nickserv} NOTICE Alice_Away :alice
    alice > NS UNGROUP alice
    alice < ${nickserv} NOTICE milk :alice is not grouped with alice
    alice > NS UNGROUP TEA
    alice < ${nickserv} NOTICE milk :TEA is nobody's now
    bob +
    bob > NICK tea
    bob < :bob!~bob@192.0.2.1 NICK tea
    bob <
    bob > REGISTER * * :battery staple
    bob < :irc.test REGISTER SUCCESS tea Welcome
  `,
    on,
  )
  await theatre.accounts.remove('alice')
  const keys = async (shelf: string) =>
    (await theatre.store.shelf(shelf).list()).map(([key]) => key)
  assert.deepEqual(await keys('nicks'), [])
  assert.deepEqual(await keys('likenesses'), ['bill', 'tea'])
})

test('GHOST ends a connection with a nick of one’s own, REGAIN takes the nick, RELEASE lets it go', () =>
  play(
    `
  alice connects
  alice > NICK alice
  alice > USER eve 0 * :Eve
  alice <…
  mine +
  mine > NS GHOST alice
  mine < ${nickserv} NOTICE mine :alice is not yours: log in to its account
  mine > NS GHOST alice wrong password
  mine < ${nickserv} NOTICE mine :That is not the password
  mine > NS GHOST alice correct horse
  mine < ${nickserv} NOTICE mine :The connection of alice is ended
  alice is gone
  mine > NS GHOST alice correct horse
  mine < ${nickserv} NOTICE mine :No other connection here has the nick alice
  eve connects
  eve > NICK alice
  eve > USER eve 0 * :Eve
  eve <…
  mine > NS ID alice correct horse
  mine <…
  mine > NS REGAIN alice
  mine < ${nickserv} NOTICE mine :The connection of alice is ended
  mine < :mine!~mine@192.0.2.1 NICK alice
  eve is gone
  mine > NICK mine
  mine <…
  eve connects
  eve > NICK alice
  eve > USER eve 0 * :Eve
  wait 31s
  eve <…
  late connects
  late > NICK alice
  late > USER late 0 * :Late
  late < :irc.test 433 * alice :…
  mine > NS RELEASE alice
  mine < ${nickserv} NOTICE mine :alice is free
  mine > NS RELEASE alice
  mine < ${nickserv} NOTICE mine :alice is not kept from anybody
  late > NICK alice
  late <… :irc.test 001 alice :…
`,
    on,
  ))

test('an account that nobody uses ends where the configuration says so, and no other', async () => {
  const day = 86_400_000
  const options: Options = {
    accounts: {
      alice: 'correct horse',
      bob: 'battery staple',
      carol: 'battery staple',
      dora: 'battery staple',
    },
    settings: { accounts: { ...settings.accounts, expireMs: 30 * day } },
  }
  await using theatre = await Theatre.open(options)
  await theatre.accounts.suspend('carol', { by: 'eve', reason: 'spam', at: 0 })
  await theatre.accounts.decide('dora', { hold: true })
  await perform(theatre, 'alice +\nalice signs in', options)
  for (let n = 0; n < 31; n++) {
    theatre.now += day
    theatre.actors.get('alice')!.session.heardAt = theatre.now
    theatre.server.tick()
    await until('the sweep', async () => {
      const { seenAt = 0 } = (await theatre.accounts.find('alice')) ?? {}
      return theatre.now - seenAt < day
    })
  }
  await until('bob to end', async () => (await theatre.accounts.find('bob')) === undefined)
  const names = (await theatre.accounts.list()).map(({ name }) => name)
  assert.deepEqual(names, ['alice', 'carol', 'dora'])
  assert.deepEqual(theatre.faults, [])
})

test('who has the nick when its account is made, by another process too, is asked to log in', async () => {
  await using theatre = await Theatre.open(on)
  await perform(theatre, 'carol +\nzoe +', on)
  const other = new LocalAccounts(theatre.store)
  await other.register('carol', 'correct horse', undefined)
  await other.register('zoe', 'correct horse', undefined, true)
  await theatre.wait(1000)
  const { heard } = theatre.actors.get('carol')!
  await until('NickServ', () => heard.some((line) => line.includes('carol is registered')))
  await perform(
    theatre,
    `
    carol <…
    dora +
    dora > NICK CaroI
    dora < :irc.test 433 dora CaroI :…
    zoe <
    wait 30s
    carol < …somebody else's…
    carol <…
    zoe <
  `,
    on,
  )
})

test('a name that is made while all others are being read is known afterwards', async () => {
  const names = knownNames({} as Server)
  const made = (name: string) => ({ name, formerly: [], nicks: [] }) as unknown as AccountFacts
  const list = async () => {
    names.add(made('Meanwhile'))
    return [made('before')]
  }
  await names.read({ ports: { accounts: { list } } } as unknown as Server)
  assert.deepEqual(
    ['meanwhile', 'before', 'nobody'].map((name) => names.has(name)),
    [true, true, false],
  )
})
