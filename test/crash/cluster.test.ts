/** The short form; `npm run soak -- cluster` is the long one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defectsIn } from '../defects.ts'
import { missing as skip } from '../store/redis-server.ts'
import { cluster, isExpected } from './cluster.ts'
import { ordeal } from './ordeal.ts'
import { summary } from './summary.ts'

test('on several machines no line is lost and none comes twice, whichever process is killed or frozen', {
  skip,
  timeout: 240_000,
}, async (t) => {
  const task = { lines: 1_600, kills: 4, patienceMs: 90_000 }
  const report = await ordeal(task, cluster)
  t.diagnostic(summary(report))
  const { seed, lost, duplicated, disordered, output } = report
  const nothing: string[] = []
  assert.deepEqual(
    { lost, duplicated, disordered },
    { lost: nothing, duplicated: nothing, disordered: nothing },
    `seed ${seed}`,
  )
  assert.match(output, /the lease of this bouncer has run out/, 'who was frozen has found out')
  assert.deepEqual(
    defectsIn(output).filter((line) => !isExpected(line)),
    [],
  )
})
