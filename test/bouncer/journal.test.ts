/** The journal while the disk is slow: a stage whose appends wait until they are let go. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openStore } from '#store/open.ts'
import type { Store } from '#store/store.ts'
import { message } from '#wire/message.ts'
import { Journal } from '../../bouncer/journal.ts'
import { eventually } from './device.ts'
import { stage } from './stage.ts'

/** @returns lets what was appended meanwhile, and what follows, onto the disk. */
function holdAppends({ log }: Store): () => void {
  const { promise, resolve } = Promise.withResolvers<void>()
  const append = log.append
  log.append = async (rows) => {
    await promise
    return append(rows)
  }
  return resolve
}

test('a network that was read no further is read on when what waited was for nobody’s log', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone')
  const letGo = holdAppends(s.store)
  phone.send('LIST')
  await s.network.hears(/^LIST$/)
  s.network.says(':bob!b@h PRIVMSG alice :first')
  s.network.says(...Array.from({ length: 2_500 }, (_, n) => `:irc.test 322 alice #c${n} 1 :`))
  s.network.says(':irc.test 323 alice :End of LIST', ':bob!b@h PRIVMSG alice :after')
  await sleep(100)
  assert.equal(phone.lines.filter((line) => / 322 /.test(line)).length, 0)
  letGo()
  await phone.hears(/PRIVMSG alice :after/)
  assert.equal(phone.lines.filter((line) => / 322 /.test(line)).length, 2_500)
})

test('of two connections of one device that come at once, the later one stays', async () => {
  await using s = await stage()
  await s.attach('alice@desk')
  const letGo = holdAppends(s.store)
  s.network.says(':bob!b@h PRIVMSG alice :hello')
  const both = await Promise.all([s.connect(), s.connect()])
  const login = new TextEncoder().encode('\0alice@phone\0correct:horse').toBase64()
  for (const one of both) {
    one.send('CAP REQ :sasl', 'NICK alice', 'USER x 0 * :x', 'AUTHENTICATE PLAIN')
    one.send(`AUTHENTICATE ${login}`)
    await one.hears(/ 903 /)
  }
  for (const one of both) one.send('CAP END')
  await sleep(50)
  const welcomed = () => both.filter(({ lines }) => lines.some((line) => / 422 /.test(line)))
  assert.equal(welcomed().length, 0)
  letGo()
  await eventually(() => welcomed().length === 2)
  await eventually(() => both.filter(({ closed }) => closed).length === 1)
  s.network.says(':bob!b@h PRIVMSG alice :to one')
  const stays = both.find(({ closed }) => !closed)!
  await stays.hears(/to one/)
})

test('a defect in what runs in turn does not stop what comes behind it', async () => {
  await using store = await openStore('memory:')
  const shown: string[] = []
  const journal = new Journal(store.log, 'user/ada', ({ message: { verb } }) => shown.push(verb))
  await journal.open()
  const defect = () => {
    throw new Error('a defect')
  }
  assert.throws(() => journal.inTurn(defect), /a defect/)
  journal.pass(message('NOTICE'))
  journal.keep(message('PRIVMSG', 'ada', 'hi'), ['home/bob'], false)
  await eventually(() => shown.length === 2)
  assert.deepEqual(shown, ['NOTICE', 'PRIVMSG'])
  assert.equal(journal.waiting, 0)
})

test('no row is older than the last one of its log, whatever the clock says now', async () => {
  await using store = await openStore('memory:')
  const at = Date.now() + 60_000
  const row = { log: 'user/ada', buffer: 'home/bob', id: 'a', at, event: false, line: 'x' }
  await store.log.append([row])
  const journal = new Journal(store.log, 'user/ada', () => {})
  await journal.open()
  assert.equal(journal.seq, 1)
  journal.keep(message('PRIVMSG', 'ada', 'hi'), ['home/bob'], false)
  await eventually(() => journal.waiting === 0)
  const [, last] = await store.log.since('user/ada', 0, 10)
  assert.equal(last!.at, at + 1)
})
