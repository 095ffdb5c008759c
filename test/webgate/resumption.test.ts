import assert from 'node:assert/strict'
import test from 'node:test'
import { Resumption } from '../../webgate/client/wire/resumption.ts'

test('a page that comes back names its session and how much it has heard', () => {
  const page = new Resumption()
  assert.equal(page.hello(), 'RESUME')
  assert.equal(page.settled, false)
  assert.equal(page.hear('RESUME NEW tok 300'), 'new')
  assert.deepEqual([page.settled, page.awayMsMax], [true, 300_000])
  for (const line of [':irc.test 001 ada :Welcome', 'PING :x'])
    assert.equal(page.hear(line), 'line')
  assert.equal(page.hello(), 'RESUME tok 2')
  assert.equal(page.settled, false, 'nothing is sent before the gate has answered')
})

test('what the gate has not got is said again, and nothing else', () => {
  const page = new Resumption()
  page.hello()
  page.hear('RESUME NEW tok 300')
  for (const line of ['one', 'two', 'three', 'four']) page.say(line)
  assert.equal(page.hear('RESUME ACK 1'), 'own')
  assert.deepEqual(page.unsure, ['two', 'three', 'four'])
  page.hello()
  assert.equal(page.hear('RESUME OK 3'), 'resumed')
  assert.deepEqual(page.unsure, ['four'])
  page.hear('RESUME ACK 2')
  assert.deepEqual(page.unsure, ['four'], 'an older word changes nothing')
})

test('the gate is told how much has come, at once when it is much', () => {
  const page = new Resumption()
  page.hello()
  page.hear('RESUME NEW tok 300')
  assert.equal(page.owes, false)
  for (let n = 1; n < 100; n++) page.hear(`line ${n}`)
  assert.deepEqual([page.owes, page.isMuch], [true, false])
  page.hear('line 100')
  assert.equal(page.isMuch, true)
  assert.equal(page.acknowledgement(), 'RESUME ACK 100')
  assert.deepEqual([page.owes, page.isMuch], [false, false])
})

test('a session that is gone is replaced, and both sides count from nothing', () => {
  const page = new Resumption()
  page.hello()
  page.hear('RESUME NEW old 300')
  page.say('lost')
  page.hear('line')
  page.hello()
  assert.equal(page.hear('RESUME NEW new 60'), 'new')
  assert.deepEqual([page.unsure, page.awayMsMax], [[], 60_000])
  assert.equal(page.hello(), 'RESUME new 0')
})

test('a gateway without sessions is an ordinary socket', () => {
  const page = new Resumption()
  page.hello()
  assert.equal(page.hear(':irc.test NOTICE * :Looking up your name'), 'line')
  page.say('NICK ada')
  assert.deepEqual([page.settled, page.owes, page.unsure, page.awayMsMax], [true, false, [], 0])
  const silent = new Resumption()
  silent.hello()
  silent.settle()
  assert.equal(silent.settled, true)
  for (const odd of ['RESUME', 'RESUME OK', 'RESUME ACK x', 'RESUME NEW', 'RESUME NEW t x']) {
    silent.hear(odd)
  }
})
