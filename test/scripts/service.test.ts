import assert from 'node:assert/strict'
import { test } from 'node:test'
import { houseSecret } from '#host/house-secret.ts'
import { openStore } from '#store/open.ts'
import type { Store } from '#store/store.ts'
import { SealedNetworks } from '../../bouncer/sealed-networks.ts'
import { startNetwork } from '../network.ts'
import { causerie, emptyPlace } from './command.ts'

test('without a bouncer that runs, its commands change the store', async () => {
  await using place = await emptyPlace()
  const run = (...words: string[]) => causerie([...words, '--data', place.path])
  await causerie(['account', 'add', 'ann', '--data', place.path], { input: 'correct horse' })
  const added = await run('network', 'add', 'ann', 'other', 'host=irc.example.org', 'nick=annie')
  assert.match(added.stdout, /^Added other, id n[0-9a-f]+\n$/)
  assert.equal(added.stderr, '')
  const listed = await run('network', 'list', 'Ann')
  assert.match(listed.stdout, /other: disconnected .* as annie, irc.example.org:6697, id n/)
  assert.match((await run('network', 'remove', 'ann', 'other')).stdout, /^Removed other\n$/)
  assert.match((await run('network', 'list', 'nobody')).stdout, /^there is no account nobody\n$/)
  assert.match(
    (await run('user', 'list')).stdout,
    /^ann: 0 of 1 networks connected, 0 devices here\n$/,
  )
})

test('a bouncer that runs is asked, and does it at once', async () => {
  await using network = await startNetwork({ store: 'sqlite' })
  await network.addAccount('ann', 'correct horse')
  const run = (...words: string[]) => causerie([...words, '--data', network.data])
  const { host, port } = network.irc
  const where = [`host=${host}:${port}`, 'tls=no', 'realname=Ann "the" Bee']
  const added = await run('network', 'add', 'ann', 'other', ...where)
  assert.equal(added.stderr, '')
  assert.match(added.stdout, /^Added other, id n/)
  assert.match(
    (await run('network', 'list', 'ann')).stdout,
    /other: connecting \(.*not among the hosts/,
  )
  assert.match((await run('device', 'list', 'ann', 'network=other')).stdout, /No device has been/)
})

test('what somebody keeps is searched and limited from the command line', async () => {
  await using place = await emptyPlace()
  const run = (...words: string[]) => causerie([...words, '--data', place.path])
  await causerie(['account', 'add', 'ann', '--data', place.path], { input: 'correct horse' })
  {
    await using store = await openStore(`sqlite:${place.path}`)
    const line = ':bob!b@h PRIVMSG #tea :milk first'
    const [log, buffer] = ['user/ann', 'causerie/#tea']
    await store.log.append([{ log, buffer, id: 'a', at: 0, event: false, line }])
  }
  const found = await run('search', 'ann', 'milk', 'from=bob')
  assert.equal(found.stdout, '1970-01-01 00:00:00 causerie #tea <bob> milk first\n')
  assert.match((await run('search', 'ann', 'lemon')).stdout, /^Nothing was found\n$/)
  const kept = await run('history', 'keep', 'ann', '#tea', 'network=causerie', 'for=1y')
  assert.match(kept.stdout, /^#tea on causerie is kept for 1y\. Nothing goes before \d{4}-/)
  assert.match((await run('history', 'keep', 'ann')).stdout, /#tea on causerie is kept for 1y\n/)
  assert.match(
    (await run('history', 'status', 'ann')).stdout,
    /^causerie: 1 line in 1 window, \d+ B\n/,
  )
})

test('a password is asked for, never an argument, and lies sealed in the store', async () => {
  await using place = await emptyPlace()
  const run = (words: string[], input = '') => causerie([...words, '--data', place.path], { input })
  await run(['account', 'add', 'ann'], 'correct horse')
  const pass = await run(['network', 'add', 'ann', 'other', 'host=h.example', 'pass=tea'], 'x')
  assert.equal(pass.code, 1)
  assert.match(pass.stderr, /the password is no argument: say pass=-/)
  await run(['network', 'add', 'ann', 'other', 'host=h.example', 'pass=-'], 'server secret\n')
  const sasl = ['sasl', 'set-plain', 'ann', 'annie']
  const refused = await run([...sasl, 'milk', 'network=other'], 'x')
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /the password is no argument: it is asked for/)
  const set = await run([...sasl, 'network=other'], 'tea & milk\n')
  assert.deepEqual([set.code, set.stdout], [0, 'Logging in with SASL PLAIN\n'])
  await using store = await openStore(`sqlite:${place.path}`)
  const kept = (await store.networks.list('ann/n'))[0]![1]
  assert.doesNotMatch(JSON.stringify(kept), /tea|server secret/)
  const { secret, networks } = await opened(place.path, store)
  const [, record] = (await networks.list('ann/n'))[0]!
  assert.equal(record.upstream!.sasl!.password, 'tea & milk')
  assert.equal(record.upstream!.pass, 'server secret')
  assert.ok(secret.length > 30)
})

async function opened(data: string, store: Store) {
  const secret = await houseSecret(data)
  return { secret, networks: new SealedNetworks(store.networks, secret) }
}
