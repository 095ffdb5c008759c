import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import test from 'node:test'
import fc from 'fast-check'
import { closing, type Gateway, startGateway } from './gateway.ts'

const word = fc.constantFrom(
  ':1',
  ':0',
  ':2 ',
  ':1 NICK a',
  ':1 USER a 0 * :a',
  ':1 HOST [::1]:+6697',
  ':1 HOST :::::',
  ':1 ENCODING utf-16',
  ':1 ENCODING shift_jis',
  ':1 CAPTCHA',
  ': ',
  '',
  ':1 \u0000',
  ':1 A\r\nB',
  '\ud800',
)
const message = fc.oneof(word, fc.string({ unit: 'binary' }))
const frame = fc.oneof(
  fc.array(message, { maxLength: 6 }).map((list) => JSON.stringify(list)),
  fc.json(),
  fc.string({ unit: 'binary' }),
)

async function alive(gateway: Gateway): Promise<void> {
  assert.equal((await fetch(`${gateway.http}/healthz`)).status, 200)
}

test('no frames of a SockJS page are too much', async () => {
  await using gateway = await startGateway()
  const property = fc.asyncProperty(fc.array(frame, { maxLength: 8 }), async (frames) => {
    const socket = gateway.dial({ path: '/webirc/kiwiirc/1/a/websocket' })
    await once(socket, 'open')
    for (const text of frames) socket.send(text)
    socket.close()
    await closing(socket)
  })
  await fc.assert(property, { numRuns: 60 })
  await alive(gateway)
})

test('no path, method or body below SockJS is too much', async () => {
  await using gateway = await startGateway({ graceMs: 50 })
  const path = fc
    .array(fc.constantFrom('info', 'xhr', 'xhr_send', '1', 'a', '%00', '..', '//', '?', ''), {
      maxLength: 5,
    })
    .map((parts) => `/webirc/kiwiirc/${parts.join('/')}`)
  const method = fc.constantFrom('GET', 'POST', 'PUT', 'OPTIONS', 'DELETE', 'HEAD')
  const property = fc.asyncProperty(method, path, frame, async (verb, where, body) => {
    const socket = net.connect(gateway.port, '127.0.0.1')
    socket.on('error', () => {})
    const bytes = Buffer.byteLength(body)
    socket.write(`${verb} ${where} HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\n\r\n${body}`)
    await Promise.race([once(socket, 'data'), once(socket, 'close')])
    socket.destroy()
  })
  await fc.assert(property, { numRuns: 100 })
  await alive(gateway)
})

test('a page that takes what it asked for byte by byte, or never, harms nobody', async () => {
  await using gateway = await startGateway({ graceMs: 50 })
  const ask =
    'POST /webirc/sockjs/1/slow/xhr_streaming HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n'
  const socket = net.connect(gateway.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(ask)
  await once(socket, 'data')
  socket.pause()
  const upstream = await gateway.upstream()
  const line = `:a PRIVMSG b :${'x'.repeat(400)}\r\n`
  for (let i = 0; i < 5000 && upstream.duplex.write(line); i++);
  await alive(gateway)
  const ended = once(upstream.duplex, 'end')
  socket.destroy()
  await ended
})

test('half of a resume, and wrong ones, open nothing', async () => {
  await using gateway = await startGateway()
  const path = '/webirc/websocket/?resume'
  for (const first of ['NICK a', 'RESUME ', 'RESUME x', 'RESUME x -1', 'RESUME x 1 2', 'resume']) {
    const socket = gateway.dial({ path })
    const closed = closing(socket)
    await once(socket, 'open')
    socket.send(first)
    const { code, reason } = await closed
    assert.deepEqual([code, reason.slice(0, 13)], [1008, 'RESUME, alone'], first)
  }
  assert.equal(gateway.strangers, 0)
  const socket = gateway.dial({ path })
  const closed = closing(socket)
  await once(socket, 'open')
  socket.send('RESUME')
  socket.send('RESUME ACK 1')
  assert.deepEqual(await closed, { code: 1008, reason: 'RESUME ACK of what was not sent' })
})

test('a page that does not wait for its session loses nothing', async () => {
  await using gateway = await startGateway()
  const socket = gateway.dial({ path: '/webirc/websocket/?resume' })
  await once(socket, 'open')
  for (const line of ['RESUME', 'NICK a', 'USER a 0 * :a']) socket.send(line)
  const upstream = await gateway.upstream()
  await upstream.line()
  assert.equal(await upstream.line(), 'NICK a')
  assert.equal(await upstream.line(), 'USER a 0 * :a')
  socket.close(1000)
})
