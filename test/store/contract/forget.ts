/** What `forget` owes. */
import assert from 'node:assert/strict'
import { everything, ids, type Rule, row } from './sample.ts'

export function forgetting(rule: Rule): void {
  rule('forget drops what is older than a time, in one log', async ({ log }) => {
    await log.append([
      row('a', 10),
      row('b', 20, { event: true }),
      row('c', 30),
      row('x', 10, { buffer: 'old' }),
      row('y', 10, { log: 'channel/2' }),
    ])
    assert.equal(await log.forget('channel/1', 30), 3)
    assert.equal(ids(await log.page(everything)), 'c')
    assert.deepEqual(await log.buffers('channel/1', 0, 100, 10), [{ buffer: '', at: 30 }])
    assert.equal(await log.locate('channel/1', '', 'a'), undefined)
    assert.equal(ids(await log.since('channel/2', 0, 10)), 'y')
    assert.equal(await log.forget('channel/1', 30), 0)
  })

  rule('a buffer that keeps events alone has no newest message', async ({ log }) => {
    await log.append([row('a', 10), row('b', 20, { event: true })])
    await log.forget('channel/1', 15)
    assert.deepEqual(await log.buffers('channel/1', 0, 100, 10), [])
    assert.equal(await log.latest(), 20)
    await log.append([row('c', 30)])
    assert.deepEqual(await log.buffers('channel/1', 0, 100, 10), [{ buffer: '', at: 30 }])
  })

  rule('forget drops a whole log however long, and no seq comes twice', async ({ log }) => {
    const seqs = await log.append(Array.from({ length: 1200 }, (_, i) => row(`${i}`, i)))
    const forgetting = log.forget('channel/1')
    assert.equal(await forgetting, 1200)
    assert.equal(ids(await log.page(everything)), '')
    assert.deepEqual([await log.lastSeq('channel/1'), await log.latest()], [0, 0])
    const [seq] = await log.append([row('1', 1)])
    assert.ok(seq! > seqs.at(-1)!)
    assert.equal(await log.forget('nobody'), 0)
  })

  rule('what is appended while a log is forgotten stays', async ({ log }) => {
    await log.append(Array.from({ length: 1200 }, (_, i) => row(`${i}`, i)))
    const forgetting = log.forget('channel/1')
    await log.append([row('new', 2000)])
    assert.equal(await forgetting, 1200)
    assert.equal(ids(await log.page(everything)), 'new')
    assert.deepEqual(await log.buffers('channel/1', 0, 3000, 10), [{ buffer: '', at: 2000 }])
  })
}
