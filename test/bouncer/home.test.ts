/** The bouncer on our own server, as in `npm start`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { home } from './home.ts'

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}`)

test('two people talk through the bouncer, leave, and miss nothing', async () => {
  await using s = await home()
  const phone = await s.attach('alice@phone', 'alice', 'message-tags', 'account-tag')
  const bob = await s.attach('bob@desk', 'bob')
  phone.send('JOIN #tea')
  await phone.hears(/ 366 /)
  bob.send('JOIN #tea')
  await phone.hears(/:bob!\S+ JOIN #tea/)
  await bob.hears(/ 366 /)
  bob.send('PRIVMSG #tea :hello', 'PRIVMSG alice :psst')
  assert.match(await phone.hears(/PRIVMSG #tea :hello/), /account=bob/)
  await phone.hears(/PRIVMSG alice :psst/)
  phone.send('WHOIS bob', 'MODE #tea', 'WHO #tea')
  await phone.hears(/ 330 alice bob bob /)
  await phone.hears(/ 318 /)
  await phone.hears(/ 324 /)
  await phone.hears(/ 315 /)
  phone.send('PRIVMSG #tea :and goodbye')
  await bob.hears(/PRIVMSG #tea :and goodbye/)
  await sleep(150)
  phone.drop()
  for (const line of lines(1, 50)) bob.send(`PRIVMSG #tea :${line}`)
  const back = await s.attach('alice@phone', 'alice', 'message-tags')
  await back.hears(/PRIVMSG #tea :line 50/, 10_000)
  assert.deepEqual(back.texts, lines(1, 50))
  const tablet = await s.attach('alice@tablet', 'alice', 'message-tags')
  await tablet.hears(/PRIVMSG #tea :line 50/)
  assert.deepEqual(tablet.texts.slice(0, 3), ['hello', 'psst', 'and goodbye'])
})

test('what was said while the bouncer was down is fetched, in its place and at its time', async () => {
  await using s = await home()
  const bob = await s.connect('bob')
  bob.send('JOIN #tea')
  await bob.hears(/ 366 /)
  const phone = await s.attach('alice@phone', 'alice')
  phone.send('JOIN #tea')
  await phone.hears(/ 366 /)
  for (const line of lines(1, 5)) bob.send(`PRIVMSG #tea :${line}`)
  await phone.hears(/line 5/)
  await sleep(150)
  await s.closeBouncer()
  await bob.hears(/:alice!\S+ QUIT/)
  for (const line of lines(6, 30)) bob.send(`PRIVMSG #tea :${line}`)
  await sleep(100)
  const reopened = Date.now()
  await s.openBouncer()
  for (const line of lines(31, 60)) bob.send(`PRIVMSG #tea :${line}`)
  const back = await s.attach('alice@phone', 'alice')
  await back.hears(/line 60/, 10_000)
  assert.deepEqual(back.texts, lines(6, 60))
  const [gone] = back.lines.filter((line) => line.endsWith(':line 6'))
  assert.ok(Date.parse(/time=(\S+)/.exec(gone!)![1]!) < reopened)
})

test('a message of several lines that is fetched again is not shown again', async () => {
  await using s = await home()
  const bob = await s.connect('bob')
  bob.send('CAP REQ :draft/multiline batch', 'JOIN #tea')
  await bob.hears(/ 366 /)
  const phone = await s.attach('alice@phone', 'alice')
  phone.send('JOIN #tea')
  await phone.hears(/ 366 /)
  for (const target of ['#tea', 'alice']) {
    const inside = ['one', 'two', 'two'].map(
      (text) => `@batch=1 PRIVMSG ${target} :${target} ${text}`,
    )
    bob.send(`BATCH +1 draft/multiline ${target}`, ...inside, 'BATCH -1')
  }
  await phone.until(() => phone.texts.length === 6)
  await sleep(150)
  await s.closeBouncer()
  bob.send('PRIVMSG #tea :meanwhile')
  await sleep(50)
  await s.openBouncer()
  const back = await s.attach('alice@phone', 'alice')
  await back.hears(/meanwhile/)
  await sleep(200)
  assert.deepEqual(back.texts, ['meanwhile'])
})
