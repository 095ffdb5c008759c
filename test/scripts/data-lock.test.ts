import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { lockData } from '../../scripts/data-lock.ts'
import { emptyPlace } from './command.ts'

test('a house has one process; other houses may run beside it', async () => {
  await using place = await emptyPlace()
  const data = join(place.path, 'made/when/missing')
  using _held = lockData(data, ['ircd', 'webgate'])
  assert.throws(() => lockData(data, ['bouncer', 'webgate']), /the webgate of .* as process \d+/)
  // What the failed call had taken is free again.
  using _beside = lockData(data, ['bouncer'])
})

test('a lock is free once it is released', async () => {
  await using place = await emptyPlace()
  lockData(place.path, ['ircd'])[Symbol.dispose]()
  lockData(place.path, ['ircd'])[Symbol.dispose]()
})

test('a killed process leaves no lock behind', async () => {
  await using place = await emptyPlace()
  const url = new URL('../../scripts/data-lock.ts', import.meta.url)
  const script = `
    const { lockData } = await import(${JSON.stringify(url)})
    globalThis.held = lockData(${JSON.stringify(place.path)}, ['ircd'])
    setInterval(() => {}, 1000)
    console.log('held')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script])
  await once(child.stdout, 'data')
  assert.throws(() => lockData(place.path, ['ircd']), new RegExp(`as process ${child.pid}: `))
  child.kill('SIGKILL')
  await once(child, 'exit')
  lockData(place.path, ['ircd'])[Symbol.dispose]()
})
