/** A client's side of https://ircv3.net/specs/extensions/capability-negotiation. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CapClient } from '#wire/cap-client.ts'

function client(wanted: string[]) {
  const asked: string[] = []
  const offered = new Map<string, string>()
  const caps = new CapClient(
    () => wanted,
    (list) => asked.push(list),
  )
  const take = (...params: string[]) => caps.take(['*', ...params], offered)
  return { asked, offered, take }
}

test('what is offered and wanted is asked for, when the whole offer is known', () => {
  const { asked, offered, take } = client(['batch', 'sasl', 'setname'])
  offered.set('batch', '')
  assert.equal(take('LS', '*', 'batch other'), false)
  assert.deepEqual(asked, [])
  offered.set('sasl', 'PLAIN').set('other', '')
  assert.equal(take('LS', 'sasl=PLAIN'), false)
  assert.deepEqual(asked, ['batch sasl'])
  assert.equal(take('ACK', 'batch sasl'), true)
})

test('where nothing is wanted there is nothing to wait for', () => {
  const { asked, take } = client(['batch'])
  assert.equal(take('LS', 'other'), true)
  assert.deepEqual(asked, [])
})

test('a refused list is asked for one by one, and each answer is waited for', () => {
  const { asked, offered, take } = client(['batch', 'setname'])
  offered.set('batch', '').set('setname', '')
  take('LS', 'batch setname')
  assert.equal(take('NAK', 'batch setname '), false)
  assert.deepEqual(asked.slice(1), ['batch', 'setname'])
  assert.equal(take('NAK', 'batch'), false)
  assert.equal(take('ACK', 'setname'), true)
})

test('what is offered later is asked for, and nothing else again', () => {
  const { asked, offered, take } = client(['batch', 'sasl'])
  offered.set('batch', '')
  take('LS', 'batch')
  take('ACK', 'batch')
  offered.set('sasl', 'PLAIN').set('other', '')
  assert.equal(take('NEW', 'sasl=PLAIN other'), false)
  assert.deepEqual(asked, ['batch', 'sasl'])
})

test('a long list is asked for in lines that servers take', () => {
  const wanted = Array.from({ length: 60 }, (_, at) => `example.org/capability-${at}`)
  const { asked, offered, take } = client(wanted)
  for (const cap of wanted) offered.set(cap, '')
  take('LS', wanted.join(' '))
  assert.ok(asked.length > 1 && asked.every((list) => list.length <= 400))
  assert.deepEqual(asked.join(' ').split(' '), wanted)
  const answers = asked.map((list) => take('ACK', list))
  assert.deepEqual(answers.indexOf(true), asked.length - 1)
})
