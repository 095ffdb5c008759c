/** Turns of processes that share a store: see `ircd/accounts/turns.ts`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openStore } from '#store/open.ts'
import { alone } from '../../../ircd/accounts/turns.ts'
import { until } from '../../until.ts'

test('of many who find a turn whose time is over one takes it, then the next', async () => {
  await using store = await openStore('memory:')
  await store.shelf('account-turns').put('ann', { until: Date.now() - 1, of: 'who has ended' })
  let inside = 0
  const all = Array.from({ length: 8 }, async () => {
    await using _turn = await alone(store, 'ann')
    assert.equal(++inside, 1)
    await store.shelf('anything').list()
    inside--
  })
  await Promise.all(all)
  assert.deepEqual(await store.shelf('account-turns').list(), [])
})

test('a turn lasts as long as its work, and no longer', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  await using store = await openStore('memory:')
  const turns = store.shelf<{ until: number }>('account-turns')
  const turn = await alone(store, 'ann')
  const { until: first } = (await turns.get('ann'))!
  await until('the turn to be made longer', async () => {
    t.mock.timers.tick(5000)
    return (await turns.get('ann'))!.until > first
  })
  await turn[Symbol.asyncDispose]()
  assert.deepEqual(await turns.list(), [])
})

test('whoever comes back too late does not end the turn of the next', async () => {
  await using store = await openStore('memory:')
  const late = await alone(store, 'ann')
  await store.shelf('account-turns').put('ann', { until: Date.now() - 1, of: 'the late one' })
  await using _next = await alone(store, 'ann')
  await late[Symbol.asyncDispose]()
  assert.equal((await store.shelf('account-turns').list()).length, 1)
})
