import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { Duplex } from 'node:stream'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { Gate, Outbox } from '#host/outbox.ts'

/** Remembers its writes, and is as full as it is told. */
class Sink extends Duplex {
  writes: string[] = []
  #stuck: (() => void)[] | undefined

  constructor(stuck = false) {
    super({ decodeStrings: false, read() {}, highWaterMark: 16 })
    if (stuck) this.#stuck = []
  }

  override _write(chunk: string, _: BufferEncoding, done: () => void) {
    this.writes.push(chunk)
    if (this.#stuck) this.#stuck.push(done)
    else done()
  }

  unstick() {
    const stuck = this.#stuck
    this.#stuck = undefined
    for (const done of stuck ?? []) done()
  }
}

function outboxOf(duplex: Duplex, gate = new Gate(), sendqBytesMax = 10_000) {
  let overflows = 0
  const onOverflow = () => {
    overflows++
  }
  const outbox = new Outbox(duplex, gate, { limits: { sendqBytesMax }, onOverflow })
  return { outbox, gate, overflows: () => overflows }
}

test('lines of one turn leave in one write, in their order', async () => {
  const sink = new Sink()
  const { outbox } = outboxOf(sink)
  outbox.push('one')
  outbox.push('deux, été')
  outbox.push('three')
  assert.deepEqual(sink.writes, [])
  assert.equal(outbox.queuedBytes, 5 + 13 + 7)
  await turn()
  assert.deepEqual(sink.writes, ['one\r\ndeux, été\r\nthree\r\n'])
  assert.equal(outbox.queuedBytes, 0)
  outbox.push('four')
  await turn()
  assert.deepEqual(sink.writes.slice(1), ['four\r\n'])
})

test('a line with a ticket waits for the gate, and all behind it wait too', async () => {
  const sink = new Sink()
  const { outbox, gate } = outboxOf(sink)
  outbox.push('free')
  outbox.push('held by 2', 2)
  outbox.push('behind')
  outbox.push('held by 1', 1)
  outbox.push('held by 3', 3)
  await turn()
  assert.deepEqual(sink.writes, ['free\r\n'])
  gate.open(1)
  await turn()
  assert.equal(sink.writes.length, 1)
  gate.open(2)
  await turn()
  assert.deepEqual(sink.writes.slice(1), ['held by 2\r\nbehind\r\nheld by 1\r\n'])
  gate.open(3)
  gate.open(2)
  assert.equal(gate.durable, 3)
  await turn()
  assert.deepEqual(sink.writes.slice(2), ['held by 3\r\n'])
  outbox.push('free again', 3)
  await turn()
  assert.deepEqual(sink.writes.slice(3), ['free again\r\n'])
})

test('recipients of the same lines write the same text, whoever has more', async () => {
  const gate = new Gate()
  const sinks = Array.from({ length: 4 }, () => new Sink())
  const outboxes = sinks.map((sink) => outboxOf(sink, gate).outbox)
  outboxes[3]!.push('private')
  for (const line of ['a', 'b']) for (const outbox of outboxes) outbox.push(line, 7)
  outboxes[2]!.push('c')
  await turn()
  for (const outbox of outboxes) outbox.push('d', 8)
  gate.open(7)
  await turn()
  gate.open(8)
  await turn()
  const texts = sinks.map((sink) => sink.writes.join(''))
  assert.equal(texts[0], 'a\r\nb\r\nd\r\n')
  assert.equal(texts[1], texts[0])
  assert.equal(texts[2], 'a\r\nb\r\nc\r\nd\r\n')
  assert.equal(texts[3], 'private\r\na\r\nb\r\nd\r\n')
})

test('a full socket is not written to until it has drained', async () => {
  const sink = new Sink(true)
  const { outbox } = outboxOf(sink)
  outbox.push('more than sixteen characters')
  await turn()
  outbox.push('second')
  await turn()
  outbox.push('third')
  await turn()
  assert.deepEqual(sink.writes, ['more than sixteen characters\r\n'])
  assert.equal(outbox.queuedBytes, 30 + 8 + 7)
  sink.unstick()
  await turn()
  assert.deepEqual(sink.writes.slice(1), ['second\r\nthird\r\n'])
})

test('too much that waits is an overflow, once, wherever it waits', async () => {
  const held = outboxOf(new Sink(), new Gate(), 100)
  for (let i = 0; i < 20; i++) held.outbox.push('0123456789', 1)
  assert.equal(held.overflows(), 1)
  assert.equal(held.outbox.queuedBytes, 0)

  const stuck = outboxOf(new Sink(true), new Gate(), 100)
  stuck.outbox.push('x'.repeat(61))
  await turn()
  stuck.outbox.push('x'.repeat(30))
  assert.equal(stuck.overflows(), 0)
  stuck.outbox.push('x')
  stuck.outbox.push('x')
  assert.equal(stuck.overflows(), 1)
})

test('end sends the last line after those that are held, and takes nothing more', async () => {
  const sink = new Sink()
  const { outbox, gate } = outboxOf(sink)
  outbox.push('held', 1)
  outbox.end('ERROR :bye')
  outbox.push('too late')
  outbox.end('twice')
  await turn()
  assert.equal(sink.writableEnded, false)
  gate.open(1)
  await turn()
  assert.deepEqual(sink.writes, ['held\r\nERROR :bye\r\n'])
  assert.equal(sink.writableEnded, true)
  sink.destroy()
})

test('a peer that does not read its last lines is cut off after five seconds', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const sink = new Sink(true)
  const { outbox, gate } = outboxOf(sink)
  outbox.push('held', 1)
  outbox.end()
  t.mock.timers.tick(5000)
  assert.equal(sink.destroyed, false, 'the store is late, not the peer')
  gate.open(1)
  await turn()
  t.mock.timers.tick(5000)
  assert.equal(sink.destroyed, true)
})

test('a destroyed socket is let go of', async () => {
  const sink = new Sink()
  const { outbox } = outboxOf(sink)
  outbox.push('a')
  sink.destroy()
  await turn()
  assert.deepEqual(sink.writes, [])
  assert.equal(outbox.queuedBytes, 0)
})

test('whatever is pushed and opened, each outbox sends its lines in order and none early', async () => {
  const step = fc.record({
    to: fc.nat(2),
    line: fc.constantFrom('a', 'b', 'é'),
    ticket: fc.boolean(),
    open: fc.nat(3),
    turn: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const gate = new Gate()
      const sinks = [new Sink(), new Sink(), new Sink()]
      const outboxes = sinks.map((sink) => outboxOf(sink, gate).outbox)
      const pushed: { line: string; ticket: number }[][] = [[], [], []]
      let tickets = 0
      const check = () =>
        sinks.forEach((sink, i) => {
          const waits = pushed[i]!.findIndex(({ ticket }) => ticket > gate.durable)
          const free = waits < 0 ? pushed[i]! : pushed[i]!.slice(0, waits)
          assert.equal(sink.writes.join(''), free.map(({ line }) => `${line}\r\n`).join(''))
        })
      for (const { to, line, ticket, open, turn: wait } of steps) {
        const number = ticket ? ++tickets : 0
        for (let i = 0; i <= to; i++) {
          outboxes[i]!.push(line, number)
          pushed[i]!.push({ line, ticket: number })
        }
        gate.open(Math.min(tickets, gate.durable + open))
        if (!wait) continue
        await turn()
        check()
      }
      await turn()
      check()
    }),
    { numRuns: 200 },
  )
})

test('over a real socket everything arrives, also when the reader is slow', async () => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1')
  const [socket] = (await once(server, 'connection')) as [net.Socket]
  const { outbox, overflows } = outboxOf(socket, new Gate(), 20_000_000)
  let expected = ''
  for (let i = 0; i < 100_000; i++) {
    const line = `:irc.test NOTICE you :line number ${i}, naïve`
    expected += `${line}\r\n`
    outbox.push(line)
    if (i % 1000 === 0) await turn()
  }
  outbox.end()
  let received = ''
  client.setEncoding('utf8')
  for await (const text of client) received += text
  assert.ok(received === expected)
  assert.equal(overflows(), 0)
  server.close()
})

test('who may be much longer waits until the reader has read', async () => {
  const sink = new Sink(true)
  const { outbox } = outboxOf(sink, new Gate(), 100)
  await outbox.room()
  outbox.push('x'.repeat(60))
  await turn()
  let settled = false
  const room = outbox.room().then(() => (settled = true))
  for (let i = 0; i < 5; i++) await turn()
  assert.equal(settled, false)
  sink.unstick()
  await room
})

test('nobody waits for a reader who is gone, or for lines that are forgotten', async () => {
  for (const leave of [
    ({ sink }: { sink: Sink }) => sink.destroy(),
    ({ outbox }: { outbox: Outbox }) => outbox.drop(),
  ]) {
    const sink = new Sink(true)
    const { outbox } = outboxOf(sink, new Gate(), 100)
    outbox.push('x'.repeat(60))
    await turn()
    const room = outbox.room()
    await turn()
    leave({ sink, outbox })
    await room
  }
})
