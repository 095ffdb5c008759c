/** What happens now while the reader looks at a place in the past. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { perform } from '../../webgate/client/state/commands.ts'
import { emptyHistory, modernWelcome, Trace } from './trace.ts'

const said = (id: number, text: string) =>
  `@msgid=m${id};time=2026-05-01T10:00:0${id}.000Z :bob!u@h PRIVMSG #tea :${text}`

/** In #tea, with two lines of now, looking at line 1 of long ago. */
function looking(): Trace {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory)
  trace.play(`< ${said(8, 'eight')}\n< ${said(9, 'nine')}`)
  trace.now += 60_000
  perform(trace.session, trace.buffer('#tea'), 'refused')
  trace.play(`
    > @label=1 PRIVMSG #tea :refused
    < @label=1 :irc.test 404 ada #tea :Cannot send to channel
    < :eve!u@h JOIN #tea
  `)
  trace.session.reading.goTo(trace.buffer('#tea'), 'm1')
  return trace.play(`
    > CHATHISTORY AROUND #tea msgid=m1 3
    < :irc.test BATCH +h chathistory #tea
    < ${said(1, 'one').replace('@', '@batch=h;')}
    < ${said(2, 'two').replace('@', '@batch=h;')}
    < :irc.test BATCH -h
  `)
}

test('what was refused is not forgotten by a look at the past', () => {
  const trace = looking()
  assert.deepEqual(trace.log('#tea'), ['bob: one', 'bob: two', 'ada failed: refused'])
  trace.session.reading.present(trace.buffer('#tea'))
  assert.deepEqual(trace.log('#tea'), ['ada failed: refused'])
})

test('what the page is told of a log is what became of it', () => {
  const trace = looking()
  const rows: string[] = []
  for (const change of trace.changes) {
    if (!('buffer' in change) || change.buffer.name !== '#tea') continue
    if (change.kind === 'removed') rows.splice(change.at, change.count)
    if (change.kind === 'inserted') rows.splice(change.at, 0, ...Array(change.count).fill('row'))
  }
  assert.equal(rows.length, trace.log('#tea').length)
})

test('who comes and goes meanwhile is not put between two lines of the past', () => {
  const trace = looking().play(`
    < @time=2026-05-01T10:01:00.000Z :eve!u@h JOIN #tea
    < @time=2026-05-01T10:01:01.000Z :bob!u@h TOPIC #tea :milk first
    < ${said(9, 'meanwhile').replace('m9', 'm10')}
  `)
  assert.deepEqual(trace.log('#tea'), ['bob: one', 'bob: two', 'ada failed: refused'])
  perform(trace.session, trace.buffer('#tea'), '/nonsense')
  assert.equal(trace.log('#tea').at(-1), 'note nonsense', 'an answer of the page is shown')
})
