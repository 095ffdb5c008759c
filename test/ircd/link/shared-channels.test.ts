/** Registered channels and vhosts of two servers that have the same accounts: A decides about them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { vhostsOf } from '../../../ircd/features/services/vhosts.ts'
import { until } from '../../until.ts'
import { inStep, scene } from './one-registry.ts'

const onA = ':ChanServ!services@a.test'
const onB = ':ChanServ!services@b.test'
const identify = (nick: string) =>
  `${nick} > NICKSERV IDENTIFY ${nick} secret-of-${nick}\n ${nick} <…\n`

/** What a channel is on both servers, apart from what is this one's own. */
function facts(server: Awaited<ReturnType<typeof scene>>['a']['server'], name: string) {
  const channel = server.net.channel(name)!
  return {
    createdAt: channel.createdAt,
    topic: channel.topic?.text,
    modes: [...channel.modes].sort(),
    bans: channel.list('b').map(({ mask }) => mask),
    registration: channel.registration,
    members: [...channel.members].map(([{ nick }, { statuses }]) => [nick, ...statuses]).sort(),
  }
}

test('a channel that is registered on one server is registered on all, and one of them gives statuses', async () => {
  await using both = await scene('alice', 'bob')
  await both.onB(`alice +\n ${identify('alice')} alice > JOIN #tea\n alice <…`)
  await both.onA(`bob +\n ${identify('bob')} bob > JOIN #tea\n bob <…`)
  await both.onB(`
    alice < …JOIN #tea
    alice > CS REGISTER #tea
    alice < ${onB} MODE #tea +r
    alice < ${onB} MODE #tea +q alice
    alice < ${onB} NOTICE alice :#tea is registered to alice
    alice > CS FLAGS #tea bob +O
    alice <… …bob in #tea: +O
  `)
  await both.onA(`
    bob < …MODE #tea +r
    bob < …MODE #tea +q alice
    bob < ${onA} MODE #tea +o bob
    bob <
    bob > CS FLAGS #tea
    bob < …You may not do that in #tea
    bob > PART #tea
    bob > JOIN #tea
    bob <… ${onA} MODE #tea +o bob
    bob <…
  `)
  await both.onB(`
    alice <… …JOIN #tea
    alice < …MODE #tea +o bob
    alice <
  `)
})

test('during a split each server does what was decided, and decides nothing where nobody can', async () => {
  await using both = await scene('alice', 'bob')
  await both.onA(`
    alice +
    ${identify('alice')}
    alice > JOIN #tea
    alice > CS REGISTER #tea
    alice > CS FLAGS #tea bob AOP
    alice > TOPIC #tea :leaves
    alice > MODE #tea +b nobody!*@*
    alice > CS AKICK #tea ADD *!*@198.51.100.9
    alice <…
  `)
  await inStep(both)
  both.cut()
  await both.onB(`
    bob + standard-replies
    ${identify('bob')}
    bob > JOIN #tea
    bob < …JOIN #tea
    bob < ${onB} MODE #tea +o bob
    bob < …332 bob #tea :leaves
    bob <…
    bob > MODE #tea b
    bob < …367 bob #tea nobody!*@*…
    bob <…
    bob > CHANSERV FLAGS #tea eve +O
    bob < …ACCOUNT_UNKNOWN…
    bob > CHANSERV AKICK #tea LIST
    bob <… …1 entries
    bob > CHANSERV AKICK #tea ADD *!*@203.0.113.7
    bob < :b.test FAIL CHANSERV …
    bob > JOIN #new
    bob <…
    bob > CHANSERV REGISTER #new
    bob < :b.test FAIL CHANSERV TEMPORARILY_UNAVAILABLE #new :This is decided on a.test, which cannot be asked now: try again later
    eve + standard-replies
    eve > NICKSERV IDENTIFY alice secret-of-alice
    eve > JOIN #tea
    eve <…
    eve > RENAME #tea #coffee
    eve < …FAIL RENAME CANNOT_RENAME #tea #coffee…cannot be asked now
    eve > QUIT
    bob <…
    bob > TOPIC #tea :green leaves
    bob <…
  `)
  await both.onA('alice > CS SET #tea TOPICLOCK ON\n alice > PART #tea\n alice <…')
  await both.a.wait(2000)
  await both.b.wait(2000)
  both.link()
  await inStep(both)
  assert.deepEqual(facts(both.a.server, '#tea'), facts(both.b.server, '#tea'))
  assert.equal(
    both.b.server.net.channel('#tea')?.registration?.settings.includes('TOPICLOCK'),
    true,
  )
  assert.equal(both.a.server.net.channel('#tea')?.topic?.text, 'green leaves')
  assert.equal(both.b.server.net.channel('#new')?.registration, undefined)
})

test('who had a channel of the name on the other side of a split finds it is the founder’s', async () => {
  await using both = await scene('alice', 'bob')
  both.cut()
  await both.onB('eve +\n eve > JOIN #tea\n eve > MODE #tea +m\n eve <…')
  await both.b.wait(5000)
  await both.a.wait(5000)
  await both.onA(`
    alice +
    ${identify('alice')}
    alice > JOIN #tea
    alice > CS REGISTER #tea
    alice > CS SET #tea MLOCK +s-m
    alice <…
  `)
  both.link()
  await inStep(both)
  await both.a.wait(6000)
  const [one, other] = [facts(both.a.server, '#tea'), facts(both.b.server, '#tea')]
  assert.deepEqual(one, other)
  assert.equal(one.registration?.founder, 'alice')
  assert.deepEqual(one.modes.map(([letter]) => letter).join(''), 'nrst')
  assert.deepEqual(one.members, [
    ['alice', 'q', 'o'],
    ['eve', 'o'],
  ])
})

test('a channel of somebody who was called something else before goes to its successor', async () => {
  await using both = await scene('alice', 'bob')
  await both.a.accounts.rename('alice', 'carol')
  await inStep(both)
  await both.onA(`alice +\n ${identify('alice')} alice > JOIN #tea\n alice <…
    alice > CS REGISTER #tea
    alice <… …#tea is registered to carol
    alice > CS SET #tea SUCCESSOR bob
    alice <… …bob takes over #tea when its founder is gone
  `)
  await both.a.accounts.remove('carol')
  const founder = ({ server }: typeof both.a) => server.net.channel('#tea')?.registration?.founder
  await until(
    () => `the heir; now ${founder(both.a)}, ${founder(both.b)}`,
    () => founder(both.a) === 'bob' && founder(both.b) === 'bob',
  )
})

test('a channel that is given up, or called something else, is so everywhere', async () => {
  await using both = await scene('alice')
  await both.onB(`
    alice +
    ${identify('alice')}
    alice > JOIN #tea
    alice > CS REGISTER #tea
    alice <…
    alice > RENAME #tea #coffee
    alice <…
  `)
  const registry = () => both.a.store.shelf('registrations').list()
  await until('the new name', async () => (await registry())[0]?.[0] === '#coffee')
  await inStep(both)
  assert.equal(both.a.server.net.channel('#coffee')?.founder, 'alice')
  assert.equal(both.a.server.net.channel('#tea'), undefined)
  const lines = await both.b.accounts.store.shelf('registrations').list()
  assert.deepEqual(lines, await registry())
  await both.onB('alice > CS DROP #coffee\n alice <…')
  const channel = both.b.server.net.channel('#coffee')!
  const { registration, id } = channel
  const code = both.b.server.ports.digest(`drop ${id} ${registration!.at} alice`).slice(0, 8)
  await both.onB(`
    alice > CS DROP #coffee ${code}
    alice < ${onB} MODE #coffee -r
    alice < ${onB} NOTICE alice :#coffee is registered no more
  `)
  assert.equal(both.a.server.net.channel('#coffee')?.registration, undefined)
  assert.deepEqual(await registry(), [])
})

test('a channel that only the lost server had registered is registered no more when that comes back', async () => {
  await using both = await scene('alice')
  both.cut()
  await both.onA(`
    alice +
    ${identify('alice')}
    alice > JOIN #tea
    alice > CS REGISTER #tea
    alice <…
  `)
  assert.equal(await both.b.ledger!.promote(), undefined)
  both.link()
  await inStep(both)
  await until('the loss', () => !both.a.server.net.channel('#tea')?.registration)
  await both.a.wait(6000)
  await both.onA('alice <… …MODE #tea -r\n alice <…')
  assert.match((await both.a.ledger!.aside()).join(), /document registrations #tea/)
  assert.deepEqual(facts(both.a.server, '#tea'), facts(both.b.server, '#tea'))
  await both.onA('alice > CS REGISTER #tea\n alice <… …#tea is registered to alice')
  assert.equal(both.b.server.net.channel('#tea')?.founder, 'alice')
})

test('a vhost is given on one server and shown on all', async () => {
  await using both = await scene('alice')
  await both.onB(`alice +\n ${identify('alice')}`)
  await both.onA(`
    root +
    root > OPER boss sesame
    root <…
    root > HS SET alice tea/lover
    root <… …alice has the host tea/lover
  `)
  await inStep(both)
  await until('the host', () => {
    const isShown = both.a.server.net.user('alice')?.host === 'tea/lover'
    return isShown && vhostsOf(both.b.server.net).size > 0
  })
  both.cut()
  await both.onB(`
    alice <…
    alice > HS OFF
    alice < …which cannot be asked now: try again later
  `)
  assert.equal(both.b.server.net.user('alice')?.host, 'tea/lover')
})
