/** Several web gates on one Redis: a page may come back to any of them. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { openStore } from '#store/open.ts'
import { RedisServer, missing as skip } from '../store/redis-server.ts'
import { until } from '../until.ts'
import { startGateway } from './gateway.ts'
import { ResumingPage } from './resuming-page.ts'

async function crew(settings: { resume_for?: number } = {}) {
  const stack = new AsyncDisposableStack()
  const redis = stack.use(await RedisServer.start())
  const open = async () => {
    const store = stack.use(await openStore(redis.address))
    return stack.use(await startGateway({ store, config: settings }))
  }
  const gates = [await open(), await open()] as const
  const urls = gates.map(({ http }) => `${http.replace('http', 'ws')}/webirc/websocket/`)
  return { gates, urls, redis, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

test('a page that comes back to another gate gets exactly what it missed', { skip }, async () => {
  await using both = await crew()
  const page = new ResumingPage(both.urls[0]!)
  assert.match(await page.connect(), /^NEW [0-9a-f]{8}-[\w-]{43} \d+$/)
  const upstream = await both.gates[0].upstream()
  await upstream.line()
  upstream.duplex.write(':a PRIVMSG #tea :one\r\n')
  await until('the first line', () => page.heard.length === 1)
  page.say('PRIVMSG #tea :first')
  assert.equal(await upstream.line(), 'PRIVMSG #tea :first')
  page.break()
  await once(page.socket!, 'close')
  upstream.duplex.write(':a PRIVMSG #tea :two\r\n')
  page.url = both.urls[1]!
  page.say('PRIVMSG #tea :second')
  assert.equal(await page.connect(), 'OK 1')
  await until('the second line', () => page.heard.length === 2)
  upstream.duplex.write(`:a PRIVMSG #tea :three ${'é'.repeat(200)}\r\n`)
  await until('the third line', () => page.heard.length === 3)
  assert.deepEqual(page.heard.slice(0, 2), [':a PRIVMSG #tea :one', ':a PRIVMSG #tea :two'])
  assert.equal(await upstream.line(), 'PRIVMSG #tea :second')
  page.acknowledge()
  await until('the gate to acknowledge', () => page.unsure === 0)
  assert.equal(both.gates[0].strangers + both.gates[1].strangers, 0)
  const ended = once(upstream.duplex, 'end')
  page.socket!.close(1000)
  await ended
})

test('the end of a session is told through another gate', { skip }, async () => {
  await using both = await crew()
  const page = new ResumingPage(both.urls[1]!)
  await page.connect()
  const upstream = await both.gates[1].upstream()
  await upstream.line()
  page.break()
  page.url = both.urls[0]!
  assert.equal(await page.connect(), 'OK 0')
  upstream.duplex.end('ERROR :bye\r\n')
  await until('the close', () => page.closed !== undefined)
  assert.deepEqual(page.heard, ['ERROR :bye'])
  assert.equal(page.closed?.code, 1000)
})

test('a session whose gate is gone, or that is none, begins anew', { skip }, async () => {
  await using both = await crew()
  const page = new ResumingPage(both.urls[0]!)
  await page.connect()
  const token = page.token
  for (const wrong of [`${token.slice(0, 9)}${'x'.repeat(43)}`, `00000000-${'x'.repeat(43)}`]) {
    const thief = new ResumingPage(both.urls[1]!)
    assert.match(await thief.connect({ token: wrong, ack: 0 }), /^NEW /)
    thief.break()
  }
  await both.gates[0][Symbol.asyncDispose]()
  page.url = both.urls[1]!
  assert.match(await page.connect(), /^NEW /)
  page.break()
})

test('at the door between gates there is nothing but sessions', { skip }, async () => {
  await using both = await crew()
  const members = both.redis.cli('HVALS', 'causerie:{leases/webgate}:about').split('\n')
  const { where } = JSON.parse(members[0]!) as { where: string }
  const port = Number(/:(\d+)$/.exec((JSON.parse(where) as { at: string }).at)![1])
  const ask = async (...lines: string[]) => {
    const socket = connect(port, '127.0.0.1')
    socket.end(`${lines.join('\r\n')}\r\n\r\n`)
    return (await text(socket)).split('\r\n')[0]
  }
  assert.equal(
    await ask('GET / HTTP/1.1', 'Host: gate', 'Connection: close'),
    'HTTP/1.1 404 Not Found',
  )
  const page = new ResumingPage(`ws://127.0.0.1:${port}/webirc/websocket/`)
  await page.connect()
  assert.equal(page.closed?.code, 1008)
})
