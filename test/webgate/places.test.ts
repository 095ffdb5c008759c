import assert from 'node:assert/strict'
import test from 'node:test'
import { emptyHistory, modernWelcome, Trace } from './trace.ts'

const said = (id: number, who: string, to = '#tea', tags = '') =>
  `< @${tags}msgid=m${id};time=2026-05-01T10:00:0${id}.000Z :${who}!u@h PRIVMSG ${to} :${id}`

const inTea = () =>
  new Trace().connect().play(modernWelcome).play(emptyHistory).play(said(9, 'bob'))

test('a message is shown also where other pages are still on their way', () => {
  const trace = inTea()
  const { session } = trace
  const zoe = session.open('zoe')
  session.show(zoe)
  session.reading.goTo(zoe, 'm2')
  trace
    .play(`
      > CHATHISTORY LATEST zoe * 3
      < :irc.test BATCH +h chathistory zoe
      ${said(6, 'zoe', 'ada', 'batch=h;')}
      ${said(7, 'zoe', 'ada', 'batch=h;')}
      ${said(8, 'zoe', 'ada', 'batch=h;')}
      < :irc.test BATCH -h
      > CHATHISTORY AROUND zoe msgid=m2 3
      < :irc.test BATCH +h chathistory zoe
      ${said(1, 'zoe', 'ada', 'batch=h;')}
      ${said(2, 'zoe', 'ada', 'batch=h;')}
      < :irc.test BATCH -h
    `)
    .silent()
  const moved = trace.changes.findLast(({ kind }) => kind === 'moved')
  assert.equal(moved?.kind === 'moved' && moved.to?.text, '2')
  assert.equal(zoe.newer, 'more')
})

test('where the server has forgotten a message, the log stays as it is', () => {
  const trace = inTea()
  const tea = trace.buffer('#tea')
  trace.session.reading.goTo(tea, 'm0')
  trace.play(`
    > CHATHISTORY AROUND #tea msgid=m0 3
    < :irc.test BATCH +h chathistory #tea
    < :irc.test BATCH -h
  `)
  assert.deepEqual([trace.log('#tea'), tea.newer], [['bob: 9'], 'none'])
})

test('two messages are looked for at once, and the last one is shown', () => {
  const trace = inTea()
  const tea = trace.buffer('#tea')
  trace.session.reading.goTo(tea, 'm2')
  const zoe = trace.session.open('zoe')
  trace.session.reading.goTo(zoe, 'm4')
  const moved = () => trace.changes.findLast(({ kind }) => kind === 'moved')
  trace.play(`
    > CHATHISTORY AROUND #tea msgid=m2 3
    > CHATHISTORY AROUND zoe msgid=m4 3
    < :irc.test BATCH +h chathistory #tea
    ${said(2, 'bob', '#tea', 'batch=h;')}
    < :irc.test BATCH -h
  `)
  assert.equal(moved(), undefined, 'nobody waits for that one any more')
  trace.play(`
    < :irc.test BATCH +h chathistory zoe
    ${said(4, 'zoe', 'ada', 'batch=h;')}
    < :irc.test BATCH -h
  `)
  const last = moved()
  assert.equal(last?.kind === 'moved' && last.to?.text, '4')
})
