/** The short form; `npm run soak` has the long one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defectsIn } from '../defects.ts'
import { loneProcess } from './arena.ts'
import { ordeal } from './ordeal.ts'
import { summary } from './summary.ts'

/**
 * An answer that was read this long ago is on the disk, also on a busy machine; the soak asks for a
 * second.
 */
const unansweredMsMax = 10_000

test('no line that anybody was shown is lost when the process is killed, and none comes twice', {
  timeout: 150_000,
}, async (t) => {
  const task = { lines: 2_400, kills: 6 }
  const report = await ordeal(task, loneProcess)
  t.diagnostic(summary(report))
  assert.equal(report.kills, task.kills)
  assert.ok(report.sent >= task.lines && report.shown > report.kept, summary(report))
  const { seed, lost, duplicated, disordered, output } = report
  const nothing: string[] = []
  assert.deepEqual(
    { lost, duplicated, disordered },
    { lost: nothing, duplicated: nothing, disordered: nothing },
    `seed ${seed}`,
  )
  assert.ok(report.unansweredMsMax < unansweredMsMax, summary(report))
  assert.deepEqual(defectsIn(output), [])
})
