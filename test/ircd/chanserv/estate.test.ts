/** Whose a registered channel is: TRANSFER, CLOSE, and who inherits. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StoredChannels } from '../../../ircd/stored/channels.ts'
import { rises } from '../../opers.ts'
import { perform, play } from '../../play.ts'
import { settings, Theatre } from '../../theatre.ts'
import { until } from '../../until.ts'
import { atTea, chanserv, opening, options } from './tea.ts'

test("a channel is offered, and becomes another's when that one takes it", () =>
  atTea(`
  bob   > JOIN #tea
  bob   <…
  alice <…
  bob   > CS TRANSFER #tea ACCEPT
  bob   < ${chanserv} NOTICE bob :#tea has not been offered to you
  alice > CS TRANSFER #tea bob
  alice < ${chanserv} NOTICE alice :#tea is offered to bob: /msg ChanServ TRANSFER #tea ACCEPT
  alice > CS TRANSFER #tea CANCEL
  alice < ${chanserv} NOTICE alice :#tea is offered to nobody
  bob   > CS TRANSFER #tea ACCEPT
  bob   < ${chanserv} NOTICE bob :#tea has not been offered to you
  alice > CS SET #tea FOUNDER bob
  bob   > CS TRANSFER #tea ACCEPT
  bob   < ${chanserv} MODE #tea +qo bob bob
  bob   < ${chanserv} NOTICE bob :#tea is bob's
  alice <…
  alice > CS SET #tea FOUNDER alice
  alice < ${chanserv} NOTICE alice :You may not do that in #tea
`))

test('who looks after registered channels gives one away, closes it and opens it', () =>
  atTea(`
  ${rises('carol')}
  carol > CS TRANSFER #tea bob
  carol < ${chanserv} NOTICE carol :You are not signed in to an account
  carol > CS SET #tea FOUNDER bob
  carol < ${chanserv} NOTICE carol :#tea is bob's
  carol > CS CLOSE #tea spam
  carol < ${chanserv} NOTICE carol :#tea is closed
  alice <… ${chanserv} KICK #tea alice :spam
  alice > JOIN #tea
  alice < :irc.test 926 alice #tea :This channel is closed: spam
  alice > CS CLOSE #tea spam
  alice < ${chanserv} NOTICE alice :Only operators of the network may CLOSE
  carol > CS OPEN #tea
  carol < ${chanserv} NOTICE carol :#tea is open again
  carol > CS OPEN #tea
  carol < ${chanserv} NOTICE carol :#tea is not closed
  alice > JOIN #tea
  alice < :alice!~alice@192.0.2.1 JOIN #tea
`))

test("the successor has the channel when the founder's account is no more", async () => {
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `${opening}
  bob   > JOIN #tea
  bob   <…
  alice <…
  alice > CS SET #tea SUCCESSOR bob
  alice < ${chanserv} NOTICE alice :bob takes over #tea when its founder is gone
`,
    options,
  )
  assert.equal(await theatre.accounts.remove('alice'), undefined)
  await theatre.accounts.catchUp()
  await perform(
    theatre,
    `
  bob   <… ${chanserv} MODE #tea +qo bob bob
  bob   > CS INFO #tea
  bob   <… ${chanserv} NOTICE bob :  Founder: bob
`,
    options,
  )
})

test("without a successor the eldest with F has it, and without one it is nobody's", async () => {
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `${opening}
  alice > JOIN #milk
  alice > CS REGISTER #milk
  alice > CS FLAGS #tea bob QOP
`,
    options,
  )
  await theatre.accounts.remove('alice')
  await theatre.accounts.catchUp()
  await perform(
    theatre,
    `
  bob   > CS INFO #tea
  bob   <… ${chanserv} NOTICE bob :  Founder: bob
  bob   <…
  bob   > CS INFO #milk
  bob   < ${chanserv} NOTICE bob :#milk is not registered
`,
    options,
  )
})

test("whoever takes a removed account's name has none of its flags", async () => {
  await using theatre = await Theatre.open(options)
  await perform(theatre, `${opening}\nalice > CS FLAGS #tea bob +o\n`, options)
  await theatre.accounts.remove('bob')
  await theatre.accounts.catchUp()
  await perform(
    theatre,
    `
  alice <…
  alice > CS COUNT #tea
  alice < ${chanserv} NOTICE alice :#tea: 0 entries…
`,
    options,
  )
})

test('nor has who takes the name of an account that went while no server ran', async () => {
  await using theatre = await Theatre.open(options)
  await perform(theatre, `${opening}\nalice > CS FLAGS #tea bob +o\n`, options)
  // Nobody hears of it.
  await theatre.store.accounts.remove('bob')
  const after = new Theatre(theatre.store, theatre.server.settings)
  await new StoredChannels(theatre.store, () => assert.fail()).restore(after.server.net, after.now)
  await after.server.boot()
  assert.deepEqual(after.server.net.channel('#tea')?.registration?.access, [])
  assert.equal(after.server.net.channel('#tea')?.founder, 'alice')
})

test("a closed channel is nobody's to decide about, until it is opened", () =>
  atTea(`
  ${rises('carol')}
  carol > CS CLOSE #tea spam
  alice <…
  alice > CS DROP #tea
  alice < ${chanserv} NOTICE alice :#tea is closed: spam
  alice > CS SET #tea GUARD ON
  alice < ${chanserv} NOTICE alice :#tea is closed: spam
`))

const expiring = {
  ...options,
  settings: {
    ...options.settings,
    services: { ...settings.services, channelsExpireMs: 10 * 60_000 },
  },
}

test("a channel that nobody uses is nobody's after the time that the configuration says", () =>
  play(
    `${opening}
  carol > JOIN #tea
  wait 11m
  alice <…
  alice > CS INFO #tea
  alice < ${chanserv} NOTICE alice :#tea
  alice > PART #tea
  carol > PART #tea
  wait 11m
  alice <…
  alice > CS INFO #tea
  alice < ${chanserv} NOTICE alice :#tea is not registered
`,
    expiring,
  ))

test('a channel that is held stays, however long nobody uses it', () =>
  play(
    `${opening}
  ${rises('carol')}
  carol > CS HOLD #tea ON
  carol < ${chanserv} NOTICE carol :#tea is held
  alice > PART #tea
  wait 11m
  alice <…
  alice > CS INFO #tea
  alice < ${chanserv} NOTICE alice :#tea
  carol <…
  carol > CS HOLD #tea OFF
  carol < ${chanserv} NOTICE carol :#tea is held no longer
  carol > CS HOLD #tea
  carol < ${chanserv} NOTICE carol :Write: HOLD <channel> <ON|OFF>
  wait 11m
  carol <…
  carol > CS INFO #tea
  carol < ${chanserv} NOTICE carol :#tea is not registered
`,
    expiring,
  ))

const deciding = {
  ...options,
  settings: { ...options.settings, services: { ...settings.services, approval: true } },
}

test('where operators decide about each channel, it waits for them', () =>
  play(
    `
  alice +
  boss  +
  alice signs in
  ${rises('boss')}
  alice > JOIN #tea,#milk
  alice <…
  alice > CS REGISTER #tea
  alice < ${chanserv} NOTICE alice :You have asked for #tea: operators of the network decide
  alice > CS REGISTER #tea
  alice < ${chanserv} NOTICE alice :Somebody has asked for #tea already
  alice > CS REGISTER #milk
  boss  > CS WAITING
  boss  <… ${chanserv} NOTICE boss :  #tea for alice, 0s ago
  boss  < ${chanserv} NOTICE boss :2 wait
  boss  > CS ACTIVATE #tea
  boss  < ${chanserv} NOTICE boss :alice: #tea is yours
  alice <… ${chanserv} MODE #tea +r
  alice < ${chanserv} MODE #tea +q alice
  alice < :MemoServ!services@irc.test NOTICE alice :A new memo from ChanServ: /msg MemoServ READ NEW
  boss  > CS REJECT #milk too white
  boss  < ${chanserv} NOTICE boss :alice: #milk was refused: too white
  boss  > CS REJECT #milk
  boss  < ${chanserv} NOTICE boss :Nobody has asked for #milk
`,
    deciding,
  ))

test('who takes a name of a removed account has asked for no channel', async () => {
  await using theatre = await Theatre.open(deciding)
  await perform(
    theatre,
    `
  alice +
  boss  +
  alice signs in
  boss <…`,
    deciding,
  )
  await theatre.accounts.rename('alice', 'carol')
  await theatre.accounts.catchUp()
  await perform(
    theatre,
    `
  alice > JOIN #tea
  alice > CS REGISTER #tea
  alice <… ${chanserv} NOTICE alice :You have asked for #tea: operators of the network decide
  ${rises('boss')}`,
    deciding,
  )
  await theatre.accounts.remove('alice')
  await until('the request to be gone', async () => {
    return (await theatre.store.shelf('channel-requests').list()).length === 0
  })
  await perform(
    theatre,
    `
  boss > CS ACTIVATE #tea
  boss <… ${chanserv} NOTICE boss :Nobody has asked for #tea
  `,
    deciding,
  )
})

test('SEEN says when somebody was last here', () =>
  atTea(`
  carol > QUIT
  wait 1m
  alice > CS SEEN carol
  alice < ${chanserv} NOTICE alice :carol left 1m ago
  alice > CS SEEN bob
  alice < ${chanserv} NOTICE alice :bob is here
  alice > CS SEEN dora
  alice < ${chanserv} NOTICE alice :dora is not remembered
`))
