import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measureEngines, readable } from '../../scripts/bench/store.ts'
import { missing as skip } from '../store/redis-server.ts'

test('the benchmark of the store measures both engines in one run', { skip }, async () => {
  const load = { rows: 512, pages: 256 }
  const figures = await measureEngines(load)
  assert.deepEqual(
    figures.map(({ engine }) => engine),
    ['sqlite', 'redis'],
  )
  for (const { appendsPerSecond, pagesPerSecond, loneAppend, lonePage, ...rest } of figures) {
    const { disk, searchCommon, searchRare } = rest
    assert.ok(searchCommon.half > 0 && searchRare.half > 0)
    assert.ok(appendsPerSecond > 0 && pagesPerSecond > 0 && disk > 0)
    assert.ok(loneAppend.worst >= loneAppend.half && lonePage.worst >= lonePage.half)
  }
  assert.ok(figures[1]!.memory! > 0)
  assert.doesNotMatch(readable(figures, load), /NaN|undefined|Infinity/)
})
