/** What owners of accounts, and operators who look after them, decide besides passwords and names. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { perform, play } from '../../play.ts'
import { settings, Theatre } from '../../theatre.ts'

const nickserv = ':NickServ!services@irc.test'
const chanserv = ':ChanServ!services@irc.test'
const options = {
  accounts: { alice: 'secret-of-alice', bob: 'secret-of-bob' },
  settings: { opers: [oper('boss')] },
}
const dayMs = 86_400_000

test('under NEVEROP nobody else puts one on an access list, but takes one off', () =>
  play(
    `
    alice +
    bob   +
    alice signs in
    bob   signs in
    alice > JOIN #tea
    alice > CS REGISTER #tea
    alice > CS FLAGS #tea bob +v
    alice <…
    bob   > NS SET NEVEROP ON
    bob   <… ${nickserv} NOTICE bob :NEVEROP is ON now
    alice > CS FLAGS #tea bob +vo
    alice < ${chanserv} NOTICE alice :bob wants to be on no access list
    alice > CS FLAGS #tea bob -v
    alice <… ${chanserv} NOTICE alice :bob in #tea: no flags
    `,
    options,
  ))

test('under NOOP ChanServ gives no status at the door', () =>
  play(
    `
    alice +
    alice signs in
    alice > JOIN #tea
    alice > CS REGISTER #tea
    alice > NS SET NOOP ON
    wait 1s
    alice > PART #tea
    alice <…
    alice > JOIN #tea
    alice <… :irc.test 366 …
    alice <
    alice > NS SET NOOP OFF
    wait 1s
    alice > PART #tea
    alice <…
    alice > JOIN #tea
    alice <… ${chanserv} MODE #tea +qo alice alice
    `,
    options,
  ))

test('under PRIVMSG services answer so, and under NOMEMO nobody leaves a memo', () =>
  play(
    `
    alice +
    bob   +
    alice signs in
    bob   signs in
    alice > NS SET PRIVMSG ON
    alice > NS SET NOMEMO ON
    wait 1s
    alice <…
    alice > NS SET PRIVMSG MAYBE
    alice < ${nickserv} PRIVMSG alice :Say ON or OFF
    bob   > MS SEND alice hello
    bob   < …NOTICE bob :alice takes no memos from you
    `,
    options,
  ))

test('INFO hides from others what its owner wants hidden', () =>
  play(
    `
    alice +
    bob   +
    alice signs in
    bob   > NS INFO alice
    bob   <… …:  Here as: alice
    bob   <…
    alice > NS SET HIDESTATUS ON
    alice > NS SET HIDELASTLOGIN ON
    bob   > NS INFO alice
    bob   <> Here as
    bob   <> Last used
    alice <…
    alice > NS INFO
    alice <… …:  Here as: alice
    `,
    options,
  ))

test('RESTRICT keeps an account from nicks, channels and hosts until it is lifted', () =>
  play(
    `
    alice +
    boss  +
    ${rises('boss')}
    alice signs in
    alice > NS RESTRICT bob spam
    alice < ${nickserv} NOTICE alice :Only operators of the network may RESTRICT
    boss  > NS RESTRICT alice too many channels
    boss  <… ${nickserv} NOTICE boss :alice is restricted
    alice > JOIN #tea
    alice <…
    alice > CS REGISTER #tea
    alice < ${chanserv} NOTICE alice :Your account is restricted: too many channels
    alice > HS REQUEST tea/lover
    alice < …NOTICE alice :Your account is restricted: too many channels
    alice > NS GROUP
    alice < …NOTICE alice :Your account is restricted: too many channels
    boss  > NS RESTRICT alice
    boss  <… ${nickserv} NOTICE boss :alice is not restricted
    alice > CS REGISTER #tea
    alice <… ${chanserv} NOTICE alice :#tea is registered to alice
    `,
    options,
  ))

test('SASET decides what SET does, for somebody else, and SAGET shows it', () =>
  play(
    `
    alice +
    boss  +
    alice > NS SASET bob ENFORCE ON
    alice < ${nickserv} NOTICE alice :Only operators of the network may SASET
    ${rises('boss')}
    boss  > NS SASET bob ENFORCE OFF
    boss  <… ${nickserv} NOTICE boss :ENFORCE is OFF now
    boss  > NS SASET bob EMAIL bob@example.org
    boss  <… ${nickserv} NOTICE boss :bob has the address bob@example.org
    boss  > NS SASET bob PASSWORD battery staple
    boss  <… ${nickserv} NOTICE boss :The password of bob is changed
    boss  > NS SASET bob COLOUR red
    boss  <… ${nickserv} NOTICE boss :There is no setting COLOUR: see HELP SET
    boss  > NS SASET nobody ENFORCE ON
    boss  < ${nickserv} NOTICE boss :There is no account nobody
    boss  > NS SAGET bob
    boss  <… …:  Address: bob@example.org
    boss  <… …:  ENFORCE: OFF
    alice > NS ID bob battery staple
    alice <… ${nickserv} NOTICE alice :You are logged in as bob
    `,
    options,
  ))

test('an account on VACATION ends three times as late, and as others do once its owner was back', async () => {
  const expiring = {
    ...options,
    settings: { accounts: { ...settings.accounts, expireMs: 10 * dayMs } },
  }
  await using theatre = await Theatre.open(expiring)
  const ends = () => theatre.accounts.expire(theatre.now - 10 * dayMs)
  await perform(
    theatre,
    `
    alice +
    alice signs in
    wait 1s
    alice > NS VACATION
    alice <… ${nickserv} NOTICE alice :Come back well: your account waits for you
    alice > NS INFO
    alice <… …:  On vacation: since 2026-01-01
    alice > QUIT`,
    expiring,
  )
  theatre.now += 11 * dayMs
  assert.deepEqual(await ends(), ['bob'])
  theatre.now += 10 * dayMs
  await theatre.accounts.seen('alice')
  theatre.now += 11 * dayMs
  assert.deepEqual(await ends(), ['alice'])
  await theatre.accounts.register('alice', 'secret-of-alice', undefined)
  await theatre.accounts.decide('alice', { vacationAt: theatre.now })
  theatre.now += 31 * dayMs
  assert.deepEqual(await ends(), ['alice'])
})

test('IDENTIFY is a command of its own', () =>
  play(
    `
    alice +
    alice > IDENTIFY
    alice < :irc.test 461 alice IDENTIFY :…
    alice > IDENTIFY secret-of-alice
    alice < ${nickserv} NOTICE alice :You are logged in as alice
    alice <… :irc.test 900 alice …
    `,
    options,
  ))

test('where names are free an account is called as its maker wants, but as nobody’s nick', () =>
  play(
    `
    alice +
    bob   +
    bob   > CAP LS 302
    bob   <… …draft/account-registration=before-connect,custom-account-name…
    bob   > REGISTER alice * secret-of-bob
    bob   <… :irc.test FAIL REGISTER ACCOUNT_EXISTS alice :Somebody uses this name
    bob   > REGISTER robert * secret-of-bob
    bob   < :irc.test REGISTER SUCCESS robert Welcome
    bob   <… :irc.test 900 bob …robert :…
    bob   > NS SET ACCOUNTNAME alice
    bob   <… ${nickserv} NOTICE bob :Take the nick alice first, or GROUP it
    bob   > NS SET ACCOUNTNAME bobby
    bob   <… ${nickserv} NOTICE bob :The account robert is called bobby now
    `,
    { settings: { accounts: { ...settings.accounts, namesFree: true } } },
  ))
