import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import tls from 'node:tls'
import { ensureCertificate } from '#host/certificate.ts'
import { lookups } from '../lookups.ts'
import { houseSecret, startGateway } from './gateway.ts'

test('the server is told the confirmed name, and whether the browser came over TLS', async () => {
  const { resolver } = lookups({ '198.51.100.7': ['a.example'] }, { 'a.example': ['198.51.100.7'] })
  await using gateway = await startGateway({
    config: { reverse_dns: true, trusted_proxies: ['127.0.0.1'] },
    lookups: resolver,
  })
  const headers = { 'X-Forwarded-For': '198.51.100.7', 'X-Forwarded-Proto': 'https' }
  const { introduction, socket } = await gateway.open({ headers })
  assert.equal(introduction, `WEBIRC ${houseSecret} webgate a.example 198.51.100.7 :secure`)
  socket.terminate()
})

test('strangers are not believed when they say that they came over TLS', async () => {
  await using gateway = await startGateway()
  const { introduction, socket } = await gateway.open({ headers: { 'X-Forwarded-Proto': 'https' } })
  assert.doesNotMatch(introduction, /secure/)
  socket.terminate()
})

const upgrade =
  'GET /webirc/websocket/ HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'

function version2(command: number, family: number, addresses: Buffer): Buffer {
  const head = Buffer.from('\r\n\r\n\0\r\nQUIT\n\0\0\0\0')
  head[12] = command
  head[13] = family
  head.writeUInt16BE(addresses.length, 14)
  return Buffer.concat([head, addresses])
}

const v4 = Buffer.from([198, 51, 100, 7, 127, 0, 0, 1, 0x12, 0x34, 0, 80])
const overTls = Buffer.from([0x20, 0, 5, 1, 0, 0, 0, 0])

test('a trusted proxy tells with a PROXY header who is there, in both versions', async () => {
  const config = { proxy_protocol: true, trusted_proxies: ['127.0.0.1'] }
  await using gateway = await startGateway({ config })
  const cases: [string | Buffer, string][] = [
    ['PROXY TCP4 198.51.100.7 127.0.0.1 4660 80\r\n', '198.51.100.7 198.51.100.7'],
    ['PROXY TCP6 2001:db8::7 ::1 4660 80\r\n', '2001:db8::7 2001:db8::7'],
    ['PROXY TCP6 ::ffff:198.51.100.7 ::1 4660 80\r\n', '198.51.100.7 198.51.100.7'],
    ['PROXY UNKNOWN\r\n', '127.0.0.1 127.0.0.1'],
    [version2(0x21, 0x11, v4), '198.51.100.7 198.51.100.7'],
    [version2(0x21, 0x11, Buffer.concat([v4, overTls])), '198.51.100.7 198.51.100.7 :secure'],
    [version2(0x20, 0, Buffer.alloc(0)), '127.0.0.1 127.0.0.1'],
  ]
  for (const [header, told] of cases) {
    const socket = net.connect(gateway.port, '127.0.0.1')
    // The header may come in pieces, and together with what follows it.
    const bytes = Buffer.concat([Buffer.from(header), Buffer.from(upgrade)])
    socket.write(bytes.subarray(0, 9))
    await new Promise((resolve) => setTimeout(resolve, 10))
    socket.write(bytes.subarray(9))
    const upstream = await gateway.upstream()
    assert.equal(await upstream.line(), `WEBIRC ${houseSecret} webgate ${told}`)
    socket.destroy()
  }
})

test('a trusted proxy that begins otherwise is cut off', async () => {
  const config = { proxy_protocol: true, trusted_proxies: ['127.0.0.1'] }
  await using gateway = await startGateway({ config })
  const wrong = [
    upgrade,
    'PROXY TCP4 198.51.100.7 127.0.0.1 4660\r\n',
    'PROXY TCP4 ::1 ::1 1 2\r\n',
    'PROXY TCP4 1.2.3.4 1.2.3.4 1 99999\r\n',
    `PROXY ${'x'.repeat(200)}`,
    version2(0x31, 0x11, v4),
    version2(0x21, 0x21, v4),
  ]
  for (const bytes of wrong) {
    const socket = net.connect(gateway.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(bytes)
    socket.resume()
    await once(socket, 'close')
  }
  assert.equal(gateway.strangers, 0)
})

test('who is no trusted proxy cannot say with a PROXY header who they are', async () => {
  const config = { proxy_protocol: true, trusted_proxies: ['10.0.0.1'] }
  await using gateway = await startGateway({ config })
  const { introduction, socket } = await gateway.open()
  assert.match(introduction, / 127\.0\.0\.1 127\.0\.0\.1$/)
  socket.terminate()
  const liar = net.connect(gateway.port, '127.0.0.1')
  liar.write(`PROXY TCP4 198.51.100.7 127.0.0.1 4660 80\r\n${upgrade}`)
  const [answer] = await once(liar, 'data')
  assert.match(String(answer), /^HTTP\/1\.1 400/)
  liar.destroy()
})

test('on a tls: listener the PROXY header comes first; the certificate is read anew', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'causerie-test-'))
  let certificate = await ensureCertificate(directory, ['one.test'])
  const config = {
    listen: [{ kind: 'tls', host: '127.0.0.1', port: 0 } as const],
    proxy_protocol: true,
    trusted_proxies: ['127.0.0.1'],
  }
  await using gateway = await startGateway({ config, tls: () => certificate })
  const shake = async () => {
    const socket = net.connect(gateway.port, '127.0.0.1')
    socket.write('PROXY TCP4 198.51.100.7 127.0.0.1 4660 443\r\n')
    const secured = tls.connect({ socket, rejectUnauthorized: false })
    await once(secured, 'secureConnect')
    return secured
  }
  const before = await shake()
  before.write(upgrade)
  const upstream = await gateway.upstream()
  assert.equal(
    await upstream.line(),
    `WEBIRC ${houseSecret} webgate 198.51.100.7 198.51.100.7 :secure`,
  )
  assert.equal(before.getPeerCertificate().subject.CN, 'one.test')
  await rm(join(directory, 'tls'), { recursive: true })
  certificate = await ensureCertificate(directory, ['two.test'])
  assert.equal((await shake()).getPeerCertificate().subject.CN, 'one.test')
  gateway.reload()
  assert.equal((await shake()).getPeerCertificate().subject.CN, 'two.test')
  assert.equal(before.destroyed, false, 'conversations that were open go on')
  await rm(directory, { recursive: true })
})
