/** What happens on one server is remembered on all of ours under the same ids, times and words. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Row } from '#store/store.ts'
import { killed } from '../../../ircd/features/oper/kill.ts'
import { perform } from '../../play.ts'
import type { Theatre } from '../../theatre.ts'
import { Linked } from './linked.ts'

/** What a server remembers of a channel, in the order of time. */
async function remembered({ server, store }: Theatre, name: string): Promise<Partial<Row>[]> {
  const channel = server.net.channel(name)
  assert(channel, `${name} on ${server.net.me.name}`)
  const page = { log: channel.log, buffer: '', keep: 'newest', limit: 1000, events: true } as const
  const rows = await store.log.page(page)
  return rows.map(({ id, at, event, line }) => ({ id, at, event, line }))
}

async function areSame({ a, b }: Linked, name: string, count: number): Promise<void> {
  const there = await remembered(a, name)
  assert.deepEqual(await remembered(b, name), there)
  assert.equal(there.length, count, there.map(({ line }) => line).join('\n'))
}

const caps = 'batch message-tags draft/multiline draft/message-redaction echo-message'

test('comings, goings, words, modes and topics are one history on both servers', async () => {
  await using both = await Linked.open()
  both.link()
  await both.onA(`
    alice + ${caps}
    alice > JOIN #tea
    alice <…
  `)
  await both.onB(`bob + ${caps}\n bob > JOIN #tea\n bob <…\n dave +\n dave > JOIN #tea\n dave <…`)
  await both.onA(`
    alice > PRIVMSG #tea :one
    alice > @+draft/react=x;+draft/reply=y TAGMSG #tea
    alice > BATCH +1 draft/multiline #tea
    alice > @batch=1 PRIVMSG #tea :two
    alice > @batch=1 PRIVMSG #tea :three
    alice > BATCH -1
    alice > TOPIC #tea :leaves
    alice > NICK alix
    alice > KICK #tea dave :out
    alice > PART #tea :later
    alice > JOIN #tea
    alice <…
  `)
  await both.onB('bob > NOTICE #tea :four\n bob > QUIT :bye')
  await areSame(both, '#tea', 13)
})

test('a MODE that takes several lines between servers is one', async () => {
  await using both = await Linked.open({ limits: { list: 50 } })
  both.link()
  await both.onB('bob +\n bob <…')
  const masks = Array.from({ length: 12 }, (_, i) => `*!*@${i}.example`)
  await both.onA('alice +\n alice > JOIN #tea\n alice <…')
  await both.onB('bob > JOIN #tea\n bob <…')
  await both.onA(`alice > MODE #tea +${'b'.repeat(12)} ${masks.join(' ')}\n alice <…`)
  await both.onB(`
    bob < :alice!~alice@192.0.2.1 MODE #tea +bbbbbbbbbbbb ${masks.join(' ')}
    bob <>
  `)
  await areSame(both, '#tea', 3)
})

test('a server without anybody in the channel remembers it too, for whoever comes', async () => {
  await using both = await Linked.open()
  both.link()
  await both.onA('alice +\n alice > JOIN #tea\n alice > PRIVMSG #tea :hello?\n alice <…')
  await areSame(both, '#tea', 2)
  await both.onB(`
    bob + batch draft/chathistory
    bob > JOIN #tea
    bob <…
    bob > CHATHISTORY LATEST #tea * 10
    bob <… …:b.test BATCH +b1 chathistory #tea
    bob < @batch=b1 :alice!~alice@192.0.2.1 PRIVMSG #tea :hello?
    bob <…
  `)
})

test('what is merely restated when servers meet is no news, and neither is a split', async () => {
  await using both = await Linked.open()
  await both.onA('alice +\n alice > JOIN #tea\n alice > MODE #tea +k key\n alice <…')
  both.link()
  await both.onB('bob +\n bob > JOIN #tea key\n bob <…')
  both.cut()
  both.link()
  await both.onB('bob > PRIVMSG #tea :back\n bob <…')
  const lines = (await remembered(both.b, '#tea')).map(({ line }) => line?.split(' :')[1])
  assert.equal(lines.length, 2, lines.join('\n'))
})

test('who is killed leaves in the same words everywhere', async () => {
  await using both = await Linked.open()
  both.link()
  await both.onA('alice +\n alice > JOIN #tea\n carol +\n carol > JOIN #tea\n alice <…')
  await both.onB('bob +\n bob > JOIN #tea\n bob <…')
  const { server } = both.b
  const kill = (nick: string) => {
    server.commit(killed, { user: server.net.user(nick)!, text: 'enough' }, server.net.me)
  }
  kill('carol')
  kill('bob')
  await areSame(both, '#tea', 5)
})

test('a service says and does the same on both servers', async () => {
  await using both = await Linked.open({
    accounts: { alice: 'secret-of-alice' },
    settings: { casemapping: 'ascii' },
  })
  both.link()
  const options = { accounts: { alice: 'secret-of-alice' } }
  await both.onB('bob +\n bob > JOIN #tea\n bob <…')
  await perform(
    both.a,
    `
    alice +
    alice signs in
    alice > JOIN #milk
    alice > CS REGISTER #milk
    alice > CS TOPIC #milk fresh
    alice <…
  `,
    options,
  )
  const [one, other] = [await remembered(both.a, '#milk'), await remembered(both.b, '#milk')]
  assert.deepEqual(other, one)
  assert(one.some(({ line }) => line?.includes(':ChanServ!')))
})
