/** The judge of the crash test finds what it looks for. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kept } from './evidence.ts'
import { LineClient } from './line-client.ts'
import { type Case, type Device, type Verdict, verdict } from './verdict.ts'

const at = { host: '127.0.0.1', port: 1 }
const said = ['one', 'two', 'three']
const channel = '#tea'

/** What a device is shown on its first connection, and on the next. */
type Visits = string[][]

function deviceOf(visits: Visits, pongs = true): Device {
  const client = new LineClient({ at, nick: 'ada', pass: 'ada:x', caps: [], channels: [], pongs })
  for (const [visit, texts] of visits.entries()) {
    for (const text of texts) client.shown.push({ window: channel, text, at: visit * 1000, visit })
  }
  return { account: 'ada', name: 'phone', client }
}

function rowsOf(texts: string[], log: string): Kept[] {
  return texts.map((text, seq) => ({ log, buffer: channel, seq, id: text, from: 'sam', text }))
}

function judged(device: Device, changes: Partial<Case> & { kept?: string[] } = {}): Verdict {
  const { kept = said, ...rest } = changes
  return verdict({
    evidence: {
      rows: [...rowsOf(kept, 'channel/1'), ...rowsOf(kept, 'user/ada')],
      cursors: new Map(),
      channels: new Map([['1', channel]]),
    },
    paged: new Map([[channel, kept]]),
    kills: [],
    devices: [device],
    others: [],
    echoed: said,
    ...rest,
  })
}

/** How many promises were broken, by kind. */
function broken({ lost, duplicated, disordered }: Verdict) {
  return [lost.length, duplicated.length, disordered.length].map((count) => count > 0)
}

const [lost, duplicated, disordered] = [0, 1, 2].map((kind) => [0, 1, 2].map((k) => k === kind))

test('what was shown once, in order, and is kept, breaks no promise', () => {
  assert.deepEqual(broken(judged(deviceOf([said]))), [false, false, false])
  assert.deepEqual(broken(judged(deviceOf([['one'], ['two', 'three']]))), [false, false, false])
})

test('a line that a device never saw, or that is not kept, is lost', () => {
  assert.deepEqual(broken(judged(deviceOf([['one', 'three']]))), lost)
  const some = said.slice(0, 2)
  const shownOnly = judged(deviceOf([said]), { kept: some, echoed: some })
  assert.ok(shownOnly.lost.length > 0)
  assert.deepEqual(broken(judged(deviceOf([some]), { kept: some })), lost, 'it was echoed')
  assert.deepEqual(broken(judged(deviceOf([said]), { paged: new Map([[channel, some]]) })), lost)
})

test('a line that comes again without a kill between is a duplicate, unless nobody answers', () => {
  const again: Visits = [said, ['three']]
  assert.deepEqual(broken(judged(deviceOf(again))), duplicated)
  const deaf = judged(deviceOf(again, false))
  assert.deepEqual([broken(deaf), deaf.repeatedToDeaf], [[false, false, false], 1])
})

test('a line that was answered for may not come again, not even after a kill', () => {
  const device = deviceOf([said, ['three']])
  const kill = (seq: number) => ({
    at: 500,
    rows: rowsOf(said, 'user/ada'),
    cursors: new Map([['ada/phone', seq]]),
    visits: new Map([[device.client, 0]]),
    shown: new Map([[device.client, said.length]]),
  })
  const unanswered = judged(device, { kills: [kill(1)] })
  assert.deepEqual(
    [broken(unanswered), unanswered.repeatedUnanswered, unanswered.unansweredMsMax],
    [[false, false, false], 1, 500],
  )
  assert.deepEqual(broken(judged(device, { kills: [kill(2)] })), duplicated)
})

test('what was on its way when a process died may be shown after that, and again', () => {
  const device = deviceOf([said, ['three'], ['three']])
  const kill = (visit: number) => ({
    at: -1,
    rows: [],
    cursors: new Map(),
    visits: new Map([[device.client, visit]]),
    shown: new Map([[device.client, 0]]),
  })
  assert.deepEqual(broken(judged(device, { kills: [kill(0)] })), [false, false, false])
  assert.deepEqual(broken(judged(device, { kills: [kill(1)] })), duplicated, 'it was after that')
})

test('lines in another order than the log’s are out of order', () => {
  assert.deepEqual(broken(judged(deviceOf([['one', 'three', 'two']]))), disordered)
  const late: Visits = [['one', 'three'], ['two']]
  assert.deepEqual(broken(judged(deviceOf(late))), disordered, 'what is new on a later connection')
  const deaf = deviceOf([said, ['one', 'two']], false)
  assert.deepEqual(broken(judged(deaf)), [false, false, false], 'a replay that was broken off')
})
