/** Passwords for other networks lie sealed in the store. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSealed, Sealer } from '#host/sealing.ts'
import type { NetworkRecord } from '#store/store.ts'
import { isLocked, SealedNetworks } from '../../bouncer/sealed-networks.ts'
import { stage } from './stage.ts'

const record: NetworkRecord = {
  name: 'other',
  nick: 'al',
  channels: { '#tea': 'sugar', '#milk': '' },
  upstream: {
    enabled: true,
    addresses: [{ host: '127.0.0.1', port: 1, tls: false }],
    pins: [],
    nicks: [],
    username: '',
    realname: '',
    pass: 'cream',
    sasl: { mechanism: 'PLAIN', user: 'al', password: 'honey' },
    certificate: { cert: 'public', key: 'lemon' },
    commands: ['PRIVMSG NickServ :IDENTIFY cake'],
    pace: { burst: 5, everyMs: 2_000 },
    rejoin: false,
  },
}

test('sealed text opens in its place, with its secret, and nowhere else', () => {
  const sealer = new Sealer('one')
  const sealed = sealer.seal('tea', 'ann/n1')
  assert.ok(isSealed(sealed) && !sealed.includes('tea'))
  assert.notEqual(sealer.seal('tea', 'ann/n1'), sealed)
  assert.equal(sealer.open(sealed, 'ann/n1'), 'tea')
  assert.equal(sealer.open(sealed, 'eve/n1'), undefined)
  assert.equal(new Sealer('two').open(sealed, 'ann/n1'), undefined)
  assert.equal(sealer.open(`${sealed.slice(0, -2)}AA`, 'ann/n1'), undefined)
  assert.equal(sealer.open('sealed:1:', 'ann/n1'), undefined)
  assert.equal(sealer.seal(sealed, 'ann/n1'), sealed)
  assert.equal(sealer.seal('', 'ann/n1'), '')
})

test('what an older version kept in the clear is sealed when the bouncer opens, and still works', async () => {
  await using s = await stage()
  await s.store.networks.put('alice/n1', record)
  await s.restart()
  const kept = JSON.stringify(await s.store.networks.get('alice/n1'))
  assert.doesNotMatch(kept, /sugar|cream|honey|lemon|cake/)
  assert.match(kept, /public/)
  const opened = new SealedNetworks(s.store.networks, 'house-secret')
  assert.deepEqual(await opened.get('alice/n1'), record)
  assert.deepEqual(await opened.list('alice/n'), [['alice/n1', record]])
})

test('a store that was sealed by another house stays as it is, loudly, and nothing sealed is sent', async () => {
  await using s = await stage()
  const theirs = new SealedNetworks(s.store.networks, 'another secret')
  await theirs.add('alice/n1', record)
  const before = await s.store.networks.get('alice/n1')
  await s.restart()
  assert.ok(s.log.some(({ level, text }) => level === 'error' && /another house-secret/.test(text)))
  const phone = await s.attach('alice/home@phone')
  phone.send('PRIVMSG BouncerServ :network list')
  await phone.hears(/other: .*its passwords cannot be read here: say them again/)
  assert.deepEqual(await s.store.networks.get('alice/n1'), before)
  assert.deepEqual(await theirs.get('alice/n1'), record)
})

test('a channel’s key that reads as if it were sealed locks nobody out', async () => {
  await using s = await stage()
  const networks = new SealedNetworks(s.store.networks, 'house-secret')
  const channels = { '#tea': 'sealed:1:by-its-operator' }
  await networks.add('alice/n1', { ...record, channels })
  assert.deepEqual(await networks.sealAll(), [])
  const kept = (await networks.get('alice/n1'))!
  assert.deepEqual(kept.channels, channels)
  assert.ok(!isLocked(kept))
})
