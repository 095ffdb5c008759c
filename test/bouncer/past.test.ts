import assert from 'node:assert/strict'
import { test } from 'node:test'
import { format, parse } from '#wire/message.ts'
import { Mirror } from '#wire/mirror.ts'
import { Past } from '../../bouncer/past.ts'

function asked(): { past: Past; said: string[] } {
  const said: string[] = []
  const mirror = new Mirror()
  const send = (line: Parameters<typeof format>[0]) => void said.push(format(line))
  return { past: new Past({ seen: () => mirror, send, late() {}, more() {} }), said }
}

test('what waits for a question about the same place is one more, however often it is wished', () => {
  const { past, said } = asked()
  const endings: string[] = []
  past.since('#tea', 5_000, (_, ending) => endings.push(`first ${ending}`))
  for (let nth = 0; nth < 30_000; nth++) {
    past.after('#Tea', nth === 7 ? 1_000 : 9_000, (_, ending) => endings.push(`next ${ending}`))
  }
  past.giveUp('#tea')
  assert.deepEqual(endings, ['first cut'])
  assert.deepEqual(
    said.map((line) => /timestamp=\S+/.exec(line)?.[0]),
    ['timestamp=1970-01-01T00:00:05.000Z', 'timestamp=1970-01-01T00:00:01.000Z'],
  )
  past.clear()
  assert.deepEqual(endings, ['first cut', 'next lost'])
})

test('a question that takes the place of another keeps what waits behind it', () => {
  const { past, said } = asked()
  const endings: string[] = []
  past.since('#tea', 1_000, (_, ending) => endings.push(`first ${ending}`))
  past.after('#tea', 2_000, (_, ending) => endings.push(`next ${ending}`))
  past.since('#tea', 3_000, (_, ending) => endings.push(`other ${ending}`))
  assert.deepEqual(endings, ['first cut'])
  assert.equal(said.length, 2)
  past.take(parse(':irc.test BATCH +1 chathistory #tea')!)
  past.take(parse(':irc.test BATCH -1')!)
  assert.deepEqual(endings, ['first cut', 'other whole'])
  assert.equal(said.length, 3)
  past.clear()
  assert.deepEqual(endings, ['first cut', 'other whole', 'next lost'])
})
