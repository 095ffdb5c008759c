/** A restart in the middle of a play: what a channel is survives, who was inside does not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StoredChannels } from '../../../ircd/stored/channels.ts'
import { oper, rises } from '../../opers.ts'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

/** A second server on what the first one left. */
async function restarted(first: Theatre): Promise<Theatre> {
  const second = await Theatre.open()
  second.now = first.now
  for (const [key, record] of await first.store.channels.list()) {
    await second.store.channels.put(key, record)
    const rows = await first.store.log.since(`channel/${key}`, 0, 1000)
    await second.store.log.append(rows)
  }
  const fault = (error: unknown) => void second.faults.push(error)
  await new StoredChannels(second.store, fault).restore(second.server.net, second.now)
  return second
}

test('topic, modes, lists and history wait for whoever comes back', async () => {
  await using first = await Theatre.open()
  await perform(
    first,
    `
  alice +
  alice > JOIN #Tea
  alice > MODE #tea +mlb 7 mallory
  alice > TOPIC #tea :milk first
  alice > PRIVMSG #tea :anyone?
`,
  )
  await using second = await restarted(first)
  await perform(
    second,
    `
  bob + batch
  bob > JOIN #tea
  bob < :bob!~bob@192.0.2.1 JOIN #Tea
  bob < :irc.test 332 bob #Tea :milk first
  bob < :irc.test 333 bob #Tea alice!~alice@192.0.2.1 :1767225600
  bob < :irc.test 353 bob = #Tea :@bob
  bob < :irc.test 366 …
  bob > MODE #tea
  bob < :irc.test 324 bob #Tea +ntml :7
  bob < :irc.test 329 bob #Tea :1767225600
  bob > MODE #tea b
  bob < :irc.test 367 bob #Tea mallory!*@* alice!~alice@192.0.2.1 :1767225600
  bob <…
  bob > CHATHISTORY LATEST #tea * 5
  bob < …:irc.test BATCH +… chathistory #Tea
  bob < @batch=… :alice!~alice@192.0.2.1 PRIVMSG #Tea :anyone?
`,
  )
})

test('an invite-only channel does not come back: nobody is left to invite', async () => {
  await using first = await Theatre.open()
  await perform(first, 'alice +\nalice > JOIN #tea\nalice > MODE #tea +i\nalice > TOPIC #tea :x')
  await using second = await restarted(first)
  assert.deepEqual(await second.store.channels.list(), [])
  await perform(
    second,
    `
  bob +
  bob > JOIN #tea
  bob < :bob!~bob@192.0.2.1 JOIN #tea
  bob < :irc.test 353 bob = #tea :@bob
`,
  )
})

test('a channel that nobody came back to is forgotten, with its history', async () => {
  await using theatre = await Theatre.open()
  await perform(
    theatre,
    `
  alice +
  alice > JOIN #tea
  alice > PRIVMSG #tea :hello
  alice > QUIT
`,
  )
  const [[id] = ['']] = await theatre.store.channels.list()
  assert.equal((await theatre.store.log.since(`channel/${id}`, 0, 10)).length > 0, true)
  await theatre.wait(61 * 60_000)
  assert.deepEqual(await theatre.store.channels.list(), [])
  assert.deepEqual(await theatre.store.log.since(`channel/${id}`, 0, 10), [])
})

test('a permanent channel is there after a restart, and has no operator', async () => {
  await using first = await Theatre.open({ settings: { opers: [oper('boss')] } })
  await perform(
    first,
    `
  alice +
  ${rises('alice')}
  alice > JOIN #tea
  alice > MODE #tea +P
  alice > PART #tea
`,
  )
  await using second = await restarted(first)
  await perform(
    second,
    `
  bob +
  bob > LIST
  bob <… :irc.test 322 bob #tea 0 :
  bob > JOIN #tea
  bob <… :irc.test 353 bob = #tea :bob
`,
  )
})

test('a timed ban ends after a restart too', async () => {
  await using first = await Theatre.open()
  await perform(first, 'alice +\nalice > JOIN #tea\nalice > MODE #tea +b ~time:3:mallory')
  first.wait(60_000)
  await using second = await restarted(first)
  await second.server.boot()
  await perform(
    second,
    `
  bob +
  bob > JOIN #tea
  bob <…
  wait 100s
  bob <> MODE
  wait 20s
  bob <… :irc.test MODE #tea -b ~time:3:mallory!*@*
`,
  )
})
