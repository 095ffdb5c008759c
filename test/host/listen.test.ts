import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import tls from 'node:tls'
import { generate } from 'selfsigned'
import { type Address, formatAddress, parseAddress } from '#host/address.ts'
import { type DialOptions, dial } from '#host/dial.ts'
import { type ListenOptions, listen, type Peer } from '#host/listen.ts'

type Options = Omit<ListenOptions, 'accept'>

/** Listens, and keeps whom it met. Every conversation is greeted, echoed and ended. */
async function meet(address: string | Address, options: Options = {}) {
  const peers: Peer[] = []
  const accept = (duplex: Duplex, peer: Peer) => {
    peers.push(peer)
    duplex.on('error', () => {})
    duplex.write('hello ')
    duplex.pipe(duplex)
  }
  const where = typeof address === 'string' ? parseAddress(address) : address
  const listener = await listen(where, { ...options, accept })
  return { listener, peers, address: listener.address }
}

async function say(address: Address, text: string, options?: DialOptions) {
  const duplex = await dial(address, options)
  duplex.end(text)
  return (await buffer(duplex)).toString()
}

const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
  keyType: 'ec',
  algorithm: 'sha256',
  extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
})
const server = { key: pems.private, cert: pems.cert }
const fingerprint = digest(pems.cert)

function digest(cert: string): string {
  return new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase()
}

test('tcp: the real port is known, the peer is named, both halves close', async () => {
  const { listener, peers, address } = await meet('tcp:127.0.0.1:0')
  assert.ok(address.kind === 'tcp' && address.port > 0)
  assert.equal(await say(address, 'tcp'), 'hello tcp')
  const [peer] = peers
  assert.deepEqual({ ...peer, port: 0 }, { ip: '127.0.0.1', port: 0, secure: false, inproc: false })
  assert.ok(peer!.port > 0)
  await listener.close()
  await assert.rejects(say(address, ''), {
    message: `cannot connect to ${formatAddress(address)}: connection refused`,
  })
})

test('a taken port is one line with address and cause, and close frees it at once', async () => {
  const { listener, address } = await meet('tcp:127.0.0.1:0')
  const client = await dial(address)
  client.on('error', () => {})
  await assert.rejects(meet(address), {
    message: `cannot listen on ${formatAddress(address)}: the address is already in use`,
  })
  await listener.close()
  const again = await meet(address)
  await again.listener.close()
  client.destroy()
})

test('an address that is not ours, or has no certificate, is refused clearly', async () => {
  await assert.rejects(meet('tcp:192.0.2.1:0'), /192\.0\.2\.1:0: this machine has no such address$/)
  await assert.rejects(meet('tls:127.0.0.1:0'), /there is no certificate$/)
  await assert.rejects(meet('unix:/nowhere/at/all.sock'), /^Error: cannot listen on unix:[^\n]+$/)
})

test('unix: a socket left by a killed process is replaced, a living one is not', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'causerie-'))
  t.after(() => rm(dir, { recursive: true }))
  const path = join(dir, 'house.sock')
  await leaveSocket(path)
  const { listener, address, peers } = await meet(`unix:${path}`)
  assert.equal(await say(address, 'unix'), 'hello unix')
  assert.deepEqual(peers[0], { ip: '', port: 0, secure: true, inproc: false })
  await assert.rejects(meet(`unix:${path}`), /already in use/)
  await listener.close()
})

/** What kill -9 leaves behind. */
async function leaveSocket(path: string) {
  const { spawnSync } = await import('node:child_process')
  const code = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`
  spawnSync(process.execPath, ['-e', code, path])
}

test('inproc: a name is found while somebody listens, and free again after', async () => {
  const { listener, address, peers } = await meet('inproc:listen-test')
  assert.equal(await say(address, 'inproc'), 'hello inproc')
  assert.deepEqual(peers[0], { ip: '', port: 0, secure: true, inproc: true })
  await assert.rejects(meet('inproc:listen-test'), /this process has one with that name/)
  await listener.close()
  await assert.rejects(dial(address), /inproc:listen-test: nobody in this process listens there/)
  const again = await meet('inproc:listen-test')
  await again.listener.close()
})

test('inproc: an end that is destroyed ends the other', async () => {
  const ends: Duplex[] = []
  const address = parseAddress('inproc:destroy-test')
  await using _ = await listen(address, { accept: (duplex) => ends.push(duplex) })
  const ours = await dial(address)
  const theirs = ends[0]!
  theirs.on('error', () => {}).resume()
  ours.destroy()
  await once(theirs, 'end')
})

test('tls: a pinned or a known certificate is accepted, any other is not', async () => {
  await using _ = { [Symbol.asyncDispose]: () => met.listener.close() }
  const met = await meet('tls:127.0.0.1:0', { tls: () => server })
  const { address } = met
  assert.ok(address.kind === 'tls')
  assert.equal(
    await say(address, 'x', { tls: { pin: [new X509Certificate(pems.cert).fingerprint256] } }),
    'hello x',
  )
  assert.equal(await say(address, 'x', { tls: { pin: ['00', fingerprint] } }), 'hello x')
  const trusted = { ca: pems.cert, servername: 'localhost', pinned: true as const }
  assert.equal(await say(address, 'x', { tls: { ...trusted, pin: [fingerprint] } }), 'hello x')
  await assert.rejects(
    dial(address, { tls: { ...trusted, pin: ['00'.repeat(32)] } }),
    /its certificate is not one of those pinned/,
  )
  const known = { ...address, host: 'localhost' }
  assert.equal(await say(known, 'x', { tls: { ca: pems.cert } }), 'hello x')
  assert.equal(met.peers[0]!.secure, true)
  assert.equal(met.peers[0]!.fingerprint, undefined)
  await assert.rejects(dial(address), /cannot connect to tls:127\.0\.0\.1:\d+: self-signed cert/)
  await assert.rejects(dial(address, { tls: { pin: ['00'.repeat(32)] } }), /nor pinned/)
})

test('tls: the fingerprint of a client certificate is known where one may be shown', async () => {
  for (const clientCertificates of [true, undefined]) {
    const met = await meet('tls:127.0.0.1:0', { tls: () => server, clientCertificates })
    await say(met.address, 'x', { tls: { ...server, pin: [fingerprint] } })
    assert.equal(met.peers[0]!.fingerprint, clientCertificates && fingerprint)
    await met.listener.close()
  }
})

test('tls: what is no handshake is closed, a slow one is cut, and others go on', async () => {
  const troubles: Error[] = []
  const onTrouble = (error: Error) => troubles.push(error)
  const met = await meet('tls:127.0.0.1:0', { tls: () => server, onTrouble, handshakeMs: 100 })
  const plain = { ...met.address, kind: 'tcp' } as Address
  await say(plain, 'NICK alice\r\nUSER alice 0 * :Alice\r\n').catch(() => {})
  const silent = await dial(plain)
  silent.on('error', () => {}).resume()
  await once(silent, 'end')
  silent.destroy()
  assert.equal(troubles.length, 2)
  assert.equal(met.peers.length, 0)
  assert.equal(await say(met.address, 'x', { tls: { pin: [fingerprint] } }), 'hello x')
  await met.listener.close()
})

test('tls: closing does not wait for unfinished handshakes', async () => {
  const met = await meet('tls:127.0.0.1:0', { tls: () => server })
  const silent = await dial({ ...met.address, kind: 'tcp' } as Address)
  silent.on('error', () => {}).resume()
  const closed = once(silent, 'end')
  await met.listener.close()
  await closed
  silent.destroy()
})

test('tls: a reload serves the new certificate to whoever comes next', async () => {
  let current = server
  const met = await meet('tls:127.0.0.1:0', { tls: () => current })
  const fresh = await generate([{ name: 'commonName', value: 'new' }], { keyType: 'ec' })
  current = { key: fresh.private, cert: fresh.cert }
  met.listener.reload()
  assert.equal(await say(met.address, 'x', { tls: { pin: [digest(fresh.cert)] } }), 'hello x')
  current = { key: 'nonsense', cert: 'nonsense' }
  assert.throws(() => met.listener.reload())
  assert.equal(await say(met.address, 'x', { tls: { pin: [digest(fresh.cert)] } }), 'hello x')
  await met.listener.close()
})

test('dialling ends in time, and when it is given up', async () => {
  const mute = net.createServer(() => {}).listen(0, '127.0.0.1')
  await once(mute, 'listening')
  const { port } = mute.address() as net.AddressInfo
  const address: Address = { kind: 'tls', host: '127.0.0.1', port }
  await assert.rejects(dial(address, { timeoutMs: 50 }), /: no answer in 50 ms$/)
  const stop = new AbortController()
  const attempt = dial(address, { signal: stop.signal })
  stop.abort()
  await assert.rejects(attempt, /given up$/)
  await assert.rejects(dial(address, { signal: stop.signal }), /aborted/)
  mute.close()
})

test('tls 1.1 and below are not spoken', async () => {
  const met = await meet('tls:127.0.0.1:0', { tls: () => server })
  const { port } = met.address as net.AddressInfo & Address
  const old = { port, host: '127.0.0.1', maxVersion: 'TLSv1.1', minVersion: 'TLSv1' } as const
  const socket = tls.connect({ ...old, rejectUnauthorized: false })
  await assert.rejects(once(socket, 'secureConnect'))
  await met.listener.close()
})
