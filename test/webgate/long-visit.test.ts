/** What a page owes to somebody who leaves it open for weeks. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { perform } from '../../webgate/client/state/commands.ts'
import { emptyHistory, modernWelcome, Trace } from './trace.ts'

const inTea = () => new Trace().connect().play(modernWelcome).play(emptyHistory)

test('after thousands of reactions and redactions, the newest still count', () => {
  const trace = inTea()
  const { session } = trace
  const tea = trace.buffer('#tea')
  const last = 3001
  for (let n = 0; n <= last; n++) {
    session.receive(`@+draft/react=yum;+reply=m${n} :bob!u@h TAGMSG #tea`)
    session.receive(`:bob!u@h REDACT #tea gone${n}`)
  }
  assert.deepEqual(tea.reactions.of(`m${last}`), [{ text: 'yum', nicks: ['bob'] }])
  assert.deepEqual(tea.reactions.of('m0'), [], 'there is an end to what is kept')
  session.reading.older(tea)
  session.receive(`:irc.test BATCH +h chathistory #tea`)
  session.receive(`@batch=h;msgid=gone${last} :bob!u@h PRIVMSG #tea :secret`)
  session.receive('@batch=h;msgid=other :bob!u@h PRIVMSG #tea :known')
  session.receive('BATCH -h')
  const texts = tea.entries.map(({ msgid, text }) => [msgid, text])
  assert.deepEqual(Object.fromEntries(texts), { [`gone${last}`]: '', other: 'known' })
})

test('a clock of the page that is ahead makes nobody miss anything', () => {
  const trace = inTea()
  trace.play('< @msgid=m1;time=2026-05-01T10:00:00.000Z :bob!u@h PRIVMSG #tea :one')
  trace.now += 3_600_000
  perform(trace.session, trace.buffer('#tea'), '/help')
  perform(trace.session, trace.buffer('#tea'), 'on its way')
  assert.equal(trace.buffer('#tea').readAt, Date.parse('2026-05-01T10:00:00.000Z'))
  const again = modernWelcome
    .replace(
      '> JOIN #tea',
      '> JOIN #tea\n> CHATHISTORY TARGETS timestamp=2026-05-01T09:59:59.000Z …',
    )
    .replace('LATEST #tea *', 'AFTER #tea msgid=m1')
  trace.skip().play('!').play(again)
})

test('however many strangers write, old conversations make room, but not those with own words', () => {
  const trace = inTea()
  const { session } = trace
  const people = () => session.buffers.filter(({ kind }) => kind === 'person')
  const write = (n: number) => {
    const at = new Date(Date.UTC(2026, 4, 1, 11, 0, n)).toISOString()
    session.receive(`@time=${at} :bot${n}!u@h PRIVMSG ada :buy`)
  }
  for (let n = 0; n < 200; n++) write(n)
  session.find('bot0')!.draft = 'half a sentence'
  session.show(session.find('bot1')!)
  for (let n = 200; n < 1000; n++) write(n)
  assert.equal(people().length, 200)
  for (const name of ['bot0', 'bot1', 'bot999']) assert.ok(session.find(name), name)
  assert.equal(session.find('bot2'), undefined)
  assert.ok(session.find('#tea'))
})

test('what waits in a conversation that is closed does not wait for ever', () => {
  const trace = inTea().disconnect()
  perform(trace.session, trace.buffer('#tea'), 'never mind')
  assert.equal(trace.session.outbox.size, 1)
  trace.session.close(trace.buffer('#tea'))
  assert.equal(trace.session.outbox.size, 0)
})
