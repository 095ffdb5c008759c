import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import test from 'node:test'
import { until } from '../until.ts'
import { closing, heard, houseSecret, refusal, startGateway } from './gateway.ts'

const text = 'text.ircv3.net'
const binary = 'binary.ircv3.net'

test('the subprotocol is the first of the client that is known', async () => {
  await using gateway = await startGateway()
  const matrix: [string[], string][] = [
    [[text], text],
    [[binary], binary],
    [[binary, text], binary],
    [[text, binary], text],
    [['chat', text], text],
    [[], ''],
  ]
  for (const [protocols, chosen] of matrix) {
    const { socket } = await gateway.open({ protocols })
    assert.equal(socket.protocol, chosen, protocols.join())
    socket.terminate()
  }
})

test('each line is a message of its own, in the kind of frame that was agreed on', async () => {
  await using gateway = await startGateway()
  for (const [protocols, isBinary] of [
    [[text], false],
    [[], false],
    [[binary], true],
  ] as const) {
    const { socket, upstream } = await gateway.open({ protocols: [...protocols] })
    const first = heard(socket)
    upstream.duplex.write(':irc.test NOTICE * :h\u00e9')
    upstream.duplex.write('llo\r\n\r\n:irc.test 001 a :x\r\n')
    assert.deepEqual(await first, {
      data: Buffer.from(':irc.test NOTICE * :h\u00e9llo'),
      binary: isBinary,
    })
    socket.terminate()
  }
})

test('what is not UTF-8 is U+FFFD in a text frame and untouched in a binary one', async () => {
  await using gateway = await startGateway()
  const line = Buffer.from('3a78204e4f54494345202a203aff41', 'hex')
  const asText = await gateway.open({ protocols: [text] })
  const textHeard = heard(asText.socket)
  asText.upstream.duplex.write(Buffer.concat([line, Buffer.from('\r\n')]))
  assert.equal((await textHeard).data.toString(), ':x NOTICE * :\ufffdA')
  const asBinary = await gateway.open({ protocols: [binary] })
  const binaryHeard = heard(asBinary.socket)
  asBinary.upstream.duplex.write(Buffer.concat([line, Buffer.from('\n')]))
  assert.deepEqual((await binaryHeard).data, line)
})

test('both kinds of frames are taken, whatever was agreed on', async () => {
  await using gateway = await startGateway()
  for (const protocols of [[text], [binary], []]) {
    const { socket, upstream } = await gateway.open({ protocols })
    socket.send('NICK a')
    socket.send(Buffer.from('USER \xff', 'latin1'), { binary: true })
    assert.equal(await upstream.line(), 'NICK a')
    assert.equal(await upstream.line(), 'USER \xff')
    socket.terminate()
  }
})

test('CR, LF or NUL inside a message ends the socket and nothing of it is passed on', async () => {
  await using gateway = await startGateway()
  for (const message of ['PRIVMSG #a :x\r\nQUIT', 'A\nB', 'A\rB', 'A\0B', '\r\nQUIT', 'A\n\n']) {
    const { socket, upstream } = await gateway.open()
    const closed = closing(socket)
    socket.send(message)
    assert.deepEqual(await closed, { code: 1008, reason: 'CR, LF or NUL inside a message' })
    if (!upstream.duplex.destroyed) await once(upstream.duplex, 'close')
    assert.equal(upstream.rest, '', JSON.stringify(message))
  }
})

test('one line end at the very end is forgiven, and an empty message is nothing', async () => {
  await using gateway = await startGateway()
  const { socket, upstream } = await gateway.open()
  for (const message of ['', '\r\n', 'NICK a\r\n', 'USER b\n']) socket.send(message)
  assert.equal(await upstream.line(), 'NICK a')
  assert.equal(await upstream.line(), 'USER b')
})

test('a line with four kilobytes of tags passes whole, both ways', async () => {
  await using gateway = await startGateway()
  const { socket, upstream } = await gateway.open()
  const line = `@+note=${'n'.repeat(4086)} PRIVMSG #a :${'m'.repeat(490)}`
  socket.send(line)
  assert.equal(await upstream.line(), line)
  const back = heard(socket)
  upstream.duplex.write(`@time=x;${line.slice(1)}\r\n`)
  assert.equal((await back).data.toString(), `@time=x;${line.slice(1)}`)
})

test('a message that no line could be is refused with 1009', async () => {
  await using gateway = await startGateway()
  const { socket } = await gateway.open()
  const closed = closing(socket)
  socket.send('x'.repeat(9000))
  assert.equal((await closed).code, 1009)
})

test('the server is told who is there, before anything else', async () => {
  await using gateway = await startGateway()
  const { introduction } = await gateway.open({ headers: { 'X-Forwarded-For': '198.51.100.7' } })
  assert.equal(introduction, `WEBIRC ${houseSecret} webgate 127.0.0.1 127.0.0.1`)
})

test('X-Forwarded-For is walked from the right, past trusted proxies only', async () => {
  const trusted = ['127.0.0.1', '10.0.0.0/8', '2001:db8::/32']
  await using gateway = await startGateway({ config: { trusted_proxies: trusted } })
  const cases: [string, string][] = [
    ['203.0.113.9', '203.0.113.9'],
    ['6.6.6.6, 203.0.113.9', '203.0.113.9'],
    ['6.6.6.6, 203.0.113.9, 10.1.2.3', '203.0.113.9'],
    ['203.0.113.9:4711', '203.0.113.9'],
    ['[2001:db9::1]:80', '2001:db9::1'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::9', '0::9'],
    ['203.0.113.9, nonsense', '127.0.0.1'],
    ['10.9.9.9', '10.9.9.9'],
    ['', '127.0.0.1'],
  ]
  for (const [header, ip] of cases) {
    const { introduction, socket } = await gateway.open({ headers: { 'X-Forwarded-For': header } })
    assert.equal(introduction, `WEBIRC ${houseSecret} webgate ${ip} ${ip}`, header)
    socket.terminate()
  }
})

test('a trusted proxy also says whether the browser came over TLS', async () => {
  await using gateway = await startGateway({ config: { trusted_proxies: ['127.0.0.0/8'] } })
  const headers = { 'X-Forwarded-For': '203.0.113.9', 'X-Forwarded-Proto': 'https' }
  const { introduction } = await gateway.open({ headers })
  assert.equal(introduction, `WEBIRC ${houseSecret} webgate 203.0.113.9 203.0.113.9 :secure`)
})

test('pages of the same host may connect, others may not', async () => {
  await using gateway = await startGateway()
  const own = `http://127.0.0.1:${gateway.port}`
  await gateway.open({ headers: { Origin: own } })
  await gateway.open()
  for (const origin of ['http://evil.example', 'null', `${own}.evil.example`, 'file://']) {
    assert.equal(await refusal(gateway.dial({ headers: { Origin: origin } })), 403, origin)
  }
  assert.equal(gateway.strangers, 0)
})

test('behind a trusted proxy the host is the one that the browser asked for', async () => {
  await using gateway = await startGateway({ config: { trusted_proxies: ['127.0.0.1'] } })
  const headers = { Origin: 'https://chat.example', 'X-Forwarded-Host': 'chat.example' }
  await gateway.open({ headers })
  const other = { ...headers, Origin: 'https://evil.example' }
  assert.equal(await refusal(gateway.dial({ headers: other })), 403)
})

test('a list lets in other origins, as globs over the whole of them', async () => {
  const origins = ['https://*.example.org', 'http://localhost:*']
  await using gateway = await startGateway({ config: { origins } })
  for (const Origin of [
    'https://chat.example.org',
    'HTTPS://A.EXAMPLE.ORG',
    'http://localhost:1',
  ]) {
    await gateway.open({ headers: { Origin } })
  }
  for (const Origin of ['https://example.org.evil', 'http://localhost.evil:1', 'null']) {
    assert.equal(await refusal(gateway.dial({ headers: { Origin } })), 403, Origin)
  }
})

test('one address holds only so many sockets, and gets its place back', async () => {
  await using gateway = await startGateway({ config: { sessions_per_address: 2 } })
  const first = await gateway.open()
  await gateway.open()
  assert.equal(await refusal(gateway.dial()), 429)
  first.socket.close()
  await closing(first.socket)
  if (!first.upstream.duplex.destroyed) await once(first.upstream.duplex, 'close')
  await gateway.open()
})

test('whoever has a whole network of IPv6 is one visitor', async () => {
  const config = { sessions_per_address: 1, trusted_proxies: ['127.0.0.1'] }
  await using gateway = await startGateway({ config })
  const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } })
  await gateway.open(from('2001:db8::1'))
  assert.equal(await refusal(gateway.dial(from('2001:db8::ffff:2'))), 429)
  await gateway.open(from('2001:db8:0:1::1'))
})

test('a server that cannot be reached is said in the close', async () => {
  await using gateway = await startGateway({ upstream: { kind: 'inproc', name: 'nobody' } })
  const socket = gateway.dial()
  assert.deepEqual(await closing(socket), {
    code: 1013,
    reason: 'the server cannot be reached, try again later',
  })
})

test("the server's last line is passed on before the socket closes", async () => {
  await using gateway = await startGateway()
  const { socket, upstream } = await gateway.open()
  const last = heard(socket)
  const closed = closing(socket)
  upstream.duplex.end('ERROR :Closing link\r\n')
  assert.equal((await last).data.toString(), 'ERROR :Closing link')
  assert.deepEqual(await closed, { code: 1000, reason: 'the server closed the connection' })
})

test('a server that breaks off is said in the close', async () => {
  await using server = net.createServer((one) => one.once('data', () => one.resetAndDestroy()))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as net.AddressInfo
  await using gateway = await startGateway({ upstream: { kind: 'tcp', host: '127.0.0.1', port } })
  const closed = closing(gateway.dial())
  assert.deepEqual(await closed, { code: 1011, reason: 'the connection to the server broke' })
})

test('a browser that goes ends the conversation with the server', async () => {
  await using gateway = await startGateway()
  for (const leave of ['close', 'terminate'] as const) {
    const { socket, upstream } = await gateway.open()
    const ended = once(upstream.duplex, 'end')
    socket[leave]()
    await ended
  }
})

test('a browser that answers no pings is dropped after two', async () => {
  await using gateway = await startGateway({ pingMs: 30 })
  const alive = await gateway.open()
  const { upstream } = await gateway.open({ autoPong: false })
  await once(upstream.duplex, 'end')
  assert.equal(alive.socket.readyState, alive.socket.OPEN)
})

test('a browser that does not read holds the server back instead of filling memory', async () => {
  await using gateway = await startGateway()
  const { socket, upstream } = await gateway.open()
  socket.pause()
  const line = Buffer.from(`:irc.test NOTICE a :${'x'.repeat(400)}\r\n`)
  let sent = 0
  const total = 100_000
  while (sent < total) {
    sent++
    if (upstream.duplex.write(line)) continue
    const drained = await Promise.race([
      once(upstream.duplex, 'drain').then(() => true),
      new Promise<false>((resolve) => setTimeout(() => resolve(false), 500)),
    ])
    if (!drained) break
  }
  assert.ok(sent < total, 'the server was never held back')
  let got = 0
  const all = new Promise<void>((resolve) => {
    socket.on('message', () => {
      if (++got === sent) resolve()
    })
  })
  socket.resume()
  await all
})

test('a shutdown says goodbye', async () => {
  const gateway = await startGateway()
  const { socket } = await gateway.open()
  const closed = closing(socket)
  await gateway[Symbol.asyncDispose]()
  assert.deepEqual(await closed, { code: 1001, reason: 'the gateway is shutting down' })
})

test('a browser that is refused and keeps its side open is let go of', async () => {
  await using gateway = await startGateway()
  const socket = net.connect({ port: gateway.port, host: '127.0.0.1', allowHalfOpen: true })
  let gone = false
  socket.on('error', () => {
    gone = true
  })
  socket.write('GET /no HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  socket.resume()
  await once(socket, 'end')
  await until('the gateway to close the whole of it', () => {
    socket.write('x')
    return gone
  })
})

test('no bytes, in or after the handshake, are too much', async () => {
  await using gateway = await startGateway()
  const hello =
    `GET /webirc/websocket/ HTTP/1.1\r\nHost: 127.0.0.1:${gateway.port}\r\n` +
    'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n'
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
  const hostile: (string | Buffer)[] = [
    '\0\0\0\0\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n\r\n`,
    `${hello}\r\n`,
    `${hello}Sec-WebSocket-Key: short\r\n\r\n`,
    hello.replace('13', '99') + key,
    hello.replace('/webirc/websocket/', '/nowhere') + key,
    `${hello}Sec-WebSocket-Protocol: ,,;\r\n${key}`,
    Buffer.concat([Buffer.from(hello + key), Buffer.from('ffffffffffffffffffff', 'hex')]),
    Buffer.concat([Buffer.from(hello + key), Buffer.from('8180000000004f', 'hex')]),
    Buffer.concat([Buffer.from(hello + key), Buffer.from('818100000000ff', 'hex')]),
    Buffer.concat([Buffer.from(hello + key), Buffer.from('0181000000004f', 'hex')]),
  ]
  for (const bytes of hostile) {
    const socket = net.connect(gateway.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.resume()
    socket.end(bytes)
    await once(socket, 'close')
  }
  assert.equal((await fetch(`${gateway.http}/healthz`)).status, 200)
})
