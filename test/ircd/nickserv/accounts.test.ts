/** NickServ: who somebody is, what operators decide, and the channels that are joined with a login. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { perform, play } from '../../play.ts'
import { type Options, Theatre } from '../../theatre.ts'
import { until } from '../../until.ts'

const nickserv = ':NickServ!services@irc.test'
const options: Options = { accounts: { alice: 'correct horse' } }

test('INFO, ACC and STATUS say who is who, and no more than may be known', () =>
  play(
    `
  alice +
  bob +
  alice signs in
  alice > NS SET EMAIL alice@example.org
  alice <…
  bob > NS INFO alice
  bob < ${nickserv} NOTICE bob :alice
  bob < ${nickserv} NOTICE bob :  Registered: 2026-01-01
  bob < ${nickserv} NOTICE bob :  Last used: 2026-01-01
  bob < ${nickserv} NOTICE bob :  Here as: alice
  bob < ${nickserv} NOTICE bob :  Nicks: alice
  bob <
  alice > NS INFO
  alice <… ${nickserv} NOTICE alice :  Address: alice@example.org
  alice > NS SET PRIVATE ON
  alice < ${nickserv} NOTICE alice :  Certificates: 0
  alice < ${nickserv} NOTICE alice :PRIVATE is ON now
  bob > NS INFO alice
  bob < ${nickserv} NOTICE bob :alice
  bob > NS INFO nobody
  bob < ${nickserv} NOTICE bob :nobody is not registered
  bob > NS ACC alice
  bob < ${nickserv} NOTICE bob :alice ACC 3
  bob > NS ACC bob alice
  bob < ${nickserv} NOTICE bob :bob -> alice ACC 1
  bob > NS ACC nobody
  bob < ${nickserv} NOTICE bob :nobody ACC 0
  bob > NS STATUS alice bob
  bob < ${nickserv} NOTICE bob :STATUS alice 3 alice
  bob < ${nickserv} NOTICE bob :STATUS bob 0
`,
    options,
  ))

test('operators who look after accounts suspend, list, verify, return and remove them', async () => {
  const ruled: Options = { ...options, mail: 'sent', settings: { opers: [oper('boss')] } }
  await using theatre = await Theatre.open(ruled)
  await perform(
    theatre,
    `
    alice +
    alice signs in
    boss +
    ${rises('boss')}
    alice > NS SUSPEND alice 7d spam
    alice < ${nickserv} NOTICE alice :Only operators of the network may SUSPEND
    boss <…
    boss > NS SUSPEND alice 7d spam in #tea
    boss <… ${nickserv} NOTICE boss :alice is suspended for 1w
    alice < :alice MODE alice -r
    alice < :irc.test 901 …
    alice < :irc.test NOTICE alice :Your account has been suspended
    alice > NS ID correct horse
    alice < ${nickserv} NOTICE alice :This account is suspended: spam in #tea
    boss > NS SUSPEND alice soon spam
    boss < ${nickserv} NOTICE boss :soon is no duration: write 12h, 7d or 0
    boss > NS LIST *l*
    boss < ${nickserv} NOTICE boss :alice suspended
    boss < ${nickserv} NOTICE boss :1 accounts
    boss > NS UNSUSPEND alice
    boss <… ${nickserv} NOTICE boss :alice may log in again
    boss > NS FVERIFY alice
    boss < ${nickserv} NOTICE boss :The account alice is verified already
    alice > NS ID correct horse
    alice > NS CERT ADD ${'ab'.repeat(32)}
    alice <…
    boss > NS RETURN alice real@example.org
    boss <… ${nickserv} NOTICE boss :A code is on its way to real@example.org
    alice > NS ID correct horse
    alice <… ${nickserv} NOTICE alice :That is not the password
    boss > NS SAREGISTER boss2 battery staple
    boss <… ${nickserv} NOTICE boss :boss2 is an account now
    boss > NS SAREGISTER boss battery staple
    boss <… ${nickserv} NOTICE boss :boss has this nick: let them REGISTER
    boss > NS HOLD alice maybe
    boss < ${nickserv} NOTICE boss :Say ON or OFF
    boss > NS HOLD alice ON
    boss <… ${nickserv} NOTICE boss :alice is kept
    boss > NS MARK alice sold her account
    boss <… ${nickserv} NOTICE boss :alice is marked
    boss > NS INFO alice
    boss <… ${nickserv} NOTICE boss :  Certificates: 0
    boss <… ${nickserv} NOTICE boss :  HOLD: ON
    boss < ${nickserv} NOTICE boss :  Marked: sold her account (boss)
    alice > NS INFO alice
    alice <… ${nickserv} NOTICE alice :alice
    alice <> sold
    boss > NS FDROP alice
    boss <… ${nickserv} NOTICE boss :alice is gone
    boss > NS FDROP alice
    boss < ${nickserv} NOTICE boss :There is no account "alice"
  `,
    ruled,
  )
  assert.equal(theatre.letters[0]?.to, 'real@example.org')
})

test('AJOIN: who logs in is in its channels, whether before or after the welcome', async () => {
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `
    alice +
    alice signs in
    alice > NS AJOIN ADD tea
    alice < ${nickserv} NOTICE alice :tea is no channel
    alice > NS AJOIN ADD #tea #milk
    alice < ${nickserv} NOTICE alice :You join #tea #milk when you log in
    alice > NS AJOIN DEL #MILK
    alice < ${nickserv} NOTICE alice :You join #tea when you log in
    alice > NS AJOIN LIST
    alice < ${nickserv} NOTICE alice :  #tea
    alice < ${nickserv} NOTICE alice :1 channels
    early connects
    early > NICK early
    early > PASS :alice:correct horse
    early > USER early 0 * :Early
  `,
    options,
  )
  const inside = () => [...(theatre.server.net.channel('#tea')?.members.keys() ?? [])]
  await until('early', () => inside().some(({ nick }) => nick === 'early'))
  await perform(theatre, 'bob +\nbob > NS ID alice correct horse', options)
  await until('bob', () => inside().some(({ nick }) => nick === 'bob'))
  assert.equal(inside().length, 2)
})
