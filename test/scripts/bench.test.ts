import assert from 'node:assert/strict'
import { test } from 'node:test'
import { medians } from '../../scripts/bench/median.ts'
import type { Plan } from '../../scripts/bench/plan.ts'
import { readable } from '../../scripts/bench/report.ts'
import { measure } from '../../scripts/bench.ts'

const tiny: Plan = {
  rounds: 1,
  talks: [
    { size: 10, inFlight: 1, speech: 'PRIVMSG' },
    { size: 20, inFlight: 16, speech: 'PRIVMSG' },
    { size: 20, inFlight: 16, speech: 'TAGMSG' },
  ],
  warmMs: 10,
  talkMs: 50,
  arrivals: 30,
  idleMs: 10,
  appends: 300,
  bouncer: { missed: 400, people: 3 },
  linked: { users: 300, channels: 60 },
}

const skip = process.platform !== 'linux' && 'the benchmark reads /proc: it needs Linux'

test('the benchmark measures every row and prints it', { skip }, async () => {
  const report = await measure(tiny, () => {})
  for (const { cpu, mainCpu, deliveriesPerSecond } of report.causerie.fanout) {
    assert.ok(cpu >= mainCpu && mainCpu > 0 && deliveriesPerSecond > 0)
  }
  const { registerUs, joinUs, baseKiB } = report.causerie.arrival
  assert.ok(registerUs > 0 && joinUs > 0 && baseKiB > 0)
  assert.ok(report.store.rowsPerSecond > 0 && report.bouncer.one.linesPerSecond > 0)
  for (const { cpu, residentMiB, stallMs } of [report.bursts.in, report.bursts.out]) {
    assert.ok(cpu > 0 && residentMiB > 0 && stallMs > 0)
  }
  const text = readable(report)
  assert.doesNotMatch(text, /NaN|undefined|Infinity/)
  for (const row of ['20 members, 16 in flight, not kept', 'idle client', 'replayed', 'stall']) {
    assert.ok(text.includes(row), row)
  }
})

test('rounds are summed up by the median of each number', () => {
  const round = (cpu: number) => ({ name: 'a', talks: [{ cpu }] })
  assert.deepEqual(medians([round(3), round(1), round(9)]), round(3))
  assert.deepEqual(medians([round(3), round(1)]), round(2))
})
