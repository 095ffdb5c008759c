import assert from 'node:assert/strict'
import test from 'node:test'
import { askOlder } from '../../webgate/client/state/older-hits.ts'
import { readQuery } from '../../webgate/client/state/query.ts'
import { type Found, type Hit, searchOf } from '../../webgate/client/state/search.ts'
import { Trace } from './trace.ts'

const caps = 'batch message-tags server-time soju.im/search'

function searching(): Trace {
  return new Trace()
    .connect()
    .skip()
    .play(`
    < :irc.test CAP * LS :${caps}
    > CAP REQ :${caps}
    < :irc.test CAP ada ACK :${caps}
    > CAP END
    < :irc.test 001 ada :Welcome
    < :irc.test 422 ada :No MOTD
    > JOIN #tea
  `)
}

test('what was typed is read as a question', () => {
  assert.deepEqual(readQuery('  green tea '), { text: 'green tea' })
  assert.deepEqual(readQuery('"two words" from:Bob in:#tea x:y after:soon'), {
    text: '"two words" x:y after:soon',
    from: 'Bob',
    in: '#tea',
  })
  const { after = 0, before = 0 } = readQuery('tea after:2026-01-31 before:2026-01-31')
  assert.equal(new Date(after).getHours(), 0)
  assert.equal(before - after, 86_400_000 - 1)
})

test('an answer comes newest first, each message once, wherever it was said', async () => {
  const trace = searching()
  const search = searchOf(trace.session)
  assert.equal(trace.session.canSearch, true)
  const answer = search.ask({
    text: 'a;b c',
    in: '#tea',
    before: Date.UTC(2026, 0, 2),
    network: '*',
  })
  trace.play(`
    > SEARCH text=a\\:b\\sc;in=#tea;before=2026-01-02T00:00:00.000Z;network=*;limit=50
    < :irc.test BATCH +s soju.im/search
    < @batch=s;time=2026-01-01T10:00:00.000Z;msgid=m1 :bob!u@h PRIVMSG #tea :first line
    < @batch=s;time=2026-01-01T10:00:00.000Z :bob!u@h PRIVMSG #tea :second line
    < @batch=s;time=2026-01-01T11:00:00.000Z;msgid=m2 :eve!u@h PRIVMSG ada :psst
    < @batch=s;time=2026-01-01T12:00:00.000Z;msgid=m3;causerie/network=n1 :ada!u@h PRIVMSG zoe :\x01ACTION waves\x01
    < :irc.test BATCH -s
  `)
  const { hits, more, refusal } = await answer
  assert.deepEqual(
    hits.map(({ window, by, text, msgid, network }) => [window, by, text, msgid, network]),
    [
      ['zoe', 'ada', 'waves', 'm3', 'n1'],
      ['eve', 'eve', 'psst', 'm2', undefined],
      ['#tea', 'bob', 'first line\nsecond line', 'm1', undefined],
    ],
  )
  assert.deepEqual([more, refusal], [false, undefined])
  assert.equal(trace.buffer('#tea').entries.length, 0, 'what was found is not in the log')
  trace.silent()
})

test('the late answer to a question that was given up is not taken for the next one’s', async () => {
  const trace = searching()
  const search = searchOf(trace.session)
  const answer = (id: number) => `
    < :irc.test BATCH +s soju.im/search
    < @batch=s;msgid=m${id} :bob!u@h PRIVMSG #tea :answer ${id}
    < :irc.test BATCH -s`
  void search.ask({ text: 'one' })
  const second = search.ask({ text: 'two' })
  trace.skip().play(answer(1)).play(answer(2))
  assert.deepEqual(
    (await second).hits.map(({ text }) => text),
    ['answer 2'],
  )
})

test('results of one and the same time go on on the next page, each once', async () => {
  const trace = searching()
  const search = searchOf(trace.session)
  const answer = (first: number, count: number, time: string) => {
    const row = (id: number) =>
      `< @batch=s;time=${time};msgid=m${id} :bob!u@h PRIVMSG #tea :tea ${id}`
    const rows = Array.from({ length: count }, (_, n) => row(first + n))
    trace.play(['< :irc.test BATCH +s soju.im/search', ...rows, '< :irc.test BATCH -s'].join('\n'))
  }
  const [noon, earlier] = ['2026-01-01T12:00:00.000Z', '2026-01-01T11:59:59.999Z']
  const first = search.ask({ text: 'tea' })
  answer(11, 50, noon)
  const known = (await first).hits
  const second = askOlder(search, { text: 'tea' }, known)
  trace.skip()
  answer(1, 50, noon)
  const ids = (hits: Hit[]) => hits.map(({ msgid }) => msgid)
  const older = (await second).hits
  assert.deepEqual(
    ids(older),
    Array.from({ length: 10 }, (_, n) => `m${10 - n}`),
  )
  // A whole page of what is known already: nothing else of that time can be had.
  const third = askOlder(search, { text: 'tea' }, known)
  trace.play(`> SEARCH text=tea;before=${noon};limit=50`)
  answer(11, 50, noon)
  await new Promise((resolve) => setImmediate(resolve))
  trace.play(`> SEARCH text=tea;before=${earlier};limit=50`)
  answer(0, 1, earlier)
  assert.deepEqual(ids((await third).hits), ['m0'])
})

test('an answer that nobody here has asked for opens no conversations', () => {
  const trace = searching()
  const before = trace.session.buffers.length
  trace.play(`
    < :irc.test BATCH +s soju.im/search
    < @batch=s;msgid=m1 :bob!u@h PRIVMSG zoe :surprise
    < :irc.test BATCH -s
  `)
  assert.equal(trace.session.buffers.length, before)
})

test('a refusal, a break and a second question end the first', async () => {
  const trace = searching()
  const search = searchOf(trace.session)
  const refused = search.ask({ text: '!' })
  trace.play('< :irc.test FAIL SEARCH INVALID_PARAMS text :At least one letter is needed')
  assert.equal((await refused).refusal, 'At least one letter is needed')
  const first = search.ask({ text: 'one' })
  const second = search.ask({ text: 'two' })
  const none: Found = { hits: [], more: false }
  assert.deepEqual(await first, none)
  trace.disconnect()
  assert.deepEqual(await second, none)
  assert.equal((await search.ask({ text: 'three' })).refusal, '', 'there is no connection')
})
