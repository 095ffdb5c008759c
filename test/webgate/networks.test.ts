import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import type { Address, NetAddress } from '#host/address.ts'
import { ensureCertificate, ownCertificate } from '#host/certificate.ts'
import { parseConfig } from '#host/config.ts'
import { listen } from '#host/listen.ts'
import { readHost } from '../../webgate/upstream/named-host.ts'
import type { NetworkConfig } from '../../webgate/upstream/networks.ts'
import { isPublic } from '../../webgate/upstream/public-address.ts'
import { type GatewayOptions, startGateway, Upstream } from './gateway.ts'
import { Sock } from './sock.ts'

const network: NetworkConfig = {
  host: 'irc.other.test',
  ports: [6697],
  plain: false,
  addresses: [],
  webirc: '',
  ca: '',
  pin: [],
}

/** Another network: who comes is in the list. */
async function otherNetwork(certificate?: { cert: string; key: string }) {
  const arrived: Upstream[] = []
  const address: Address = { kind: certificate ? 'tls' : 'tcp', host: '127.0.0.1', port: 0 }
  const listener = await listen(address, {
    accept: (duplex) => arrived.push(new Upstream(duplex)),
    tls: () => certificate,
  })
  return {
    arrived,
    address: listener.address as NetAddress,
    async [Symbol.asyncDispose]() {
      await listener.close()
      for (const { duplex } of arrived) duplex.destroy()
    },
  }
}

/** Goes to a host by its name, and gives the first word about it. */
async function goTo(host: string, networks: NetworkConfig[], more: GatewayOptions = {}) {
  const gateway = await startGateway({ ...more, config: { networks } })
  const page = await Sock.open(`${gateway.http}/webirc/kiwiirc/`, 'websocket')
  page.say(':1', `:1 HOST ${host}`, ':1 NICK ann', ':1 USER ann 0 * :Ann')
  assert.equal(await page.next(), ':1')
  const word = await page.next()
  return {
    word,
    page,
    gateway,
    async [Symbol.asyncDispose]() {
      page.leave()
      await gateway[Symbol.asyncDispose]()
    },
  }
}

test('without a list a page is led to our own network, whatever it names', async () => {
  await using visit = await goTo('irc.other.test:+6697', [])
  assert.equal(visit.word, ':1 control connected')
  assert.match(await (await visit.gateway.upstream()).line(), /^WEBIRC /)
})

test('with a list, default is still our own network', async () => {
  await using visit = await goTo('default:6667', [network])
  assert.equal(visit.word, ':1 control connected')
  await visit.gateway.upstream()
})

test('what is not on the list is forbidden: host, port, or without TLS', async () => {
  const resolve = () => Promise.reject(new Error('nobody should be asked'))
  for (const host of [
    'irc.evil.test:+6697',
    'irc.other.test:+22',
    'irc.other.test:6697',
    ':',
    '@',
  ]) {
    await using visit = await goTo(host, [network], { resolve })
    assert.equal(visit.word, ':1 control closed err_forbidden', host)
    assert.equal(visit.gateway.strangers, 0)
  }
})

test('a listed name that leads to a private address is forbidden', async () => {
  const addresses = [
    '127.0.0.1',
    '10.0.0.1',
    '::1',
    'fe80::1',
    '::ffff:192.168.0.1',
    '169.254.169.254',
  ]
  for (const address of addresses) {
    await using visit = await goTo('irc.other.test:+6697', [network], {
      resolve: async () => [address],
    })
    assert.equal(visit.word, ':1 control closed err_forbidden', address)
  }
  await using literal = await goTo('[::1]:+6697', [{ ...network, host: '*' }])
  assert.equal(literal.word, ':1 control closed err_forbidden')
})

test('a name that does not exist is said to be unknown', async () => {
  const resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
  await using visit = await goTo('irc.other.test:+6697', [network], { resolve })
  assert.equal(visit.word, ':1 control closed err_unknown_host')
})

test('another network is told who is there with its own password, and spoken to', async () => {
  await using other = await otherNetwork()
  const listed = {
    ...network,
    plain: true,
    ports: [6667],
    webirc: 'theirs',
    addresses: [other.address],
  }
  await using visit = await goTo('irc.other.test', [listed])
  assert.equal(visit.word, ':1 control connected')
  const upstream = other.arrived[0]!
  assert.equal(await upstream.line(), 'WEBIRC theirs webgate 127.0.0.1 127.0.0.1')
  assert.equal(await upstream.line(), 'NICK ann')
  upstream.duplex.write(':irc.other.test 001 ann :Welcome\r\n')
  assert.equal(await visit.page.next(), ':1 :irc.other.test 001 ann :Welcome')
})

test('a certificate must be verified, by an authority of ours or by its fingerprint', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'causerie-test-'))
  const certificate = await ensureCertificate(directory, ['irc.other.test'])
  await using other = await otherNetwork(certificate)
  const listed = { ...network, addresses: [other.address] }
  const ca = ownCertificate(directory).cert
  const cases: [NetworkConfig, string][] = [
    [listed, 'closed err_tls'],
    [{ ...listed, ca }, 'connected'],
    [{ ...listed, host: '*.other.test', ca }, 'closed err_tls'],
    [{ ...listed, pin: [certificate.fingerprint] }, 'connected'],
    [{ ...listed, pin: ['0'.repeat(64)] }, 'closed err_tls'],
  ]
  for (const [config, word] of cases) {
    await using visit = await goTo('irc.other.test:+6697', [config])
    assert.equal(visit.word, `:1 control ${word}`, JSON.stringify({ ...config, addresses: 0 }))
  }
  await rm(directory, { recursive: true })
})

test('an address that cannot be reached is passed over, and not tried first again', async () => {
  await using other = await otherNetwork()
  const dead = await net.createServer().listen(0, '127.0.0.1')
  await once(dead, 'listening')
  const { port } = dead.address() as net.AddressInfo
  dead.close()
  const addresses: Address[] = [{ kind: 'tcp', host: '127.0.0.1', port }, other.address]
  await using gateway = await startGateway({
    upstream: addresses[0]!,
    config: { upstream_spare: [addresses[1]!] },
  })
  for (let i = 0; i < 3; i++) {
    const socket = gateway.dial()
    while (other.arrived.length === i) await new Promise((resolve) => setTimeout(resolve, 5))
    assert.match(await other.arrived[i]!.line(), /^WEBIRC /)
    socket.terminate()
  }
})

test('a visitor speaks to another network no faster than it should, and loses nothing', async () => {
  await using other = await otherNetwork()
  const listed = { ...network, addresses: [other.address], plain: true, ports: [6667] }
  await using gateway = await startGateway({
    config: { networks: [listed], network_lines_per_second: 50 },
  })
  const page = await Sock.open(`${gateway.http}/webirc/kiwiirc/`, 'websocket')
  page.say(':1', ':1 HOST irc.other.test:6667', ':1 NICK ann', ':1 USER ann 0 * :Ann')
  await page.next()
  await page.next()
  const upstream = other.arrived[0]!
  upstream.duplex.write(':irc.other.test 001 ann :Welcome\r\n')
  await page.next()
  await upstream.line()
  await upstream.line()
  const from = performance.now()
  for (let i = 0; i < 30; i++) page.say(`:1 PRIVMSG #x :${i}`)
  for (let i = 0; i < 30; i++) assert.equal(await upstream.line(), `PRIVMSG #x :${i}`)
  const tookMs = performance.now() - from
  assert.ok(tookMs > 450, `${tookMs}`)
  page.leave()
})

test('a host is read as Kiwi writes it', () => {
  const cases: [string, ReturnType<typeof readHost>][] = [
    ['irc.example.org:+6697', { host: 'irc.example.org', port: 6697, tls: true }],
    ['IRC.Example.org:6668', { host: 'irc.example.org', port: 6668, tls: false }],
    ['irc.example.org', { host: 'irc.example.org', port: 6667, tls: false }],
    ['[2001:db8::1]:+6697', { host: '2001:db8::1', port: 6697, tls: true }],
    ['[2001:db8::1]', { host: '2001:db8::1', port: 6667, tls: false }],
    ['2001:db8::1', { host: '2001:db8::1', port: 6667, tls: false }],
    ['', undefined],
    ['a:0', undefined],
    ['a:65536', undefined],
    ['a b:1', undefined],
    ['a:x', undefined],
    ['http://a', undefined],
  ]
  for (const [text, named] of cases) assert.deepEqual(readHost(text), named, text)
})

test('only addresses of the public internet are public', () => {
  const open = ['9.9.9.9', '172.32.0.1', '193.0.0.1', '2620:fe::fe', '::ffff:9.9.9.9', '2600::']
  const closed = [
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.8.8.8',
    '169.254.169.254',
    '172.31.0.1',
    '192.168.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:7f00:1',
    '::ffff:0:7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    '2001::1',
    'fc00::1',
    'fe80::1%eth0',
    'ff02::1',
    'localhost',
    '',
  ]
  for (const ip of open) assert.ok(isPublic(ip), ip)
  for (const ip of closed) assert.ok(!isPublic(ip), ip)
})

test('a network is configured as a section, and what is wrong with it is said', () => {
  const read = (text: string) => parseConfig(text, 'my.toml', '/etc/causerie').webgate.networks
  const text = '[[webgate.networks]]\nhost = "irc.other.test"\nca = "other.pem"\n'
  assert.deepEqual(read(text), [{ ...network, ca: '/etc/causerie/other.pem' }])
  assert.throws(
    () => read('[[webgate.networks]]\nport = 1\n'),
    /webgate\.networks\[0\]\.host: must/,
  )
  const wrong = '[[webgate.networks]]\nhost = "a.b"\npin = ["12"]\n'
  assert.throws(() => read(wrong), /pin\[0\]: must be the SHA-256 of a certificate/)
})
