import assert from 'node:assert/strict'
import { once } from 'node:events'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startNetwork } from '../network.ts'
import { until } from '../until.ts'
import { kiwiPerson } from './kiwi-framework.ts'
import { ResumingPage } from './resuming-page.ts'

test('a page whose network comes and goes misses nothing, and nobody sees it leave', async () => {
  await using network = await startNetwork()
  const bob = await kiwiPerson(`${network.web}webirc/kiwiirc/`, 'websocket', 'bob')
  bob.client.join('#tea')
  const ann = new ResumingPage(`${network.web.replace('http', 'ws')}webirc/websocket/`)
  await ann.connect()
  for (const line of ['NICK ann', 'USER ann 0 * :Ann', 'JOIN #tea']) ann.say(line)
  await until('ann to be inside', () => ann.heard.some((line) => / 366 /.test(line)))
  let said = 0
  for (let round = 0; round < 5; round++) {
    const closed = once(ann.socket!, 'close')
    ann.break()
    await closed
    for (let i = 0; i < 20; i++) bob.client.say('#tea', `from bob ${said++}`)
    ann.say(`PRIVMSG #tea :from ann ${round}`)
    if (round % 2) await sleep(50)
    assert.match(await ann.connect(), /^OK /)
    if (round % 2) ann.acknowledge()
  }
  const fromBob = () => ann.heard.filter((line) => /PRIVMSG #tea/.test(line))
  await until('all that bob said', () => fromBob().length >= said)
  await until('all that ann said', () => bob.said.length >= 5)
  assert.deepEqual(
    fromBob().map((line) => line.slice(line.lastIndexOf(':') + 1)),
    Array.from({ length: said }, (_, i) => `from bob ${i}`),
  )
  assert.deepEqual(
    bob.said.map(({ message }) => message),
    Array.from({ length: 5 }, (_, i) => `from ann ${i}`),
  )
  assert.deepEqual(bob.quits, [])
  ann.socket!.close(1000)
  await until('ann to be gone when she leaves', () => bob.quits.includes('ann'))
  bob.closeTab()
})
