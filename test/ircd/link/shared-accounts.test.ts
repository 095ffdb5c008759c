/** Accounts of two servers: A decides about them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Theatre } from '../../theatre.ts'
import { until } from '../../until.ts'
import { join } from './hub.ts'
import { Linked } from './linked.ts'
import { inStep, options, scene, settings } from './one-registry.ts'

test('an account of one server is one of the other, whoever makes it', async () => {
  await using both = await scene('alice')
  await both.onB(`
    alice + sasl
    bob   + draft/account-registration
    alice > NICKSERV IDENTIFY secret-of-alice
    alice <…
    bob   > REGISTER * * secret-of-bob
    bob   < :b.test REGISTER SUCCESS bob Welcome
    bob   <…
  `)
  await both.onA(`
    eve +
    eve > NICKSERV ACC alice alice
    eve < :NickServ!services@a.test NOTICE eve :alice -> alice ACC 3
    eve > NICKSERV IDENTIFY bob secret-of-bob
    eve <… :NickServ!services@a.test NOTICE eve :You are logged in as bob
    eve <…
  `)
})

test('while the servers are split nobody makes an account where nobody decides, and people sign in', async () => {
  await using both = await scene('alice')
  both.cut()
  await both.onB(`
    alice + draft/account-registration
    bob   + draft/account-registration standard-replies
    alice > NICKSERV IDENTIFY secret-of-alice
    alice <… :NickServ!services@b.test NOTICE alice :You are logged in as alice
    alice <…
    bob   > REGISTER * * secret-of-bob
    bob   < :b.test FAIL REGISTER TEMPORARILY_UNAVAILABLE * :This is decided on a.test, which cannot be asked now: try again later
    bob   > NICKSERV REGISTER secret-of-bob
    bob   < :b.test FAIL NICKSERV TEMPORARILY_UNAVAILABLE :This is decided on a.test, which cannot be asked now: try again later
    bob   > VERIFY bob 1234
    bob   < …INVALID_CODE…
    alice > PRIVMSG NickServ :SET PASSWORD secret-of-alice another-secret
    alice < :NickServ!services@b.test NOTICE alice :This is decided on a.test, which cannot be asked now: try again later
  `)
  both.link()
  await inStep(both)
  await both.onB(`
    bob   > REGISTER * * secret-of-bob
    bob   < :b.test REGISTER SUCCESS bob Welcome
    bob   <…
  `)
  await inStep(both)
  assert.deepEqual(await both.a.accounts.login('bob', 'secret-of-bob'), { proved: 'bob' })
})

test('where somebody may read along what checks passwords is not sent, and the log says so', async () => {
  await using both = await Linked.open(options)
  both.linksB.config.terms = both.linksB.config.terms.map((terms) => {
    return { ...terms, confidential: () => false }
  })
  await both.a.accounts.register('alice', 'secret-of-alice', undefined)
  const said = both.overhear()
  both.link()
  assert.ok(both.b.told.includes('accounts not shared'))
  await both.onB('alice +\n alice > NICKSERV IDENTIFY alice secret-of-alice\n alice <…')
  assert.equal((await both.b.ledger!.state()).joined, false)
  assert.ok(!said.join('\n').includes('scrypt'))
})

const nickserv = ':NickServ!services@b.test NOTICE root :'

test('operators see who decides, and promote their server when the other one is lost', async () => {
  await using both = await scene('alice')
  await both.onB(`
    root + standard-replies
    root > OPER boss sesame
    root <…
    root > NICKSERV AUTHORITY
    root < ${nickserv}a.test decides, and can be asked
    root < ${nickserv}b.test has all entries up to 2 (epoch 1:a.test)
    root < ${nickserv}  a.test: 2 (epoch 1:a.test), in step
    root > NICKSERV AUTHORITY ADOPT b.test
    root < :b.test FAIL NICKSERV NOT_NEEDED ADOPT :This server has the accounts of the network already
  `)
  both.cut()
  await both.a.accounts.register('lost', 'secret-of-lost', undefined)
  await both.onB(`
    root <…
    root > NICKSERV AUTHORITY
    root < ${nickserv}a.test decides, and cannot be asked now: nothing is changed
    root <…
    root > NICKSERV AUTHORITY PROMOTE
    root < :b.test FAIL NICKSERV CONFIRM PROMOTE :To mean it, write: AUTHORITY PROMOTE b.test
    root > NICKSERV AUTHORITY PROMOTE a.test
    root < :b.test FAIL NICKSERV CONFIRM PROMOTE :To mean it, write: AUTHORITY PROMOTE b.test
    root > NICKSERV AUTHORITY PROMOTE b.test
    root < ${nickserv}b.test decides about accounts from now on
    root > NICKSERV AUTHORITY NOW
    root < …INVALID_PARAMS…
  `)
  both.link()
  await inStep(both)
  assert.ok(both.a.told.includes('accounts set aside'))
  assert.equal(await both.a.accounts.find('lost'), undefined)
  await both.onA(`
    chief + standard-replies
    chief > OPER boss sesame
    chief <…
    chief > NICKSERV AUTHORITY ASIDE
    chief < …account made lost (b.test decides since)…
    chief < …1 entries
    chief > NICKSERV AUTHORITY
    chief < …b.test decides, and can be asked…
    chief <…
  `)
})

test('where accounts are each server’s own there is no authority', async () => {
  await using both = await Linked.open({ settings })
  await both.onB(`
    root + standard-replies
    root > OPER boss sesame
    root <…
    root > NICKSERV AUTHORITY
    root < …NOT_SHARED…
    bob +
    bob > NICKSERV AUTHORITY
    bob < …Only operators of the network…
  `)
})

test('a server that says nonsense of accounts loses its link, and nobody else anything', async () => {
  const nonsense = [
    '. :{',
    '. null',

    '. {"t":"entries"}',
    '. {"t":"entries","entries":7}',
  ]
  for (const said of nonsense) {
    await using theatre = await Theatre.open({ ...options, authority: 'irc.test' })
    const hub = join(theatre, 'causerie')
    hub.says(`:0HU LEDGER ${said}`)
    await until(`the end after ${said}`, () => hub.isClosed())
    assert.equal(theatre.faults.length, 1, 'it is in the log')
    assert.equal((await theatre.ledger!.state()).number, 1)
  }
  await using theatre = await Theatre.open({ ...options, authority: 'irc.test' })
  const hub = join(theatre, 'causerie')
  for (let count = 0; count < 5 && !hub.isClosed(); count++) {
    hub.says(`:0HU LEDGER + :${'x'.repeat(1024 * 1024)}`)
  }
  assert.ok(hub.isClosed(), 'nobody fills our memory')
})
