/** Two servers of ours compare their channels, and mend those that are not the same. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Channel } from '../../../ircd/core/network.ts'
import { rank } from '../../../ircd/core/rank.ts'
import type { Server } from '../../../ircd/core/server.ts'
import { digestOf } from '../../../ircd/link/digest.ts'
import { oper } from '../../opers.ts'
import type { Theatre } from '../../theatre.ts'
import { examineNetwork } from './examine.ts'
import { Linked } from './linked.ts'

/** alice is on A, the passive end; bob and carol are on B, the active end. */
async function scene(): Promise<Linked> {
  const both = await Linked.open()
  both.link()
  await both.onA('alice +\n alice > JOIN #tea\n alice > MODE #tea +bkl x!*@* key 9\n alice <…')
  await both.onB(`
    bob +
    bob > JOIN #tea key
    carol +
    carol > JOIN #tea key
    carol > JOIN #milk
    bob <…
    carol <…
  `)
  await both.onA('alice > TOPIC #tea :leaves\n alice > MODE #tea +v bob\n alice <…')
  await both.onB('bob <…\n carol <…')
  return both
}

/** A minute passes on both. */
async function compare(both: Linked): Promise<void> {
  await both.a.wait(61_000)
  await both.b.wait(61_000)
}

function repaired({ server }: Theatre): number {
  return [...server.links!.peers].reduce((sum, { counts }) => sum + counts.repaired, 0)
}

function isOne(both: Linked): void {
  const { net: a } = both.a.server
  const { net: b } = both.b.server
  const names = (server: Server) => [...server.net.channels.keys()].sort()
  assert.deepEqual(names(both.a.server), names(both.b.server))
  for (const [name, channel] of a.channels) {
    assert.equal(digestOf(a, channel), digestOf(b, b.channels.get(name)), name)
  }
  examineNetwork(both.a.server)
  examineNetwork(both.b.server)
}

test('two servers that agree have nothing to mend', async () => {
  await using both = await scene()
  isOne(both)
  await compare(both)
  await compare(both)
  isOne(both)
  assert.equal(repaired(both.a) + repaired(both.b), 0)
})

const defects: Record<string, (channel: Channel, server: Server) => void> = {
  'a flag is missing': ({ modes }) => void modes.delete('n'),
  'a flag is too much': ({ modes }) => void modes.set('m', ''),
  'a limit is another': ({ modes }) => void modes.set('l', '99'),
  'a key is missing': ({ modes }) => void modes.delete('k'),
  'a ban is missing': ({ lists }) => void lists.set('b', []),
  'a ban is too much': ({ lists }) =>
    void lists.get('b')!.push({ mask: 'y!*@*', by: 'nobody', at: 5 }),
  'a topic is another': (channel) => {
    channel.topic = { text: 'weeds', by: 'nobody', at: channel.topicAt }
  },
  'a status is missing': ({ members }, { net }) => members.get(net.user('bob')!)!.take('v'),
  'a status is too much': ({ members }, { net }) =>
    members.get(net.user('carol')!)!.give('o', rank.op),
  'it is younger': (channel) => {
    channel.createdAt += 100
  },
}

for (const [what, spoil] of Object.entries(defects)) {
  test(`${what}: the active end takes what the other has`, async () => {
    await using both = await scene()
    const { net } = both.a.server
    const before = digestOf(net, net.channel('#tea'))
    spoil(both.b.server.net.channel('#tea')!, both.b.server)
    assert.notEqual(digestOf(both.b.server.net, both.b.server.net.channel('#tea')), before)
    await compare(both)
    isOne(both)
    assert.equal(digestOf(net, net.channel('#tea')), before)
    assert.equal(repaired(both.b), 1)
    assert.deepEqual(
      both.b.told.filter((event) => event === 'link repaired'),
      ['link repaired'],
    )
    await compare(both)
    assert.equal(repaired(both.b), 1, 'once')
  })
}

/** Takes somebody out of a channel without anybody being told. */
function takeOut({ net }: Server, nick: string, name: string): void {
  const user = net.user(nick)!
  const channel = net.channel(name)!
  channel.members.delete(user)
  user.channels.delete(channel)
  if (user.session) channel.unseat(user.session)
  else channel.servers.clear()
  if (!channel.members.size) net.channels.delete(net.fold(name))
}

test('who is missing comes back, and each server decides about its own people', async () => {
  for (const [nick, at] of [
    ['alice', 'b'],
    ['alice', 'a'],
    ['bob', 'b'],
    ['bob', 'a'],
  ] as const) {
    await using both = await scene()
    const { server } = both[at]
    if (nick === 'bob' && at === 'a') {
      // Two of them are there: only the count of one must go.
      takeOut(server, 'bob', '#tea')
      server.net.channel('#tea')!.servers.set(server.net.user('carol')!.server, 1)
    } else takeOut(server, nick, '#tea')
    await compare(both)
    await compare(both)
    isOne(both)
    assert.equal(repaired(both.b), 1, `${nick} at ${at}`)
    const inside = both.a.server.net.channel('#tea')!.members.has(both.a.server.net.user(nick)!)
    // Where its own server does not have it inside, it is not.
    assert.equal(inside, (nick === 'alice') !== (at === 'a'), `${nick} at ${at}`)
  }
})

test('a channel that one end has lost is made again, there and here', async () => {
  await using both = await scene()
  takeOut(both.a.server, 'carol', '#milk')
  await compare(both)
  isOne(both)
  assert.ok(both.a.server.net.channel('#milk'))
  await both.onA('alice > JOIN #rice\n alice <…')
  takeOut(both.b.server, 'alice', '#rice')
  await compare(both)
  isOne(both)
  assert.ok(both.b.server.net.channel('#rice'))
  assert.equal(repaired(both.b), 2)
})

test('in whom only the other end believes, though it is of our side, leaves there', async () => {
  await using both = await scene()
  const { net } = both.b.server
  const carol = net.user('carol')!
  // She quits, and nobody is told.
  both.b.server.links = undefined
  await both.onB('carol > QUIT :bye')
  both.b.server.links = both.linksB
  assert.equal(net.uids.get(carol.uid), undefined)
  assert.ok(both.a.server.net.uids.get(carol.uid))
  await compare(both)
  isOne(both)
  assert.equal(both.a.server.net.uids.get(carol.uid), undefined)
})

test('STATS says how many were mended', async () => {
  await using both = await scene()
  both.b.server.net.channel('#tea')!.modes.delete('n')
  await compare(both)
  both.b.server.settings = { ...both.b.server.settings, opers: [oper('boss')] }
  await both.onB(`
    bob <…
    bob > OPER boss sesame
    bob <…
    bob > STATS ?
    bob <… :b.test 249 bob ? :1 channels repaired
  `)
})
