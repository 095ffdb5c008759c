import assert from 'node:assert/strict'
import { test } from 'node:test'
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
