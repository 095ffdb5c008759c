import { test } from 'node:test'
import { siege } from './siege.ts'

const minute = 60_000

test('whatever bytes come in at any door, the network lives and lets go of them', {
  timeout: 2 * minute,
}, async (t) => {
  const outcome = await siege({ rounds: 4 })
  t.diagnostic(JSON.stringify(outcome))
})
