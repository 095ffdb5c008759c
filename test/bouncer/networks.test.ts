/** Many networks of one person. Real ones: Debian's ngircd, and our own server. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import tls from 'node:tls'
import { dial } from '#host/dial.ts'
import { startNetwork } from '../network.ts'
import { freePort, ngircdMissing, startNgircd } from '../ngircd.ts'
import { Device, eventually } from './device.ts'
import { password, stage } from './stage.ts'

/** Somebody who is connected to the network itself. */
async function guest(port: number, nick: string): Promise<Device> {
  const device = new Device(await dial({ kind: 'tcp', host: '127.0.0.1', port }))
  device.send(`NICK ${nick}`, 'USER x 0 * :x')
  await device.hears(/ (376|422) /, 10_000)
  return device
}

/** Says a command to BouncerServ. @returns the first line of its answer that fits. */
async function told(device: Device, command: string, answer: RegExp): Promise<string> {
  device.send(`PRIVMSG BouncerServ :${command}`)
  return device.hears(new RegExp(`^:BouncerServ!\\S+ PRIVMSG \\S+ :.*${answer.source}`), 10_000)
}

test('a person is on two networks, each with its own windows and its own place', {
  skip: ngircdMissing ?? false,
}, async () => {
  await using ng = await startNgircd()
  await using s = await stage()
  const home = await s.attach('alice@phone')
  await told(home, `network add ng host=127.0.0.1:${ng.port} tls=no nick=ally`, /Added ng, id n/)
  await eventually(() =>
    s.log.some(
      ({ text, about }) =>
        text === 'connected to the network' && 'network' in about && about.network === 'ng',
    ),
  )
  const bob = await guest(ng.port, 'bob')
  const away = await s.attach('alice/ng@phone', 'server-time')
  await away.hears(/NICK ally$/)
  away.send('JOIN #tea')
  await away.hears(/ 366 /)
  bob.send('JOIN #tea')
  await away.hears(/:bob!\S+ JOIN :?#tea/)
  bob.send('PRIVMSG #tea :hello from ngircd', 'PRIVMSG ally :psst')
  await away.hears(/hello from ngircd/)
  await away.hears(/psst/)
  away.send('PRIVMSG #tea :and back')
  await bob.hears(/:ally!\S+ PRIVMSG #tea :and back/)
  assert.deepEqual(
    home.texts.filter((text) => !/Added|id n/.test(text)),
    [],
  )
  await sleep(100)
  away.drop()
  bob.send('PRIVMSG #tea :while you were away')
  await sleep(200)
  const back = await s.attach('alice/NG@phone', 'server-time')
  await back.hears(/JOIN :?#tea/)
  await back.hears(/while you were away/)
  assert.deepEqual(back.texts, ['while you were away'])
  s.network.says(':carol!c@h PRIVMSG alice :at home')
  await home.hears(/at home/)
  await sleep(30)
  assert.ok(!back.texts.includes('at home'))
})

test('a restart brings one back to all networks; a dead one is shown and tried again', {
  skip: ngircdMissing ?? false,
}, async () => {
  await using first = await startNgircd()
  const { port } = first
  await using s = await stage({ timing: { backoffMs: [30, 60], restoreMs: 30_000 } })
  const home = await s.attach('alice@phone')
  await told(home, `network add ng host=127.0.0.1:${port} tls=no`, /Added ng/)
  const there = await s.attach('alice/ng@phone')
  there.send('JOIN #tea')
  await there.hears(/ 366 /)
  await s.restart()
  const again = await s.attach('alice/ng@phone')
  await again.hears(/JOIN :?#tea/)
  const before = again.lines.length
  await first.stop()
  await again.hears(/NOTICE \S+ :The connection to the network is gone/)
  const control = await s.attach('alice@phone')
  await told(control, 'network list', /ng: connecting \(.*cannot connect to tcp:127.0.0.1/)
  again.send('PRIVMSG #tea :lost?')
  await again.hears(/ 404 \S+ #tea :Not sent/)
  await using second = await startNgircd(port)
  await told(control, 'network connect ng', /Connecting to ng/)
  const bob = await guest(second.port, 'bob')
  bob.send('JOIN #tea')
  await again.hears(/^:bob(!\S+)? JOIN/, 10_000)
  assert.ok(!again.lines.slice(before).some((line) => /^:alice!\S+ JOIN/.test(line)))
})

test('our own server as another network: TLS by pin, SASL PLAIN, SCRAM, server password', async () => {
  await using other = await startNetwork()
  await other.addAccount('alison', 'tea and milk')
  await using s = await stage()
  const home = await s.attach('alice@phone')
  const { host, port } = other.ircTls
  const seen = () => told(home, 'network status other', /other: \w+.*/)
  const until = async (pattern: RegExp) => {
    for (let tries = 0; tries < 100; tries++) {
      if (pattern.test(await seen())) return
      await sleep(50)
    }
    assert.fail(`${pattern}: ${await seen()}`)
  }
  await told(home, `network add other host=${host}:${port} nick=ali`, /Added other/)
  await until(/cannot connect.*(self-signed|certificate)/)
  await told(home, `network change other pins=${'0'.repeat(64)}`, /Changed other/)
  await until(/not one of those pinned/)
  const pin = await fingerprint(host, port)
  await told(home, `network change other pins=${pin}`, /Changed other/)
  await until(/other: connected, as ali/)
  await told(home, 'sasl set-plain alison wrong network=other', /SASL PLAIN/)
  await until(/does not accept our login/)
  await told(home, 'sasl set-plain alison "tea and milk" network=other', /SASL PLAIN/)
  await until(/other: connected/)
  await told(home, 'sasl set-scram alison "tea and milk" network=other', /SASL SCRAM-SHA-256/)
  await until(/other: connected/)
  const there = await s.attach('alice/other@phone')
  there.send('WHOIS ali')
  await there.hears(/ 330 ali ali alison /)
})

async function fingerprint(host: string, port: number): Promise<string> {
  const socket = tls.connect({ host, port, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const shown = socket.getPeerX509Certificate()!.fingerprint256
  socket.destroy()
  return shown
}

test('several addresses are tried in turn, and private ones only where they are allowed', async () => {
  await using other = await startNetwork()
  await using s = await stage()
  const home = await s.attach('alice@phone')
  const dead = await freePort()
  const { port } = other.irc
  await told(home, `network add two host=127.0.0.1:${dead},127.0.0.1:${port} tls=no`, /Added two/)
  await told(home, 'help network add', /network add <name>/)
  for (let tries = 0; tries < 100; tries++) {
    if (/two: connected/.test(await told(home, 'network status two', /two: \w+/))) break
    assert.ok(tries < 99)
    await sleep(50)
  }
  await using strict = await stage({ allowed: ['*'] })
  const guarded = await strict.attach('alice@phone')
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '169.254.169.254', '[::ffff:127.0.0.1]']) {
    await told(guarded, `network add x host=${host}:${port} tls=no`, /Added x/)
    await sleep(60)
    await told(
      guarded,
      'network status x',
      /x: connecting \(.*not among the hosts that are allowed/,
    )
    await told(guarded, 'network remove x', /Removed x/)
  }
})

test('how many networks there may be, and what they may be called, is limited', async () => {
  await using s = await stage({ networks: 2 })
  const home = await s.attach('alice@phone')
  const away = 'host=127.0.0.1:1 tls=no'
  await told(home, `network add one ${away}`, /Added one/)
  await told(home, `network add ONE ${away}`, /There is a network ONE already/)
  await told(home, `network add home ${away}`, /There is a network home already/)
  await told(home, `network add a/b ${away}`, /this value will not do/)
  await told(home, 'network add two', /The host is missing/)
  await told(home, 'network add two host=x:99999', /host: this value will not do/)
  await told(home, `network add two ${away} colour=red`, /colour: there is no such attribute/)
  await told(home, `network add two ${away}`, /Added two/)
  await told(home, `network add three ${away}`, /You may have 2 networks/)
  await told(home, 'network remove home', /The home network stays/)
  await told(home, 'network remove two', /Removed two/)
  const unknown = await s.connect()
  unknown.send(`PASS alice/two@phone:${password}`, 'NICK alice', 'USER x 0 * :x')
  await unknown.hears(/^ERROR :There is no network "two" here: you have home, one$/)
})
