/** Registering channels with ChanServ, and giving them up. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

const chanserv = ':ChanServ!services@irc.test'
const accounts = { alice: 'secret-of-alice', bob: 'secret-of-bob' }
const options = { accounts, settings: { opers: [oper('boss')] } }

test('who operates a channel registers it, and owns it from then on', () =>
  play(
    `
  alice +
  alice signs in
  alice > JOIN #Tea
  alice <…
  alice > CS REGISTER #tea
  alice < ${chanserv} MODE #Tea +r
  alice < ${chanserv} MODE #Tea +q alice
  alice < ${chanserv} NOTICE alice :#Tea is registered to alice
  alice > PART #Tea
  alice > JOIN #tea
  alice <… :alice!~alice@192.0.2.1 JOIN #Tea
  alice < ${chanserv} MODE #Tea +qo alice alice
`,
    options,
  ))

test('who does not operate it, or has no account, does not register it', () =>
  play(
    `
  alice + standard-replies
  bob   + standard-replies
  bob signs in
  alice > JOIN #tea
  alice <…
  alice > CS REGISTER #tea
  alice < :irc.test FAIL CS ACCOUNT_REQUIRED REGISTER :You are not signed in to an account
  bob > CS REGISTER #tea
  bob < :irc.test FAIL CS ACCESS_DENIED #tea :You must be inside #tea as its operator to register it
  bob > CS REGISTER #milk
  bob < :irc.test FAIL CS ACCESS_DENIED #milk :…
  bob > CS REGISTER tea
  bob < :irc.test FAIL CS INVALID_CHANNEL tea :tea is not the name of a channel
`,
    options,
  ))

test('a channel is registered once, and an account registers so many', () =>
  play(
    `
  alice + standard-replies
  alice signs in
  alice > JOIN #a,#b,#c,#d
  alice > CS REGISTER #a
  alice > CS REGISTER #b
  alice > CS REGISTER #c
  alice <…
  alice > CS REGISTER #a
  alice < :irc.test FAIL CS CHANNEL_REGISTERED #a :#a is registered already
  alice > CS REGISTER #d
  alice < :irc.test FAIL CS LIMIT_REACHED #d :An account has at most 3 channels
`,
    options,
  ))

test('in a registered channel nobody operates only because they came first', () =>
  play(
    `
  alice +
  bob   +
  alice signs in
  alice > JOIN #tea
  alice > CS REGISTER #tea
  alice > TOPIC #tea :milk first
  alice > PART #tea
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
  bob   < :irc.test 332 bob #tea :milk first
  bob   < :irc.test 333 bob #tea …
  bob   < :irc.test 353 bob = #tea :bob
`,
    options,
  ))

test('who signs in while inside has its status at once', () =>
  play(
    `
  alice +
  bob   +
  alice signs in
  alice > JOIN #tea
  alice > CS REGISTER #tea
  bob   > JOIN #tea
  bob   <…
  alice drops
  alice +
  alice > JOIN #tea
  bob   <… :alice!… JOIN #tea
  bob   <
  alice signs in
  bob   < ${chanserv} MODE #tea +qo alice alice
`,
    options,
  ))

test('giving a channel up needs the code that is told first', () =>
  play(
    `
  alice +
  bob   +
  alice signs in
  bob signs in
  alice > JOIN #tea
  alice > CS REGISTER #tea
  alice <…
  bob   > CS DROP #tea
  bob   < ${chanserv} NOTICE bob :You may not do that in #tea
  alice > CS DROP #tea
  alice < ${chanserv} NOTICE alice :To give #tea up for good: DROP #tea $code
  alice > CS DROP #tea nonsense
  alice < ${chanserv} NOTICE alice :This is not the code. To give #tea up for good: DROP #tea $code
  alice > CS DROP #tea $code
  alice < ${chanserv} MODE #tea -r
  alice < ${chanserv} NOTICE alice :#tea is registered no more
  alice > CS INFO #tea
  alice < ${chanserv} NOTICE alice :#tea is not registered
`,
    options,
  ))

test('who looks after registered channels drops any, and operators who watch learn of it', async () => {
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `
  alice +
  boss  +
  alice signs in
  alice > JOIN #tea
  alice > CS REGISTER #tea
  ${rises('boss')}
  boss  > MODE boss +s +l
  boss  <…
  boss  > CS DROP #tea
  boss  < ${chanserv} NOTICE boss :To give #tea up for good: DROP #tea $code
  boss  > CS DROP #tea $code
  boss  <… :irc.test NOTICE boss :…channel registry…#tea…
  boss  < ${chanserv} NOTICE boss :#tea is registered no more
`,
    options,
  )
  assert.equal(theatre.told.filter((event) => event === 'channel registry').length, 2)
})

test('INFO and LIST show channels, but no secret ones to strangers', () =>
  play(
    `
  alice +
  bob   +
  alice signs in
  alice > JOIN #tea,#attic
  alice > CS REGISTER #tea
  alice > CS REGISTER #attic
  alice > MODE #attic +s
  bob   > CS INFO #tea
  bob   < ${chanserv} NOTICE bob :#tea
  bob   < ${chanserv} NOTICE bob :  Founder: alice
  bob   <… ${chanserv} NOTICE bob :  Settings: AUTOOP HISTORY KEEPTOPIC
  bob   > CS INFO #attic
  bob   < ${chanserv} NOTICE bob :#attic is not registered
  bob   > CS LIST
  bob   < ${chanserv} NOTICE bob :#tea of alice
  bob   < ${chanserv} NOTICE bob :1 channels
  alice <…
  alice > CS LIST *t*
  alice < ${chanserv} NOTICE alice :#attic of alice
  alice < ${chanserv} NOTICE alice :#tea of alice
  alice < ${chanserv} NOTICE alice :2 channels
`,
    options,
  ))

test('a registered channel follows its new name', () =>
  play(
    `
  alice +
  alice signs in
  alice > JOIN #tea
  alice > CS REGISTER #tea
  alice > RENAME #tea #coffee
  alice <…
  alice > CS INFO #coffee
  alice < ${chanserv} NOTICE alice :#coffee
  alice <…
  alice > CS INFO #tea
  alice < ${chanserv} NOTICE alice :#tea is not registered
`,
    options,
  ))
