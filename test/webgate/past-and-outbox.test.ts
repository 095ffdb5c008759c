import assert from 'node:assert/strict'
import test from 'node:test'
import { perform } from '../../webgate/client/state/commands.ts'
import { retry } from '../../webgate/client/state/speaking.ts'
import { splitText } from '../../webgate/client/state/split.ts'
import { emptyHistory, modernWelcome, Trace } from './trace.ts'

const row = (id: number, who: string, text: string) =>
  `< @batch=h;msgid=m${id};time=2026-05-01T09:00:0${id}.000Z :${who}!u@h PRIVMSG #tea :${text}`

const live = (id: number, who: string, text: string) =>
  `< @msgid=m${id};time=2026-05-01T10:00:0${id}.000Z :${who}!u@h PRIVMSG #tea :${text}`

const missed = (id: number) => live(id, 'bob', String(id)).replace('@', '@batch=h;')

test('entering a channel reads its history, which comes before what is said meanwhile', () => {
  const trace = new Trace().connect().play(modernWelcome)
  trace.play(`
    ${live(7, 'bob', 'seven')}
    < :irc.test BATCH +h chathistory #tea
    ${row(1, 'bob', 'one')}
    ${row(2, 'eve', 'two')}
    ${live(7, 'bob', 'seven').replace('@', '@batch=h;')}
    < :irc.test BATCH -h
  `)
  assert.deepEqual(trace.log('#tea'), ['bob: one', 'eve: two', 'bob: seven'])
  trace.silent()
})

test('lines of the past do not change the present', () => {
  const trace = new Trace().connect().play(modernWelcome)
  trace.play(`
    < :irc.test BATCH +h chathistory #tea
    < @batch=h;msgid=a;time=2026-05-01T09:00:00.000Z :bob!u@h PART #tea
    < @batch=h;msgid=b;time=2026-05-01T09:00:01.000Z :ada!u@h PART #tea
    < :irc.test BATCH -h
  `)
  assert.equal(trace.session.mirror.channel('#tea')?.members.size, 3)
  assert.equal(trace.buffer('#tea').joined, true)
})

test('who scrolls up while the wire is broken reads on when it is whole again', () => {
  const trace = new Trace().connect().play(modernWelcome)
  trace.play(`
    < :irc.test BATCH +h chathistory #tea
    ${row(4, 'bob', 'four')}
    ${row(5, 'bob', 'five')}
    ${row(6, 'bob', 'six')}
    < :irc.test BATCH -h
  `)
  const buffer = trace.buffer('#tea')
  trace.hold().session.reading.older(buffer)
  assert.equal(buffer.older, 'more')
  trace.resume().session.reading.older(buffer)
  trace.play('> CHATHISTORY BEFORE #tea msgid=m4 3').silent()
})

test('a conversation that is opened while the wire is broken is read when it is whole again', () => {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory)
  trace.hold().session.show(trace.session.open('eve'))
  trace.resume().play('> CHATHISTORY LATEST eve * 3').silent()
})

test('scrolling up asks for what is older than the oldest, until there is nothing', () => {
  const trace = new Trace().connect().play(modernWelcome)
  trace.play(`
    < :irc.test BATCH +h chathistory #tea
    ${row(4, 'bob', 'four')}
    ${row(5, 'bob', 'five')}
    ${row(6, 'bob', 'six')}
    < :irc.test BATCH -h
  `)
  const buffer = trace.buffer('#tea')
  assert.equal(buffer.older, 'more')
  trace.session.reading.older(buffer)
  trace.session.reading.older(buffer)
  trace.play(`
    > CHATHISTORY BEFORE #tea msgid=m4 3
    < :irc.test BATCH +h chathistory #tea
    ${row(3, 'bob', 'three')}
    < :irc.test BATCH -h
  `)
  assert.equal(buffer.older, 'none')
  assert.equal(trace.log('#tea')[0], 'bob: three')
  trace.session.reading.older(buffer)
  trace.silent()
})

test('after a break the missed lines are fetched page by page, each once', () => {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory)
  trace.play(live(1, 'bob', 'one'))
  trace.disconnect().connect().play(welcomeBack('AFTER #tea msgid=m1'))
  trace.play(`
    ${live(7, 'bob', 'seven')}
    < :irc.test BATCH +h chathistory #tea
    ${missed(2)}
    ${missed(3)}
    ${missed(4)}
    < :irc.test BATCH -h
    > CHATHISTORY AFTER #tea msgid=m4 3
    < :irc.test BATCH +h chathistory #tea
    ${missed(5)}
    ${missed(7)}
    < :irc.test BATCH -h
  `)
  const told = ['bob: one', 'bob: 2', 'bob: 3', 'bob: 4', 'bob: 5', 'bob: seven']
  assert.deepEqual(trace.log('#tea'), told)
  trace.silent()
})

test('whoever wrote during a break has a conversation afterwards', () => {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory)
  trace.disconnect().connect().play(welcomeBack()).play(emptyHistory)
  trace.play(`
    < :irc.test BATCH +t draft/chathistory-targets
    < @batch=t :irc.test CHATHISTORY TARGETS #tea 2026-05-01T10:00:00.000Z
    < @batch=t :irc.test CHATHISTORY TARGETS Zoe 2026-05-01T10:00:00.000Z
    < :irc.test BATCH -t
    > CHATHISTORY LATEST Zoe * 3
    < :irc.test BATCH +h chathistory Zoe
    < @batch=h;msgid=z;time=2026-05-01T10:00:00.000Z :Zoe!u@h PRIVMSG ada :are you there?
    < :irc.test BATCH -h
  `)
  assert.deepEqual(trace.log('zoe'), ['Zoe: are you there?'])
})

test('an own message stands there at once and is confirmed by its echo', () => {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory)
  const buffer = trace.buffer('#tea')
  perform(trace.session, buffer, 'hello there')
  assert.deepEqual(trace.log('#tea'), ['ada sending: hello there'])
  trace.play(`
    > @label=1 PRIVMSG #tea :hello there
    ${live(1, 'bob', 'quicker')}
    < @label=1;msgid=m2;time=2026-05-01T10:00:02.000Z :ada!u@host PRIVMSG #tea :hello there
    < @msgid=m2;time=2026-05-01T10:00:02.000Z :ada!u@host PRIVMSG #tea :hello there
  `)
  assert.deepEqual(trace.log('#tea'), ['bob: quicker', 'ada: hello there'])
  assert.equal(trace.session.outbox.size, 0)
})

test('a refused message says why and can be sent again', () => {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory)
  const buffer = trace.buffer('#tea')
  perform(trace.session, buffer, 'psst')
  trace.play(`
    > @label=1 PRIVMSG #tea :psst
    < @label=1 :irc.test 404 ada #tea :Cannot send to channel
  `)
  const [entry] = buffer.entries
  assert.deepEqual([entry?.delivery, entry?.why], ['failed', 'Cannot send to channel'])
  retry(trace.session, buffer, entry!)
  trace.play('> @label=2 PRIVMSG #tea :psst')
  assert.deepEqual(trace.log('#tea'), ['ada sending: psst'])
})

test('what is typed without a connection waits, and is sent in order once back', () => {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory)
  trace.disconnect()
  const buffer = trace.buffer('#tea')
  perform(trace.session, buffer, 'one')
  perform(trace.session, buffer, '/me waits')
  assert.deepEqual(trace.log('#tea'), ['ada waiting: one', 'action waiting ada waits'])
  trace.connect().play(welcomeBack()).play(emptyHistory)
  trace.play(`
    > @label=1 PRIVMSG #tea :one
    > @label=2 PRIVMSG #tea :\x01ACTION waits\x01
  `)
  trace.silent()
})

test('a message whose echo was lost is found in the history, or sent again', () => {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory)
  trace.play(live(1, 'bob', 'one'))
  const buffer = trace.buffer('#tea')
  perform(trace.session, buffer, 'arrived')
  perform(trace.session, buffer, 'lost')
  trace.skip().disconnect().connect()
  trace.play(welcomeBack('AFTER #tea msgid=m1'))
  trace.play(`
    < :irc.test BATCH +h chathistory #tea
    < @batch=h;msgid=m2;time=2026-05-01T10:00:02.000Z :ada!u@host PRIVMSG #tea :arrived
    < :irc.test BATCH -h
    > @label=2 PRIVMSG #tea :lost
  `)
  assert.deepEqual(trace.log('#tea'), ['bob: one', 'ada: arrived', 'ada sending: lost'])
  trace.silent()
})

test('the same words from another device confirm nothing where lines have labels', () => {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory)
  perform(trace.session, trace.buffer('#tea'), 'ok')
  trace.play(`
    > @label=1 PRIVMSG #tea :ok
    < @msgid=m1;time=2026-05-01T10:00:01.000Z :ada!u@host PRIVMSG #tea :ok
  `)
  assert.deepEqual(trace.log('#tea'), ['ada: ok', 'ada sending: ok'])
  trace.play('< @label=1 :irc.test 404 ada #tea :Cannot send to channel')
  assert.deepEqual(trace.log('#tea'), ['ada: ok', 'ada failed: ok'])
})

test('the same words of long ago are not taken for a message that was lost', () => {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory)
  trace.play(live(5, 'bob', 'five'))
  perform(trace.session, trace.buffer('#tea'), 'ok')
  trace.skip().disconnect().connect().play(welcomeBack('AFTER #tea msgid=m5'))
  trace.play(`
    < :irc.test BATCH +h chathistory #tea
    < :irc.test BATCH -h
    > CHATHISTORY LATEST #tea * 3
    < :irc.test BATCH +h chathistory #tea
    < @batch=h;msgid=m1;time=2026-05-01T10:00:01.000Z :ada!u@host PRIVMSG #tea :ok
    ${live(5, 'bob', 'five').replace('@', '@batch=h;')}
    < :irc.test BATCH -h
    > @label=1 PRIVMSG #tea :ok
  `)
  assert.deepEqual(trace.log('#tea'), ['ada: ok', 'bob: five', 'ada sending: ok'])
})

test('when more was missed than can be fetched, no gap is left in the middle', () => {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory)
  trace.play(live(1, 'bob', 'old'))
  trace.skip().disconnect().connect().play(welcomeBack('AFTER #tea msgid=m1'))
  trace.play(`
    < :irc.test BATCH +h chathistory #tea
    < :irc.test BATCH -h
    > CHATHISTORY LATEST #tea * 3
    < :irc.test BATCH +h chathistory #tea
    ${live(5, 'bob', 'five').replace('@', '@batch=h;')}
    ${live(6, 'bob', 'six').replace('@', '@batch=h;')}
    ${live(7, 'bob', 'seven').replace('@', '@batch=h;')}
    < :irc.test BATCH -h
  `)
  assert.deepEqual(trace.log('#tea'), ['bob: five', 'bob: six', 'bob: seven'])
  assert.equal(trace.buffer('#tea').older, 'more')
})

/** The same welcome after a break; `asks` is the first request of history. */
function welcomeBack(asks = 'LATEST #tea *'): string {
  return modernWelcome
    .replace('> JOIN #tea', '> JOIN #tea\n> CHATHISTORY TARGETS timestamp=…Z 3')
    .replace('> CHATHISTORY LATEST #tea *', `> CHATHISTORY ${asks}`)
}

test('what is typed is cut into lines that fit, also beside a name that leaves no room', () => {
  assert.deepEqual(splitText('one\n\n two\0', '#tea'), ['one', ' two'])
  const [first = '', ...rest] = splitText(`${'caf\u00e9 '.repeat(100)}end`, '#tea')
  assert.ok(Buffer.byteLength(first) <= 388 && first.endsWith('caf\u00e9'), first)
  assert.equal([first, ...rest].join(' '), `${'caf\u00e9 '.repeat(100)}end`)
  assert.deepEqual(splitText('a \u{1f375}', `#${'x'.repeat(600)}`), ['a', '\u{1f375}'])
})
