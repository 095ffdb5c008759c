import assert from 'node:assert/strict'
import test from 'node:test'
import { startNetwork } from '../network.ts'
import { until } from '../until.ts'
import { kiwiPerson } from './kiwi-framework.ts'
import { transports } from './sock.ts'

for (const transport of transports) {
  test(`over ${transport} a page logs in, talks and is gone when its tab is`, async () => {
    await using network = await startNetwork()
    await network.addAccount('ann', 'a good password')
    const url = `${network.web}webirc/kiwiirc/`
    const account = { account: 'ann', password: 'a good password' }
    const ann = await kiwiPerson(url, transport, 'ann', account)
    const bob = await kiwiPerson(url, 'websocket', 'bob')
    assert.ok(ann.client.network.cap.enabled.includes('sasl'))
    for (const { client } of [ann, bob]) client.join('#tea')
    let account330 = ''
    await until('both to be inside', () => {
      bob.client.raw('NAMES', '#tea')
      return bob.client.connected
    })
    bob.client.on('whois', ({ account }) => {
      account330 = account
    })
    bob.client.raw('WHOIS', 'ann')
    await until('WHOIS', () => account330 !== '')
    assert.equal(account330, 'ann')
    await until('what bob says', () => {
      bob.client.say('#tea', '100% of \u00e9\u{1f375} [~&@%+]')
      return ann.said.some(({ message }) => message === '100% of \u00e9\u{1f375} [~&@%+]')
    })
    ann.client.say('#tea', 'and what ann says')
    await until('what ann says', () => bob.said.some(({ message }) => /ann says$/.test(message)))
    const left = performance.now()
    ann.closeTab()
    await until('ann to be gone', () => bob.quits.includes('ann'))
    const seconds = (performance.now() - left) / 1000
    if (transport === 'websocket') assert.ok(seconds < 1, `${seconds} s`)
    else assert.ok(seconds > 4 && seconds < 7, `${seconds} s`)
    bob.closeTab()
  })
}
