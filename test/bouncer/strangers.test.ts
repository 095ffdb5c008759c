/** Networks of other makes, as they are in Debian: InspIRCd and bitlbee. ngircd: networks.test.ts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dial } from '#host/dial.ts'
import { bitlbeeMissing, startBitlbee } from './bitlbee.ts'
import { Device } from './device.ts'
import { inspircdMissing, startInspircd } from './inspircd.ts'
import { type Stage, stage } from './stage.ts'

const patienceMs = 30_000

async function added(s: Stage, port: number): Promise<Device> {
  const home = await s.attach('alice@phone')
  home.send(`PRIVMSG BouncerServ :network add other host=127.0.0.1:${port} tls=no nick=ally`)
  await home.hears(/Added other/, patienceMs)
  return s.attach('alice/other@phone', 'server-time', 'message-tags', 'echo-message')
}

test('InspIRCd: its msgids and times are kept, an echo is shown once, modes and nicks follow', {
  skip: inspircdMissing ?? false,
}, async () => {
  await using network = await startInspircd()
  await using s = await stage()
  const there = await added(s, network.port)
  there.send('JOIN #tea')
  await there.hears(/ 366 /, patienceMs)
  const bob = new Device(await dial({ kind: 'tcp', host: '127.0.0.1', port: network.port }))
  bob.send('NICK bob', 'USER b 0 * :b')
  await bob.hears(/ 422 /, patienceMs)
  bob.send('JOIN #tea')
  await bob.hears(/ 366 /, patienceMs)
  there.send('PRIVMSG #tea :from here', 'MODE #tea +o bob')
  await bob.hears(/PRIVMSG #tea :from here/, patienceMs)
  await bob.hears(/MODE #tea \+o :?bob/, patienceMs)
  await there.hears(/@.*msgid=.* :ally!\S+ PRIVMSG #tea :from here/, patienceMs)
  await there.hears(/MODE #tea \+o :?bob/, patienceMs)
  there.drop()
  bob.send('NICK robert', 'PRIVMSG #tea :while nobody looks', 'TOPIC #tea :milk', 'PING :done')
  await bob.hears(/PONG \S+ :?done/, patienceMs)
  const back = await s.attach('alice/other@phone', 'server-time', 'message-tags')
  await back.hears(/ 332 ally #tea :milk/, patienceMs)
  const said = await back.hears(/PRIVMSG #tea :while nobody looks/, patienceMs)
  assert.match(said, /^@(?=.*time=)(?=.*msgid=)\S+ :robert!/)
  assert.equal(back.texts.filter((text) => text === 'while nobody looks').length, 1)
  const desk = await s.attach('alice/other@desk', 'server-time', 'message-tags')
  await desk.hears(/while nobody looks/, patienceMs)
  assert.equal(desk.texts.filter((text) => text === 'from here').length, 1)
  bob.drop()
})

test('bitlbee: its channel is there without a JOIN of ours, and its root answers', {
  skip: bitlbeeMissing ?? false,
}, async () => {
  await using network = await startBitlbee()
  await using s = await stage()
  const there = await added(s, network.port)
  await there.hears(/JOIN :?&bitlbee/, patienceMs)
  there.send('PRIVMSG &bitlbee :help quickstart')
  await there.hears(/:root!\S+ PRIVMSG &bitlbee :.*Welcome to BitlBee/i, patienceMs)
  const count = there.lines.filter((line) => / JOIN :?&bitlbee/.test(line)).length
  assert.equal(count, 1)
  await s.restart()
  const back = await s.attach('alice/other@phone', 'server-time')
  await back.hears(/JOIN :?&bitlbee/, patienceMs)
  back.send('PRIVMSG root :help quickstart')
  await back.hears(/:root!\S+ PRIVMSG \S+ :.*BitlBee/i, patienceMs)
})
