import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../until.ts'
import { password, stage } from './stage.ts'

test('a device is welcomed, joins, and hears what is said', async () => {
  await using s = await stage()
  const phone = await s.attach('alice/home@phone', 'server-time')
  phone.send('JOIN #tea')
  await phone.hears(/^@time=\S+ :alice!u@h JOIN #tea$/)
  await phone.hears(/ 366 /)
  s.network.says(':bob!b@h PRIVMSG #tea :milk first')
  await phone.hears(/^@time=\S+ :bob!b@h PRIVMSG #tea :milk first$/)
})

test('what was said while a device was away comes first, oldest first, and once', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone', 'server-time')
  phone.send('JOIN #tea')
  await phone.hears(/ 366 /)
  phone.drop()
  await sleep(20)
  s.network.says(':bob!b@h PRIVMSG #tea :one', ':bob!b@h JOIN #tea', ':bob!b@h PRIVMSG #tea :two')
  await sleep(20)
  const back = await s.attach('alice@phone', 'server-time')
  await back.hears(/JOIN #tea/)
  await back.hears(/ 366 /)
  await back.hears(/PRIVMSG #tea :one/)
  await back.hears(/PRIVMSG #tea :two/)
  s.network.says(':bob!b@h PRIVMSG #tea :three')
  await back.hears(/three/)
  assert.deepEqual(back.texts, ['one', 'two', 'three'])
  await back.hears(/PING :bl-/)
  await sleep(30)
  back.drop()
  const again = await s.attach('alice@phone')
  await sleep(50)
  assert.deepEqual(again.texts, [])
})

test('who could not be brought to the networks leaves nothing there, and is when they come again', async () => {
  await using s = await stage()
  const { shelf } = s.store
  let failures = 0
  s.store.shelf = (name) => {
    const real = shelf.call(s.store, name) as ReturnType<typeof s.store.shelf<never>>
    if (name !== 'push-waiting' || failures > 0) return real
    const get = async () => {
      // By now the person is on the network.
      await s.network.hears(/^USER /)
      failures++
      throw new Error('a damaged page')
    }
    return { ...real, get }
  }
  const first = await s.connect()
  first.send(`PASS alice:${password}`, 'NICK alice', 'USER x 0 * :x')
  await until('the first to have failed', () => failures > 0 && s.network.clients === 0)
  const phone = await s.attach('alice@phone')
  phone.send('JOIN #tea')
  await phone.hears(/ 366 /)
  assert.equal(s.network.clients, 1)
})

test('a wrong password is refused, and nobody is told more', async () => {
  await using s = await stage()
  const device = await s.connect()
  device.send('PASS alice:wrong', 'NICK alice', 'USER alice 0 * :Alice')
  await device.hears(/ 464 alice :Password incorrect/)
  await device.hears(/^ERROR :/)
  await device.until(() => device.closed)
})

test('the words of one device are shown on the other, and not again on the first', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone', 'message-tags')
  const desk = await s.attach('alice@desk', 'message-tags')
  phone.send('PRIVMSG bob :from the phone')
  await desk.hears(/:alice!u@h PRIVMSG bob :from the phone/)
  await sleep(30)
  assert.deepEqual(phone.texts, [])
})
