/** What `forget` owes. */
import assert from 'node:assert/strict'
import { everything, ids, type Rule, row } from './sample.ts'

export function redacting(rule: Rule): void {
  rule('redact takes one row away, in its own buffer only', async ({ log }) => {
    const [first] = await log.append([row('a', 10), row('a', 10, { buffer: 'x' }), row('b', 20)])
    assert.equal(await log.redact('channel/1', '', 'a'), true)
    assert.equal(await log.redact('channel/1', '', 'a'), false)
    assert.equal(await log.redact('channel/1', 'y', 'b'), false)
    assert.equal(await log.redact('nobody', '', 'b'), false)
    assert.equal(ids(await log.page(everything)), 'b')
    assert.equal(ids(await log.page({ ...everything, buffer: 'x' })), 'a')
    assert.equal(await log.locate('channel/1', '', 'a'), undefined)
    assert.equal(ids(await log.since('channel/1', 0, 10)), 'a b')
    const [again] = await log.append([row('a', 30)])
    assert.ok(again! > first!)
  })

  rule('a log of which everything was redacted is on no list', async ({ log }) => {
    await log.append([row('a', 10), row('b', 10, { log: 'channel/2' })])
    await log.redact('channel/1', '', 'a')
    assert.deepEqual(await log.logs('channel/'), ['channel/2'])
    await log.append([row('a', 20)])
    assert.deepEqual(await log.logs('channel/'), ['channel/1', 'channel/2'])
  })

  rule('a buffer goes by the newest message that redacting has left', async ({ log }) => {
    await log.append([row('a', 10), row('b', 20), row('join', 30, { event: true })])
    await log.redact('channel/1', '', 'b')
    assert.deepEqual(await log.buffers('channel/1', 0, 100, 10), [{ buffer: '', at: 10 }])
    await log.redact('channel/1', '', 'a')
    assert.deepEqual(await log.buffers('channel/1', 0, 100, 10), [])
    assert.equal(ids(await log.page(everything)), 'join')
  })

  rule('what was redacted before it was safe does not come back', async ({ log }) => {
    void log.append([row('a', 10)])
    assert.equal(await log.redact('channel/1', '', 'a'), true)
    assert.equal(ids(await log.page(everything)), '')
  })
}

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

  rule('forget of one buffer leaves the others', async ({ log }) => {
    const x = (id: string, at: number) => row(id, at, { buffer: 'x' })
    await log.append([row('a', 10), x('b', 10), x('c', 20), row('d', 20)])
    assert.equal(await log.forget('channel/1', 15, 'x'), 1)
    assert.equal(ids(await log.since('channel/1', 0, 10)), 'a c d')
    assert.equal(await log.forget('channel/1', undefined, 'x'), 1)
    assert.equal(ids(await log.since('channel/1', 0, 10)), 'a d')
    assert.deepEqual(await log.buffers('channel/1', 0, 100, 10), [{ buffer: '', at: 20 }])
    assert.equal(await log.forget('channel/1', undefined, 'nothing'), 0)
    assert.equal(await log.forget('channel/1', undefined, ''), 2)
    assert.deepEqual(await log.logs('channel/'), [])
  })

  measuring(rule)
}

function measuring(rule: Rule): void {
  rule('sizes counts what each buffer holds, through all that is done to it', async ({ log }) => {
    assert.deepEqual(await log.sizes('channel/1'), [])
    await log.append([row('a', 10), row('b', 20), row('c', 30), row('a', 40)])
    await log.append([row('join', 10, { buffer: 'x', event: true }), row('z', 1, { log: 'other' })])
    const line = Buffer.byteLength(row('a', 1).line)
    const sizes = async () =>
      (await log.sizes('channel/1')).map(({ buffer, rows, events, bytes }) => {
        assert.ok(bytes >= rows * line && bytes < rows * (line + 100), `${bytes} bytes`)
        return `${buffer}:${rows}/${events}`
      })
    assert.deepEqual(await sizes(), [':3/0', 'x:1/1'])
    await log.append([row('é'.repeat(9), 50, { buffer: 'y' }), row('e', 60, { event: true })])
    assert.deepEqual(await sizes(), [':4/1', 'x:1/1', 'y:1/0'])
    await log.redact('channel/1', '', 'b')
    await log.forget('channel/1', 15)
    assert.deepEqual(await sizes(), [':2/1', 'y:1/0'])
    await log.forget('channel/1')
    assert.deepEqual(await log.sizes('channel/1'), [])
    await log.append([row('a', 10)])
    assert.deepEqual(await sizes(), [':1/0'])
  })

  rule('forget may take events alone, which may be read alone', async ({ log }) => {
    const event = { event: true }
    await log.append([row('a', 10), row('b', 20, event), row('c', 30), row('d', 40, event)])
    await log.append([row('x', 20, { ...event, buffer: 'x' })])
    assert.equal(ids(await log.page({ ...everything, events: 'only' })), 'b d')
    const behind = { ...everything, events: 'only' as const, after: { at: 20 } }
    assert.equal(ids(await log.page(behind)), 'd')
    assert.deepEqual(await log.places(behind), [{ at: 40, id: 'd' }])
    assert.equal(await log.forget('channel/1', 35, '', 'events'), 1)
    assert.equal(ids(await log.page(everything)), 'a c d')
    assert.equal(await log.forget('channel/1', undefined, undefined, 'events'), 2)
    assert.equal(ids(await log.page(everything)), 'a c')
    assert.deepEqual(await log.logs('channel/'), ['channel/1'])
  })
}
