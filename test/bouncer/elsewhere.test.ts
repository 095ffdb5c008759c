import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { listen } from '#host/listen.ts'
import { askElsewhere } from '../../bouncer/elsewhere.ts'
import type { Setting } from '../../bouncer/setting.ts'

test('a process that takes connections and says nothing is not waited for', async () => {
  const at = { kind: 'inproc' as const, name: `frozen-${randomUUID()}` }
  const frozen = await listen(at, { accept: (duplex) => duplex.resume() })
  const downstreamLimits = { lineBytesMax: 512, sendqBytes: 1024, unendedBytesMax: 4096 }
  const setting = { secret: 'secret', downstreamLimits } as unknown as Setting
  const asking = askElsewhere({ at, pin: undefined }, setting, { take: 'alice' })
  await assert.rejects(asking, /has not answered/)
  await frozen.close()
})
