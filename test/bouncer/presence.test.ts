/** Several devices of one person: away, and playback at the client's request. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatTime } from '#wire/chathistory.ts'
import { type Stage, stage } from './stage.ts'

const sent = (s: Stage) => s.network.heard.filter((line) => line.startsWith('AWAY'))

test('a person is away when all devices are, or none is there', async () => {
  await using s = await stage({ timing: { awayMs: 40 } })
  const phone = await s.attach('alice@phone')
  const desk = await s.attach('alice@desk')
  phone.send('AWAY :lunch')
  await phone.hears(/ 306 /)
  await sleep(60)
  assert.deepEqual(sent(s), [])
  desk.send('AWAY :tea')
  await s.network.hears(/^AWAY :tea$/)
  phone.send('AWAY')
  await s.network.hears(/^AWAY$/)
  phone.drop()
  await sleep(20)
  assert.deepEqual(sent(s), ['AWAY :tea', 'AWAY', 'AWAY :tea'])
  desk.send('AWAY')
  await sleep(20)
  desk.drop()
  await s.network.hears(/^AWAY :Not here just now$/)
  const back = await s.attach('alice@phone')
  await sleep(30)
  assert.equal(sent(s).at(-1), 'AWAY')
  assert.ok(!back.closed)
})

test('a device that is only looking is no presence', async () => {
  await using s = await stage({ timing: { awayMs: 20 } })
  const push = await s.connect()
  push.send('CAP LS 302', 'CAP REQ :draft/pre-away', 'PASS alice@push:correct:horse')
  push.send('AWAY *', 'NICK alice', 'USER x 0 * :x', 'CAP END')
  await push.hears(/ 422 /)
  await s.network.hears(/^AWAY :Not here just now$/)
  const phone = await s.attach('alice@phone')
  await s.network.hears(/^AWAY$/)
  phone.drop()
  await sleep(60)
  assert.deepEqual(sent(s), ['AWAY :Not here just now', 'AWAY', 'AWAY :Not here just now'])
  assert.ok(!sent(s).some((line) => line.includes('*')))
})

async function said(s: Stage, from: number, to: number): Promise<void> {
  const rows = []
  for (let n = from; n <= to; n++) {
    const line = `@time=${formatTime(n * 1_000)};msgid=m${n} :bob!b@h PRIVMSG #tea :line ${n}`
    rows.push({
      log: 'user/alice',
      buffer: 'home/#tea',
      id: `m${n}`,
      at: n * 1_000,
      event: false,
      line,
    })
  }
  await s.store.log.append(rows)
}

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}`)

test('playback: nothing until the client asks; from is excluded, to is included', async () => {
  await using s = await stage()
  await s.store.cursors.put('alice/lounge', { seq: 0, at: 0 })
  await said(s, 1, 700)
  const caps = ['znc.in/playback', 'znc.in/self-message', 'server-time', 'batch', 'message-tags']
  const lounge = await s.attach('alice@lounge', ...caps)
  await sleep(50)
  assert.deepEqual(lounge.texts, [])
  lounge.send('ZNC *playback PLAY #tea 690')
  await lounge.hears(/BATCH \+\S+ chathistory #tea/)
  await lounge.hears(/line 700$/)
  assert.deepEqual(lounge.texts, lines(691, 700))
  lounge.send('PRIVMSG *playback :PLAY * 10 20.5')
  await lounge.hears(/line 20$/)
  assert.deepEqual(lounge.texts.slice(10), lines(11, 20))
  lounge.send('ZNC *playback :play * 0', 'ZNC *playback LIST', 'PRIVMSG *playback :CLEAR #tea')
  await lounge.hears(/line 700$/)
  assert.deepEqual(lounge.texts.slice(20, 720), lines(1, 700))
  await lounge.hears(/^:\*playback!znc@znc.in PRIVMSG alice :#tea 1 700$/)
  await lounge.hears(/^:\*playback!\S+ PRIVMSG alice :Nothing was changed/)
  await sleep(50)
  assert.equal((await s.store.cursors.get('alice/lounge'))!.seq, 700)
  s.network.says(':bob!b@h PRIVMSG #tea :live')
  await lounge.hears(/:live$/)
})
