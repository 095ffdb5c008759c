/**
 * What is said while the connection to a network is broken: fetched where the network has kept it,
 * shown as missing where it has not. Real networks: our own server, and Debian's ngircd.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dial } from '#host/dial.ts'
import { startFreezingProxy } from '../freezing-proxy.ts'
import { startNetwork } from '../network.ts'
import { ngircdMissing, startNgircd } from '../ngircd.ts'
import { Device } from './device.ts'
import { stage } from './stage.ts'

const patience = 20_000

async function bobAt(port: number): Promise<Device> {
  const device = new Device(await dial({ kind: 'tcp', host: '127.0.0.1', port }))
  device.send('PASS :bob:tea and milk', 'NICK bob', 'USER x 0 * :x')
  await device.hears(/ (376|422) /, patience)
  return device
}

test('a network with history gives what was said in channels and to us while we were cut off', async () => {
  await using other = await startNetwork()
  for (const name of ['alison', 'bob']) await other.addAccount(name, 'tea and milk')
  await using way = await startFreezingProxy(other.irc.port)
  await using s = await stage()
  const home = await s.attach('alice@phone')
  const say = (text: string) => home.send(`PRIVMSG BouncerServ :${text}`)
  say(`network add other host=127.0.0.1:${way.port} tls=no nick=ali`)
  await home.hears(/Added other/)
  say('sasl set-plain alison "tea and milk" network=other')
  await home.hears(/SASL PLAIN/)
  const there = await s.attach('alice/other@phone', 'server-time')
  there.send('JOIN #tea')
  await there.hears(/ 366 /, patience)
  const bob = await bobAt(other.irc.port)
  bob.send('JOIN #tea', 'PRIVMSG #tea :before', 'PRIVMSG ali :psst')
  await there.hears(/:before/, patience)
  await there.hears(/:psst/, patience)
  way.freeze()
  bob.send('PRIVMSG #tea :in the tunnel', 'PRIVMSG ali :are you there?', 'PING :said')
  await bob.hears(/PONG \S+ :?said/)
  way.breaks()
  await there.hears(/:in the tunnel/, patience)
  await there.hears(/:are you there\?/, patience)
  bob.send('PRIVMSG #tea :after')
  await there.hears(/:after/, patience)
  const said = there.texts.filter((text) => !/^The connection|connected/i.test(text))
  assert.deepEqual(said.sort(), ['after', 'are you there?', 'before', 'in the tunnel', 'psst'])
})

test('where a network has no history, one line says since when lines may be missing', {
  skip: ngircdMissing ?? false,
}, async () => {
  await using first = await startNgircd()
  const { port } = first
  await using s = await stage({ timing: { backoffMs: [30, 60], restoreMs: 30_000 } })
  const home = await s.attach('alice@phone')
  home.send(`PRIVMSG BouncerServ :network add ng host=127.0.0.1:${port} tls=no`)
  await home.hears(/Added ng/)
  const there = await s.attach('alice/ng@phone', 'server-time')
  there.send('JOIN #tea')
  await there.hears(/ 366 /)
  await first.stop()
  await there.hears(/The connection to the network is gone/)
  await using _second = await startNgircd(port)
  home.send('PRIVMSG BouncerServ :network connect ng')
  const mark =
    /NOTICE #tea :Messages may be missing here: there was no connection from 2\S+ \S+ to 2/
  await there.hears(mark, patience)
  const desk = await s.attach('alice/ng@desk', 'server-time')
  await desk.hears(mark)
  // A restart of the bouncer is a gap too: one more line, and the first one is not said again.
  await s.restart()
  const again = await s.attach('alice/ng@phone', 'server-time')
  await again.hears(mark, patience)
  assert.equal(again.lines.filter((line) => mark.test(line)).length, 1)
})
