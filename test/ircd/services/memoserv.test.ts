/** MemoServ: messages that wait for those who are not here. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Memos } from '../../../ircd/features/services/memos.ts'
import { oper, rises } from '../../opers.ts'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'
import { until } from '../../until.ts'

const memoserv = ':MemoServ!services@irc.test'
const options = {
  accounts: { alice: 'secret-of-alice', bob: 'secret-of-bob' },
  settings: { opers: [oper('boss')] },
}

test('a memo waits for who is not here, who is told when it signs in', () =>
  play(
    `
  alice +
  alice signs in
  alice > MS SEND bob the kettle is on
  alice < ${memoserv} NOTICE alice :The memo waits for bob
  wait 1ms
  alice > MS SEND bob are you there?
  bob connects
  bob > PASS :bob:secret-of-bob
  bob > NICK bob
  bob > USER bob 0 * :bob
  wait 1ms
  wait 1ms
  bob <… ${memoserv} NOTICE bob :New memos wait for you (2): /msg MemoServ READ NEW
  bob <
  alice <…
  alice > MS CHECK bob
  alice < ${memoserv} NOTICE alice :bob has not read your last memo
  bob > MEMOSERV LIST
  bob < ${memoserv} NOTICE bob :1  new  from alice, 2026-01-01T00:00:00.000Z
  bob < ${memoserv} NOTICE bob :2  new  from alice, …
  bob < ${memoserv} NOTICE bob :2 memos
  bob > MS READ NEW
  bob < ${memoserv} NOTICE bob :1  new  from alice, …
  bob < ${memoserv} NOTICE bob :   the kettle is on
  bob < ${memoserv} NOTICE bob :2  new  from alice, …
  bob < ${memoserv} NOTICE bob :   are you there?
  bob > MS READ NEW
  bob < ${memoserv} NOTICE bob :You have no such memo: NEW
  alice > MS CHECK bob
  alice < ${memoserv} NOTICE alice :bob has read your last memo
`,
    options,
  ))

test('who is here is told at once, unless it wishes otherwise', () =>
  play(
    `
  alice +
  bob   +
  alice signs in
  bob signs in
  alice > MS SEND bob hello
  bob   < ${memoserv} NOTICE bob :A new memo from alice: /msg MemoServ READ NEW
  bob   > MS SET NOTIFY OFF
  bob   < ${memoserv} NOTICE bob :NOTIFY is OFF
  alice > MS SEND bob hello again
  bob   <
  bob   > MS INFO
  bob   < ${memoserv} NOTICE bob :2 memos of at most 3, 2 new
  bob   < ${memoserv} NOTICE bob :NOTIFY is off, 0 accounts are ignored
`,
    options,
  ))

test('memos are thrown away, forwarded and taken back', () =>
  play(
    `
  alice +
  bob   +
  alice signs in
  bob signs in
  alice > MS SEND bob one
  wait 1ms
  alice > MS SEND bob two
  alice <…
  bob   <…
  alice > MS CANCEL bob
  alice < ${memoserv} NOTICE alice :Your last memo to bob is taken back
  bob   > MS READ 1
  bob   <… ${memoserv} NOTICE bob :   one
  alice > MS CANCEL bob
  alice < ${memoserv} NOTICE alice :bob has read it
  bob   > MS FORWARD 1 alice
  bob   < ${memoserv} NOTICE bob :The memo waits for alice
  alice <…
  alice > MS READ ALL
  alice <… ${memoserv} NOTICE alice :   [from alice] one
  bob   > MS DEL READ
  bob   < ${memoserv} NOTICE bob :1 memos are gone
  bob   > MS LIST
  bob   < ${memoserv} NOTICE bob :0 memos
  alice > MS CANCEL bob
  alice < ${memoserv} NOTICE alice :bob has no memo of yours
`,
    options,
  ))

test('an account takes so many memos, fewer where it wishes, and none from whom it ignores', () =>
  play(
    `
  alice + standard-replies
  bob   +
  alice signs in
  bob signs in
  alice > MS SEND bob 1
  alice > MS SEND bob 2
  alice > MS SEND bob 3
  alice <…
  alice > MS SEND bob 4
  alice < :irc.test FAIL MS MEMO_REFUSED bob :bob has no room for memos
  bob   > MS DEL ALL
  bob   > MS SET LIMIT 0
  alice > MS SEND bob 5
  alice < :irc.test FAIL MS MEMO_REFUSED bob :bob has no room for memos
  bob   > MS SET LIMIT 3
  bob   > MS IGNORE ADD alice
  bob   <…
  wait 1m
  alice > MS SEND bob 6
  alice < :irc.test FAIL MS MEMO_REFUSED bob :bob takes no memos from you
  bob   > MS IGNORE LIST
  bob   < ${memoserv} NOTICE bob :  alice
  bob   < ${memoserv} NOTICE bob :1 accounts
  bob   > MS IGNORE DEL alice
  bob   < ${memoserv} NOTICE bob :You take memos from alice again
  bob   > MS SET LIMIT 1000
  bob   < ${memoserv} NOTICE bob :Write: SET NOTIFY|EMAIL ON|OFF, or SET LIMIT 0 to 3
  alice > MS SEND nobody hello
  alice < :irc.test FAIL MS ACCOUNT_UNKNOWN nobody :There is no account nobody
`,
    options,
  ))

test('nobody sends memos without end', () =>
  play(
    `
  alice + standard-replies
  alice signs in
  alice > MS SEND bob 1
  alice > MS SEND bob 2
  alice > MS SEND bob 3
  alice > MS SEND bob 4
  alice > MS SEND bob 5
  alice <…
  alice > MS SEND bob 6
  alice < :irc.test FAIL MS RATE_LIMITED :Too many memos: wait 12 seconds
`,
    options,
  ))

test('a memo goes to all who look after a channel, or to everybody from an operator', () =>
  play(
    `
  alice +
  bob   +
  alice signs in
  bob signs in
  alice > JOIN #tea
  alice > CS REGISTER #tea
  alice > CS FLAGS #tea bob +o
  alice <…
  bob   > MS SENDOPS #tea more milk
  bob   < ${memoserv} NOTICE bob :1 memos wait for those who look after #tea
  alice < ${memoserv} NOTICE alice :A new memo from bob: /msg MemoServ READ NEW
  bob   > MS SENDALL hello
  bob   < ${memoserv} NOTICE bob :Only operators of the network may SENDALL
  ${rises('alice')}
  alice > MS SENDALL the network moves
  alice <… ${memoserv} NOTICE alice :2 memos wait
  bob   < ${memoserv} NOTICE bob :A new memo from alice: /msg MemoServ READ NEW
`,
    options,
  ))

test('SENDALL passes over who has no room, and says so', () =>
  play(
    `
  alice +
  bob   +
  alice signs in
  bob signs in
  bob   > MS SET LIMIT 0
  ${rises('alice')}
  alice > MS SENDALL the network moves
  alice <… ${memoserv} NOTICE alice :1 memos wait; 1 accounts had no room
  bob   <> A new memo
`,
    options,
  ))

test('a memo that is longer than a line is shown whole, and grows no further than its limit', () =>
  play(
    `
  alice +
  bob   +
  alice signs in
  bob signs in
  alice > MS SEND bob ${'a'.repeat(360)} ${'b'.repeat(40)}
  bob   > MS FORWARD 1 alice
  bob   <…
  alice <…
  alice > MS READ 1
  alice < ${memoserv} NOTICE alice :1  new  from bob, …
  alice < ${memoserv} NOTICE alice :   [from alice] ${'a'.repeat(337)}
  alice < ${memoserv} NOTICE alice :   ${'a'.repeat(23)} ${'b'.repeat(40)}
`,
    options,
  ))

test('a memo has at most a thousand bytes, however often it is forwarded', async () => {
  await using theatre = await Theatre.open(options)
  await perform(theatre, 'alice +\nalice signs in', options)
  const memo = { id: '1', from: 'bob', text: 'x'.repeat(995), at: 0, read: false }
  await theatre.store.shelf('memos').put('alice 1', memo)
  const refused = `${memoserv} NOTICE alice :A memo has at most 1000 bytes`
  await perform(theatre, `alice > MS FORWARD 1 bob\nalice < ${refused}`, options)
})

test('two wishes at the same time both hold', async () => {
  await using theatre = await Theatre.open(options)
  const memos = new Memos(theatre.server)
  await Promise.all([
    memos.wish('bob', (wishes) => ({ ...wishes, limit: 1 })),
    memos.wish('bob', (wishes) => ({ ...wishes, notify: false })),
  ])
  assert.deepEqual(await memos.wishes('bob'), { notify: false, ignores: [], limit: 1 })
})

test('a removed account leaves no memos to whoever takes its name', async () => {
  await using theatre = await Theatre.open(options)
  await perform(theatre, 'alice +\nalice signs in\nalice > MS SEND bob secret\n', options)
  assert.equal((await theatre.store.shelf('memos').list('bob ')).length, 1)
  await theatre.accounts.remove('bob')
  assert.deepEqual(await theatre.store.shelf('memos').list('bob '), [])
})

test('who wishes so has a copy by mail of what comes while it is not here', async () => {
  await using theatre = await Theatre.open({ ...options, mail: 'sent' })
  await perform(
    theatre,
    `
  alice +
  bob   +
  alice signs in
  bob signs in
  bob   > MS SET EMAIL ON
  bob   < ${memoserv} NOTICE bob :Your account has no address, or this network sends no mail
`,
    options,
  )
  await theatre.accounts.setEmail('bob', 'bob@example.org')
  await perform(
    theatre,
    `
  bob   > MS SET EMAIL ON
  bob   < ${memoserv} NOTICE bob :EMAIL is ON
  alice > MS SEND bob you are here
  bob   > QUIT
  alice > MS SEND bob the kettle is on
`,
    options,
  )
  await until('a letter', () => theatre.letters.length > 0)
  assert.deepEqual(theatre.letters, [
    {
      to: 'bob@example.org',
      subject: 'A memo from alice',
      text: 'alice has left you a memo on TestNet:\n\nthe kettle is on\n',
    },
  ])
})
