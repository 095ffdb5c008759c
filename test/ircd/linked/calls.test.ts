import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Backoff } from '../../../ircd/linked/backoff.ts'
import { Threshold } from '../../../ircd/linked/threshold.ts'

const seconds = 1000

test('each failure doubles the wait, from five seconds to five minutes, and chance spreads it', () => {
  const backoff = new Backoff()
  const waits: number[] = []
  for (let n = 0; n < 9; n++) {
    backoff.failed(0, 0.5)
    waits.push(backoff.dueAt / seconds)
  }
  assert.deepEqual(waits, [5, 10, 20, 40, 80, 160, 300, 300, 300])
  backoff.failed(0, 0)
  assert.equal(backoff.dueAt, 225 * seconds)
  backoff.failed(0, 1)
  assert.equal(backoff.dueAt, 375 * seconds)
})

test('a link that lasted a minute makes the next wait short again; a shorter one does not', () => {
  const backoff = new Backoff()
  for (let n = 0; n < 4; n++) backoff.failed(0, 0.5)
  backoff.ended(0, 59 * seconds, 0.5)
  assert.equal(backoff.dueAt, 80 * seconds)
  backoff.ended(0, 60 * seconds, 0.5)
  assert.equal(backoff.dueAt, 5 * seconds)
  backoff.stop()
  assert.equal(backoff.dueAt, Number.POSITIVE_INFINITY)
})

test('who says CAPAB or SERVER is a server, with the PASS that came before', () => {
  const solanum = new Threshold()
  assert.equal(solanum.read('PASS linkpass TS 6 :9PA'), undefined)
  const said = solanum.read('CAPAB :QS ENCAP')
  assert.deepEqual(said, ['PASS linkpass TS 6 :9PA', 'CAPAB :QS ENCAP'])
  const anope = new Threshold()
  anope.read(':00A PASS linkpass')
  assert.equal(anope.read(':00A CAPAB :ENCAP EOB')?.length, 2)
  assert.deepEqual(new Threshold().read('@time=x SERVER a.b 1 :c'), ['@time=x SERVER a.b 1 :c'])
})

test('what clients say leaves them clients', () => {
  const threshold = new Threshold()
  const lines = ['CAP LS 302', 'PASS ann:secret', 'NICK SERVER', 'USER a 0 * :CAPAB x', 'server']
  for (const line of lines) assert.equal(threshold.read(line), undefined)
})
