/** What was said in a channel before its person came: the log begins later, the network knows. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from '#wire/message.ts'
import type { Device } from './device.ts'
import { stage } from './stage.ts'

const theirs = ['batch', 'draft/chathistory', 'echo-message', 'message-tags', 'server-time']
const reads = ['draft/chathistory', 'batch', 'message-tags', 'server-time']

async function answer(device: Device): Promise<{ begin: string; texts: string[] }> {
  const begin = await device.hears(/BATCH \+\S+ chathistory/)
  const id = /BATCH \+(\S+)/.exec(begin)![1]!
  await device.hears(new RegExp(`BATCH :?-${id}$`))
  const lines = device.lines.filter((line) => line.includes(`batch=${id}`))
  return { begin, texts: lines.map((line) => parse(line)!.params.at(-1)!) }
}

const past = (id: string, ...ids: number[]) => [
  `BATCH +${id} chathistory #tea`,
  ...ids.map((n) => {
    const tags = `batch=${id};msgid=m${n};time=2020-01-01T00:00:0${n}.000Z`
    return `@${tags} :bob!b@h PRIVMSG #tea :line ${n}`
  }),
  `BATCH -${id}`,
]

test('the network is asked where the log has come to its end', async () => {
  await using s = await stage({ caps: theirs })
  const desk = await s.attach('alice/home@desk', ...reads)
  desk.send('JOIN #tea')
  await desk.hears(/ 366 /)
  desk.send('CHATHISTORY LATEST #tea * 2')
  await s.network.hears(/^CHATHISTORY LATEST #tea \* 2$/)
  s.network.says(...past('a', 3, 4))
  const first = await answer(desk)
  assert.deepEqual(first.texts, ['line 3', 'line 4'])
  assert.doesNotMatch(first.begin, /chathistory-end/, 'a full page may have more before it')
  desk.send('CHATHISTORY BEFORE #tea msgid=m3 2')
  await s.network.hears(/^CHATHISTORY BEFORE #tea msgid=m3 2$/)
  s.network.says(...past('b', 2))
  const second = await answer(desk)
  assert.deepEqual(second.texts, ['line 2'])
  assert.match(second.begin, /chathistory-end/)

  s.network.says('@msgid=m5 :bob!b@h PRIVMSG #tea :line 5')
  await desk.hears(/:line 5$/)
  desk.send('CHATHISTORY LATEST #tea * 3')
  await s.network.hears(/^CHATHISTORY BEFORE #tea timestamp=\S+ 2$/)
  s.network.says(...past('c', 4, 5))
  assert.deepEqual((await answer(desk)).texts, ['line 4', 'line 5'], 'no line comes twice')
  desk.send('CHATHISTORY LATEST #tea * 1')
  assert.deepEqual((await answer(desk)).texts, ['line 5'], 'what the log has is enough')
})

test('a network that refuses, or has no history, leaves what the log has', async () => {
  await using s = await stage({ caps: theirs })
  const desk = await s.attach('alice/home@desk', ...reads)
  desk.send('JOIN #tea')
  await desk.hears(/ 366 /)
  s.network.says('@msgid=m5 :bob!b@h PRIVMSG #tea :line 5')
  await desk.hears(/:line 5$/)
  desk.send('CHATHISTORY LATEST #tea * 3')
  await s.network.hears(/^CHATHISTORY BEFORE #tea /)
  s.network.says(':irc.test FAIL CHATHISTORY INVALID_TARGET BEFORE #tea :No')
  assert.deepEqual((await answer(desk)).texts, ['line 5'])
  await using plain = await stage()
  const other = await plain.attach('alice/home@desk', ...reads)
  other.send('JOIN #tea')
  await other.hears(/ 366 /)
  plain.network.says('@msgid=m5 :bob!b@h PRIVMSG #tea :line 5')
  await other.hears(/:line 5$/)
  other.send('CHATHISTORY LATEST #tea * 3')
  assert.deepEqual((await answer(other)).texts, ['line 5'])
})
