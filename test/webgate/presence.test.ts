/** Whether those with whom one speaks are there, without a browser. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { presenceOf } from '../../webgate/client/state/presence.ts'
import { emptyHistory, modernWelcome, Trace } from './trace.ts'

async function together(): Promise<Trace> {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory)
  trace.play('< :irc.test 005 ada MONITOR=100 :are supported by this server').skip()
  return trace
}

const settled = () => new Promise<void>((resolve) => queueMicrotask(resolve))

test('people are asked about together, and no longer when nothing shows them', async () => {
  const trace = await together()
  const presence = presenceOf(trace.session)
  const stops = ['bob', 'Carol', 'bob', 'NickServ', '*status'].map((name) => presence.watch(name))
  await settled()
  trace.play('> MONITOR + bob,carol').silent()
  trace.play(`
    < :irc.test 730 ada :bob!b@h
    > USERHOST bob
    < :irc.test 731 ada :carol
    < :irc.test 302 ada :bob=-b@h
  `)
  assert.deepEqual(
    [presence.of('BOB'), presence.of('carol'), presence.of('dave')],
    ['away', 'offline', undefined],
  )
  trace.play('< :bob!b@h AWAY')
  assert.equal(presence.of('bob'), 'online')
  trace.play('< :bob!b@h AWAY :tea')
  assert.equal(presence.of('bob'), 'away')
  trace.play('< :irc.test 731 ada :bob')
  assert.equal(presence.of('bob'), 'offline')
  assert.ok(!trace.session.server.entries.some(({ text }) => /bob|carol/.test(text)))
  stops[0]!()
  await settled()
  trace.silent()
  for (const stop of stops.slice(1)) stop()
  await settled()
  trace.play('> MONITOR - bob,carol').silent()
})

test('a break forgets what was told, and whoever is shown then is asked about again', async () => {
  const trace = await together()
  const presence = presenceOf(trace.session)
  const stop = presence.watch('zoe')
  await settled()
  trace.play('> MONITOR + zoe').play('< :irc.test 730 ada :zoe!z@h').play('> USERHOST zoe')
  trace.disconnect()
  assert.equal(presence.of('zoe'), undefined)
  stop()
  await settled()
  trace.connect().play(`
    < :irc.test 001 ada :Welcome
    < :irc.test 005 ada MONITOR=100 :are supported by this server
    < :irc.test 376 ada :End of MOTD
  `)
  trace.skip()
  presence.watch('zoe')
  await settled()
  trace.play('> MONITOR + zoe')
})

test('who is shown while the wire is broken is asked about with the next one', async () => {
  const trace = await together()
  const presence = presenceOf(trace.session)
  trace.hold()
  presence.watch('zoe')
  await settled()
  trace.resume()
  presence.watch('bob')
  await settled()
  trace.play('> MONITOR + zoe,bob').silent()
})

test('where the server cannot tell, who shares a channel is known to be there', async () => {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory).skip()
  const presence = presenceOf(trace.session)
  presence.watch('bob')
  await settled()
  trace.silent()
  assert.equal(presence.of('bob'), 'online')
  trace.play('< :bob!b@h AWAY :tea')
  assert.deepEqual([presence.of('bob'), presence.of('zoe')], ['away', undefined])
})

test('a list that is full, and an answer that was not asked for', async () => {
  const trace = await together()
  const presence = presenceOf(trace.session)
  presence.watch('zoe')
  await settled()
  trace.skip().play('< :irc.test 734 ada 100 zoe :Monitor list is full')
  assert.equal(presence.of('zoe'), undefined)
  trace.play('< :irc.test 302 ada :zoe=+z@h')
  assert.match(trace.session.asked.entries.at(-1)!.text, /zoe=\+z@h/)
})
