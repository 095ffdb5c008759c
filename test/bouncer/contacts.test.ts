/** https://ircv3.net/specs/extensions/monitor, https://ircv3.net/specs/extensions/extended-monitor */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startNetwork } from '../network.ts'
import { until } from '../until.ts'
import { type Stage, stage } from './stage.ts'

const asked = (s: Stage) => s.network.heard.filter((line) => line.startsWith('MONITOR'))
const told = (lines: string[]) =>
  lines
    .filter((line) => / 73[0-4] /.test(line))
    .map((line) => line.replace(/^\S+ (\d+) \S+ /, '$1 '))

async function monitoring(max = 100): Promise<Stage> {
  const caps = ['away-notify', 'extended-monitor', 'message-tags', 'server-time']
  const s = await stage({ caps })
  s.network.tokens = `MONITOR=${max}`
  s.network.breaks()
  const first = await s.attach('alice@first')
  await first.until(() => first.lines.some((line) => line.includes('MONITOR=')))
  first.drop()
  return s
}

test('each device has a list of its own, and the network is asked once', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone')
  const desk = await s.attach('alice@desk')
  s.network.says(':irc.test 005 alice MONITOR=100 :are supported by this server')
  await phone.hears(/MONITOR=100/)
  phone.send('MONITOR + bob,Carol')
  await s.network.hears(/^MONITOR \+ bob,Carol$/)
  s.network.says(':irc.test 730 alice :bob!b@h', ':irc.test 731 alice :Carol')
  await phone.hears(/ 731 alice :Carol/)
  desk.send('MONITOR + BOB,dave', 'MONITOR L', 'MONITOR S')
  await s.network.hears(/^MONITOR \+ dave$/)
  await desk.hears(/ 733 /)
  await desk.hears(/ 730 alice :bob!b@h/)
  s.network.says(':irc.test 731 alice :dave', ':irc.test 731 alice :bob')
  await desk.hears(/ 731 alice :bob/)
  await phone.hears(/ 731 alice :bob/)
  assert.deepEqual(told(phone.lines), ['730 :bob!b@h', '731 :Carol', '731 :bob'])
  assert.deepEqual(told(desk.lines), [
    '730 :bob!b@h',
    '732 :BOB,dave',
    '733 :End of MONITOR list',
    '730 :bob!b@h',
    '731 :dave',
    '731 :bob',
  ])
  phone.send('MONITOR - bob,Carol')
  await s.network.hears(/^MONITOR - carol$/i)
  desk.send('MONITOR C', 'MONITOR L', 'MONITOR ?')
  await s.network.hears(/^MONITOR - bob,dave$/)
  await desk.hears(/ 733 /)
  await desk.hears(/ 461 /)
  assert.ok(
    !told(desk.lines)
      .slice(6)
      .some((line) => line.startsWith('732')),
  )
})

test('after a break the network is asked again, and only what changed is told', async () => {
  await using s = await monitoring()
  const phone = await s.attach('alice@phone')
  phone.send('MONITOR + bob,carol')
  await s.network.hears(/^MONITOR \+ bob,carol$/)
  s.network.says(':irc.test 730 alice :bob!b@h,carol!c@h')
  await phone.hears(/ 730 alice :bob!b@h,carol!c@h/)
  s.network.heard.length = 0
  s.network.breaks()
  await s.network.hears(/^MONITOR \+ bob,carol$/)
  s.network.says(':irc.test 730 alice :bob!b@h', ':irc.test 731 alice :carol')
  await phone.hears(/ 731 alice :carol/)
  assert.equal(told(phone.lines).filter((line) => line.includes('bob')).length, 1)
})

test('whoever is put on a list while there is no connection is told of afterwards, known or not', async () => {
  await using s = await monitoring()
  const phone = await s.attach('alice@phone')
  const desk = await s.attach('alice@desk')
  phone.send('MONITOR + bob')
  await s.network.hears(/^MONITOR \+ bob$/)
  s.network.says(':irc.test 730 alice :bob!b@h')
  await phone.hears(/ 730 alice :bob!b@h/)
  await s.network.close()
  await desk.hears(/The connection to the network is gone/)
  desk.send('MONITOR + bob', 'PING taken')
  await desk.hears(/ PONG \S+ :?taken/)
  s.network.heard.length = 0
  await s.network.open()
  await s.network.hears(/^MONITOR \+ bob$/)
  s.network.says(':irc.test 730 alice :bob!b@h')
  await desk.hears(/ 730 alice :bob!b@h/)
})

test('a device that goes takes its list along, and a full network says so to whom it concerns', async () => {
  await using s = await monitoring(2)
  const phone = await s.attach('alice@phone')
  const desk = await s.attach('alice@desk')
  phone.send('MONITOR + bob')
  await s.network.hears(/^MONITOR \+ bob$/)
  desk.send('MONITOR + carol,dave,eve')
  await s.network.hears(/^MONITOR \+ carol$/)
  await desk.hears(/ 734 alice 2 dave,eve :/)
  phone.drop()
  await s.network.hears(/^MONITOR - bob$/)
  desk.send('MONITOR + dave')
  await s.network.hears(/^MONITOR \+ dave$/)
  s.network.says(':irc.test 734 alice 1 dave :Monitor list is full')
  await desk.hears(/ 734 alice 2 dave :/)
  desk.send('MONITOR L')
  await desk.hears(/ 732 alice :carol$/)
  assert.equal(asked(s).length, 4)
})

test('who follows somebody hears that they are away, and nobody else who shares no channel', async () => {
  await using s = await monitoring()
  const caps = ['away-notify', 'extended-monitor', 'cap-notify']
  const phone = await s.attach('alice@phone', ...caps)
  const desk = await s.attach('alice@desk', ...caps)
  const plain = await s.attach('alice@plain', 'away-notify')
  for (const device of [phone, plain]) device.send('MONITOR + bob')
  await s.network.hears(/^MONITOR \+ bob$/)
  plain.send('MONITOR L')
  await plain.hears(/ 733 /)
  s.network.says(':bob!b@h AWAY :tea', ':irc.test NOTICE alice :done')
  for (const device of [phone, desk, plain]) await device.hears(/:done$/)
  const hears = (lines: string[]) => lines.some((line) => line.includes(':bob!b@h AWAY :tea'))
  assert.deepEqual(
    [phone, desk, plain].map(({ lines }) => hears(lines)),
    [true, false, false],
  )
})

test('a network without MONITOR is asked now and again, and nobody is shown that', async () => {
  await using s = await stage({ timing: { isonMs: 30 } })
  s.network.there.add('bob').add('dave')
  const phone = await s.attach('alice@phone')
  assert.ok(phone.lines.some((line) => / 005 .* MONITOR=100 /.test(line)))
  phone.send('MONITOR + Bob,carol')
  await s.network.hears(/^ISON :bob carol$/i)
  await phone.hears(/ 730 alice :bob$/i)
  await phone.hears(/ 731 alice :carol$/)
  s.network.there.delete('bob')
  await phone.hears(/ 731 alice :bob$/i)
  s.network.there.add('carol')
  await phone.hears(/ 730 alice :carol$/)
  phone.send('ISON :carol dave')
  await phone.hears(/ 303 alice :carol dave$/)
  phone.send('MONITOR C', 'ISON dave')
  await phone.hears(/ 303 alice :dave$/)
  assert.equal(phone.lines.filter((line) => line.includes(' 303 ')).length, 2)
})

test('on our own network a friend comes, is away, and goes', async () => {
  await using network = await startNetwork()
  await network.addAccount('mia', 'open sesame')
  const { Device } = await import('./device.ts')
  const { dial } = await import('#host/dial.ts')
  const device = async ({ host, port }: { host: string; port: number }) =>
    new Device(await dial({ kind: 'tcp', host, port }))
  const mia = await device(network.bouncer)
  mia.send('CAP LS 302', 'CAP REQ :away-notify extended-monitor', 'PASS :mia:open sesame')
  mia.send('NICK mia', 'USER mia 0 * :mia', 'CAP END')
  await mia.hears(/ 422 /)
  await until('the network', () => mia.lines.some((line) => / 005 .*MONITOR=/.test(line)))
  mia.send('MONITOR + bob')
  await mia.hears(/ 731 mia :bob/)
  const bob = await device(network.irc)
  bob.send('NICK bob', 'USER bob 0 * :bob')
  await mia.hears(/ 730 mia :bob!/)
  bob.send('AWAY :tea')
  await mia.hears(/^:bob!\S+ AWAY :tea/)
  bob.send('QUIT')
  await mia.hears(/ 731 mia :bob/)
  for (const one of [mia, bob]) one.drop()
})
