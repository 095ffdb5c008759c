/** OperServ: the commands of operators by the names that other networks' services give them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerOperator } from '../../../ircd/features/services/service.ts'
import { oper, rises } from '../../opers.ts'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

const operserv = ':OperServ!services@irc.test'
const options = { settings: { opers: [oper('boss')] } }

test('AKILL ADD bans as GLINE does, LIST shows it, DEL lifts it', () =>
  play(
    `
  boss  +
  alice connects from 192.0.2.7
  alice > NICK alice
  alice > USER alice 0 * :Alice
  ${rises('boss')}
  boss  > OS AKILL ADD *@192.0.2.7 +1d spam and more|seen thrice
  boss  < ${operserv} NOTICE boss :gline *@192.0.2.7 for 1d is set; it fits 1 of those who are here
  alice is gone
  boss  <…
  boss  > OS AUTOKILL LIST
  boss  < ${operserv} NOTICE boss :  gline *@192.0.2.7 (1d) by boss: spam and more | seen thrice
  boss  < ${operserv} NOTICE boss :1 bans
  boss  > OS AKILL LIST *@198.*
  boss  < ${operserv} NOTICE boss :0 bans
  boss  > PRIVMSG OperServ :akill del *@192.0.2.7
  boss  < ${operserv} NOTICE boss :gline *@192.0.2.7 is lifted
  boss  > OS AKILL DEL *@192.0.2.7
  boss  < ${operserv} NOTICE boss :There is no such ban
  boss  > OS AKILL ADD *@*
  boss  < ${operserv} NOTICE boss :This cannot be banned
  boss  > OS AKILL ADD boss
  boss  < ${operserv} NOTICE boss :This would ban yourself
  boss  > OS AKILL ADD
  boss  < ${operserv} NOTICE boss :A mask is missing
  boss  > OS AKILL SHOW
  boss  < ${operserv} NOTICE boss :ADD, DEL or LIST
`,
    options,
  ))

test('addresses, nicks and real names have lists of their own', () =>
  play(
    `
  boss +
  ${rises('boss')}
  boss > OS SZLINE ADD 198.51.100.0/24 spam
  boss < ${operserv} NOTICE boss :zline 198.51.100.0/24 for ever is set; it fits 0 of those who are here
  boss > OS SQLINE ADD tea* the kettle's
  boss < ${operserv} NOTICE boss :qline tea* for ever is set; …
  boss > OS SGLINE ADD *botnet* no
  boss < ${operserv} NOTICE boss :xline *botnet* for ever is set; …
  boss > OS SQLINE LIST
  boss < ${operserv} NOTICE boss :  qline tea* (for ever) by boss: the kettle's
  boss < ${operserv} NOTICE boss :1 bans
`,
    options,
  ))

test('nobody but operators of the network may', () =>
  play(
    `
  alice + standard-replies
  alice > OS AKILL ADD *@192.0.2.7
  alice < :irc.test FAIL OS PRIVILEGE_NEEDED AKILL :Only operators of the network may AKILL
  alice > OS GLOBAL tea
  alice < :irc.test FAIL OS PRIVILEGE_NEEDED GLOBAL :…
  alice > OS CLONES
  alice < :irc.test FAIL OS PRIVILEGE_NEEDED CLONES :…
  alice > OPERSERV LOGSEARCH boss
  alice < :irc.test FAIL OPERSERV PRIVILEGE_NEEDED LOGSEARCH :…
`,
    options,
  ))

test('CLONES says from where several come, and who they are', () =>
  play(
    `
  boss  +
  alice +
  bob connects from 198.51.100.1
  bob > NICK bob
  bob > USER bob 0 * :Bob
  ${rises('boss')}
  boss > OS CLONES
  boss < ${operserv} NOTICE boss :  192.0.2.1: 2 users
  boss < ${operserv} NOTICE boss :1 addresses with 2 users or more
  boss > OS CLONES 3
  boss < ${operserv} NOTICE boss :0 addresses with 3 users or more
  boss > OS SESSION 198.51.100.1
  boss < ${operserv} NOTICE boss :  bob!~bob@198.51.100.1 (198.51.100.1)
  boss < ${operserv} NOTICE boss :1 users from 198.51.100.1
`,
    options,
  ))

test('EXCEPTION lets more come from an address than the limit', () =>
  play(
    `
  boss +
  ${rises('boss')}
  boss > OS EXCEPTION ADD *@198.51.100.1 3d the school
  boss < ${operserv} NOTICE boss :eline *@198.51.100.1 for 3d is set; it fits 0 of those who are here
  boss > ELINE *@203.0.113.1 k tea
  boss <…
  boss > OS EXCEPTION LIST
  boss < ${operserv} NOTICE boss :  eline *@198.51.100.1 (3d) by boss: the school
  boss < ${operserv} NOTICE boss :1 bans
  boss > STATS e
  boss <… :irc.test 223 boss eline *@198.51.100.1 … boss :the school
  boss <…
  boss > OS EXCEPTION DEL *@198.51.100.1
  boss < ${operserv} NOTICE boss :eline *@198.51.100.1 is lifted
`,
    options,
  ))

test('GLOBAL is heard by everybody, and noted who said it', () =>
  play(
    `
  boss  +
  alice +
  ${rises('boss')}
  boss  > OS GLOBAL the kettle is down at five
  alice < ${operserv} NOTICE $$* :the kettle is down at five
  boss  <…
  boss  > OS LOGSEARCH KETTLE
  boss  < ${operserv} NOTICE boss :  2026-01-01T00:00:00.000Z said to all: by boss, text the kettle is down at five
  boss  < ${operserv} NOTICE boss :1 entries
  boss  > OS GREPLOG 2026-01-01T* said to all*
  boss  < ${operserv} NOTICE boss :  2026-01-01T…
  boss  < ${operserv} NOTICE boss :1 entries
  boss  > OS LOGSEARCH milk
  boss  < ${operserv} NOTICE boss :0 entries
`,
    options,
  ))

test('the operator on the command line bans and speaks to all', async () => {
  await using theatre = await Theatre.open()
  await perform(theatre, 'alice +')
  const run = (text: string) => answerOperator(theatre.server, 'OperServ', text, undefined)
  const { lines, refusal } = await run('AKILL ADD *@198.51.100.1 1d spam')
  assert.deepEqual(lines, ['gline *@198.51.100.1 for 1d is set; it fits 0 of those who are here'])
  assert.equal(refusal, undefined)
  assert.equal((await run('AKILL DEL *@203.0.113.1')).refusal?.code, 'NO_SUCH_BAN')
  await run('GLOBAL five minutes')
  await perform(theatre, `alice < ${operserv} NOTICE $$* :five minutes`)
})

test('what is no address is nobody’s', () =>
  play(
    `
  boss +
  ${rises('boss')}
  boss > OS CLONES tea
  boss < ${operserv} NOTICE boss :0 users from tea
`,
    options,
  ))
