/** Accounts that are called something else: what is theirs stays so, and nobody takes their names. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Server } from '../../../ircd/core/server.ts'
import { features } from '../../../ircd/features/index.ts'
import { StoredChannels } from '../../../ircd/stored/channels.ts'
import { oper, rises } from '../../opers.ts'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

const nickserv = ':NickServ!services@irc.test'
const options = {
  accounts: { alice: 'secret-of-alice', bob: 'secret-of-bob' },
  settings: { opers: [oper('boss')] },
}
const alicia = `
  alice > NICK alicia
  alice > NS SET ACCOUNTNAME alicia
  alice <… ${nickserv} NOTICE alicia :The account alice is called alicia now
  alice <… :irc.test 900 alicia alicia!… alicia :You are now logged in as alicia`

test('SET ACCOUNTNAME takes the nick that one has or has grouped, and others see the new name', () =>
  play(
    `
    alice +
    bob   + account-notify extended-join
    alice signs in
    alice > JOIN #tea
    bob   > JOIN #tea
    bob   <…
    alice <…
    alice > NS SET ACCOUNTNAME alicia
    alice < ${nickserv} NOTICE alice :Take the nick alicia first, or GROUP it
    ${alicia}
    bob   <… :alicia!~alice@192.0.2.1 ACCOUNT alicia
    bob   > WHOIS alicia
    bob   <… :irc.test 330 bob alicia alicia :…
    alice > NS SET ACCOUNTNAME bob
    alice <… ${nickserv} NOTICE alicia :Take the nick bob first, or GROUP it
    `,
    options,
  ))

test('the name that an account had is a way in, and never anybody else’s', () =>
  play(
    `
    alice +
    bob   +
    alice signs in
    ${alicia}
    bob   > NICK alice
    bob   > NS REGISTER secret-of-bob
    bob   <… ${nickserv} NOTICE alice :There is an account alice already
    bob   > NS IDENTIFY alice secret-of-alice
    bob   < ${nickserv} NOTICE alice :You are logged in as alicia
    bob   <…
    bob   > NS UNGROUP alice
    bob   < ${nickserv} NOTICE alice :alice is not grouped with alicia
    bob   > NS SET ACCOUNTNAME ALICE
    bob   <… :irc.test 900 alice alice!~bob@192.0.2.1 ALICE :You are now logged in as ALICE
    alice <… :irc.test 900 alicia alicia!~alice@192.0.2.1 ALICE :You are now logged in as ALICE
    `,
    options,
  ))

test('only its owner and operators are told what an account was called', () =>
  play(
    `
    alice +
    bob   +
    alice signs in
    ${alicia}
    alice <…
    alice > NS INFO
    alice <… ${nickserv} NOTICE alicia :  Called before: alice
    bob   > NS INFO alicia
    bob   <> before
    bob   <> NOTICE bob :  Nicks: alicia alice
    `,
    options,
  ))

test('what is kept by the account is found by the new name: channels, memos, hosts, markers', () =>
  play(
    `
    alice +
    bob   +
    alice signs in
    bob   signs in
    alice > JOIN #tea
    alice > CS REGISTER #tea
    bob   > JOIN #milk
    bob   > CS REGISTER #milk
    bob   > CS FLAGS #milk alice +Ao
    bob   > MS SEND alice the kettle is on
    ${rises('bob')}
    bob   > HS SET alice tea/lover
    alice > CAP REQ :draft/read-marker draft/metadata-2 batch
    alice > MARKREAD #tea timestamp=2025-12-31T00:00:00.000Z
    alice > METADATA * SET color #123456
    ${alicia}
    bob   <…
    alice <…
    alice > MS READ NEW
    alice <… …:   the kettle is on
    alice > MARKREAD #tea
    alice < :irc.test MARKREAD #tea timestamp=2025-12-31T00:00:00.000Z
    alice > METADATA * GET color
    alice <… …761 alicia alicia color * :#123456
    alice <…
    alice > CS FLAGS #milk
    alice > CS OP #tea
    alice <> may not
    bob   > CS FLAGS #milk
    bob   <… …:  alicia +Ao …
    bob   > CS INFO #tea
    bob   <… …:  Founder: alicia
    bob   > WHOIS alicia
    bob   <… …311 bob alicia ~alice tea/lover …
    bob   > CS FLAGS #milk alicia -*
    bob   <… …:alicia in #milk: no flags
    `,
    options,
  ))

test('a ban of an account holds whatever the account is called', () =>
  play(
    `
    alice +
    bob   +
    alice signs in
    bob   > JOIN #milk
    bob   > MODE #milk +b ~account:alice
    ${alicia}
    alice <…
    alice > JOIN #milk
    alice < :irc.test 474 alicia #milk :…
    `,
    options,
  ))

test('a memo to an old name comes to the account, and conversations go on', () =>
  play(
    `
    alice +
    bob   +
    alice signs in
    bob   signs in
    bob   > CAP REQ :batch draft/chathistory
    alice > PRIVMSG bob :by the old name
    ${alicia}
    wait 1s
    alice > PRIVMSG bob :by the new one
    alice > QUIT
    bob   > MS SEND alice hello
    bob   <… …:The memo waits for alice
    bob   > CHATHISTORY LATEST alicia * 10
    bob   < …BATCH +… chathistory alicia
    bob   < …PRIVMSG bob :by the old name
    bob   < …PRIVMSG bob :by the new one
    bob   <…
    bob   > CHATHISTORY TARGETS timestamp=2020-01-01T00:00:00.000Z timestamp=2030-01-01T00:00:00.000Z 10
    bob   <… …CHATHISTORY TARGETS alicia …
    `,
    options,
  ))

test('RENAME is for those who look after accounts, and takes only a name that is free', () =>
  play(
    `
    alice +
    bob   +
    bob   > NS RENAME alice anna
    bob   < ${nickserv} NOTICE bob :Only operators of the network may RENAME
    ${rises('bob')}
    alice signs in
    bob   > NS RENAME alice bob
    bob   < ${nickserv} NOTICE bob :There is an account bob already
    bob   > NS RENAME alice 3
    bob   < ${nickserv} NOTICE bob :A name of an account has at most …
    bob   > NS RENAME alice anna
    bob   < ${nickserv} NOTICE bob :The account alice is called anna now
    alice < :irc.test 900 alice alice!~alice@192.0.2.1 anna :…
    bob   > NS RENAME anna anna
    bob   <… ${nickserv} NOTICE bob :The account is called anna already
    bob   > NS RENAME nobody somebody
    bob   <… ${nickserv} NOTICE bob :There is no account "nobody"
    `,
    options,
  ))

test('another server on the store, and the next start, know what was renamed', async () => {
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `
    alice +
    alice signs in
    alice > JOIN #tea
    alice > CS REGISTER #tea
    ${alicia}`,
    options,
  )
  const { server, store } = theatre
  const next = new Server(server.settings, features, server.ports)
  await new StoredChannels(store, (error) => assert.ifError(error)).restore(next.net, theatre.now)
  await next.boot()
  const founder = next.net.channel('#tea')?.founder
  assert.ok(next.net.accountNames.isSame(founder, 'alicia'))
  await theatre.accounts.rename('alicia', 'ann')
  await theatre.wait(1000)
  assert.ok(server.net.accountNames.isSame(founder, 'ann'))
  assert.equal(theatre.actors.get('alice')?.session.user.account, 'ann')
  await theatre.accounts.remove('alice')
  await theatre.wait(1000)
  assert.equal(server.net.channel('#tea')?.founder, undefined)
  assert.equal(await theatre.accounts.register('alice', 'somebody else', undefined), undefined)
  assert.equal(await theatre.accounts.register('ann', 'somebody else', undefined), undefined)
  assert.equal(server.net.accountNames.isSame('alice', 'ann'), false)
})
