import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import http from 'node:http'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { HttpReceiver } from '../../webgate/sockjs/http-receiver.ts'
import { SockSession } from '../../webgate/sockjs/session.ts'
import { until } from '../until.ts'
import { closing, type Gateway, refusal, startGateway } from './gateway.ts'
import { Sock, transports } from './sock.ts'

const kiwi = '/webirc/kiwiirc'

interface Answer {
  status: number
  headers: http.IncomingHttpHeaders
  body: string
}

/** Asks and waits for the end of the answer. */
function ask(
  gateway: Gateway,
  method: string,
  path: string,
  options: { body?: string; headers?: http.OutgoingHttpHeaders } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(`${gateway.http}${path}`, {
      method,
      headers: options.headers ?? {},
    })
    request.on('response', async (response) => {
      const body = Buffer.concat(await response.toArray()).toString()
      resolve({ status: response.statusCode!, headers: response.headers, body })
    })
    request.on('error', reject)
    request.end(options.body)
  })
}

/** Opens a stream and gives what came of it, piece by piece. */
function stream(gateway: Gateway, method: string, path: string) {
  const request = http.request(`${gateway.http}${path}`, { method })
  let text = ''
  let wake = () => {}
  let over = false
  const response = once(request, 'response').then(([incoming]) => {
    incoming.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      wake()
    })
    incoming.on('end', () => {
      over = true
      wake()
    })
    incoming.on('error', () => {})
    return incoming as http.IncomingMessage
  })
  request.on('error', () => {})
  request.end()
  return {
    response,
    cut: () => request.destroy(),
    get over() {
      return over
    },
    /** Waits until `end` has come, and gives everything up to it. */
    async upTo(end: string): Promise<string> {
      while (!text.includes(end)) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      const length = text.indexOf(end) + end.length
      const found = text.slice(0, length)
      text = text.slice(length)
      return found
    },
  }
}

test('/info says what can be used, in whatever letters it is asked', async () => {
  await using gateway = await startGateway({ config: { origins: ['https://chat.example'] } })
  for (const path of [kiwi, '/WebIRC/KiwiIRC', '/webirc/sockjs']) {
    const headers = { Origin: 'https://chat.example' }
    const {
      status,
      headers: said,
      body,
    } = await ask(gateway, 'GET', `${path}/info?t=1`, { headers })
    assert.equal(status, 200)
    const { entropy, ...info } = JSON.parse(body)
    assert.deepEqual(info, { websocket: true, cookie_needed: false, origins: ['*:*'] })
    assert.ok(Number.isInteger(entropy) && entropy >= 0 && entropy < 2 ** 32)
    assert.equal(said['access-control-allow-origin'], 'https://chat.example')
    assert.equal(said['access-control-allow-credentials'], 'true')
    assert.match(said['cache-control'] ?? '', /no-store/)
  }
})

test('pages of foreign origins are refused on info, requests and upgrade alike', async () => {
  await using gateway = await startGateway()
  const headers = { Origin: 'https://evil.example' }
  for (const [method, path] of [
    ['GET', '/info'],
    ['POST', '/1/a/xhr'],
    ['POST', '/1/a/xhr_streaming'],
    ['POST', '/1/a/xhr_send'],
    ['OPTIONS', '/1/a/xhr_send'],
    ['GET', '/1/a/eventsource'],
  ] as const) {
    const answer = await ask(gateway, method, kiwi + path, { headers })
    assert.equal(answer.status, 403, path)
    assert.equal(answer.headers['access-control-allow-origin'], undefined)
  }
  assert.equal(await refusal(gateway.dial({ path: `${kiwi}/1/a/websocket`, headers })), 403)
})

test('an origin can be required of everybody', async () => {
  await using gateway = await startGateway({ config: { origin_required: true } })
  assert.equal((await ask(gateway, 'GET', `${kiwi}/info`)).status, 403)
  assert.equal(await refusal(gateway.dial()), 403)
  const headers = { Origin: gateway.http }
  assert.equal((await ask(gateway, 'GET', `${kiwi}/info`, { headers })).status, 200)
})

test('a browser that asks whether it may ask is told', async () => {
  await using gateway = await startGateway({ config: { origins: ['*'] } })
  const headers = { Origin: 'https://a.example', 'Access-Control-Request-Headers': 'x-thing' }
  const answer = await ask(gateway, 'OPTIONS', `${kiwi}/1/a/xhr_send`, { headers })
  assert.equal(answer.status, 204)
  assert.equal(answer.headers['access-control-allow-methods'], 'OPTIONS, POST')
  assert.equal(answer.headers['access-control-allow-headers'], 'x-thing')
  assert.equal(answer.headers['access-control-allow-origin'], 'https://a.example')
})

test('xhr: o alone at first, then one frame for each request', async () => {
  await using gateway = await startGateway()
  const path = `${kiwi}/000/abcdefgh`
  const first = await ask(gateway, 'POST', `${path}/xhr`)
  assert.equal(first.body, 'o\n')
  assert.equal(first.headers['content-type'], 'application/javascript; charset=UTF-8')
  const waiting = ask(gateway, 'POST', `${path}/xhr`)
  assert.equal((await ask(gateway, 'POST', `${path}/xhr_send`, { body: '[":1"]' })).status, 204)
  assert.equal((await waiting).body, 'a[":1"]\n')
})

test('a second receiver is sent away with 2010, and the first goes on', async () => {
  await using gateway = await startGateway()
  const path = `${kiwi}/000/abcdefgh`
  const first = stream(gateway, 'POST', `${path}/xhr_streaming`)
  assert.equal(await first.upTo('o\n'), `${'h'.repeat(2048)}\no\n`)
  const second = await ask(gateway, 'POST', `${path}/xhr`)
  assert.equal(second.body, 'c[2010,"Another connection still open"]\n')
  await ask(gateway, 'POST', `${path}/xhr_send`, { body: '[":5"]' })
  assert.equal(await first.upTo('\n'), 'a[":5"]\n')
  first.cut()
})

test('eventsource escapes what the client would decode or take for an end', async () => {
  await using gateway = await startGateway()
  const path = '/webirc/sockjs/000/abcdefgh'
  const events = stream(gateway, 'GET', `${path}/eventsource`)
  assert.equal(await events.upTo('data: o\r\n\r\n'), '\r\ndata: o\r\n\r\n')
  assert.match((await events.response).headers['content-type'] ?? '', /^text\/event-stream/)
  const upstream = await gateway.upstream()
  await upstream.line()
  upstream.duplex.write(':a 005 b PREFIX=(ov)@%+\r\n')
  assert.equal(await events.upTo('\r\n\r\n'), 'data: a[":a 005 b PREFIX=(ov)@%25+"]\r\n\r\n')
  events.cut()
})

test('a stream ends after 128 KiB, and the next request goes on where it ended', async () => {
  await using gateway = await startGateway()
  const path = '/webirc/sockjs/000/abcdefgh'
  const first = stream(gateway, 'POST', `${path}/xhr_streaming`)
  await first.upTo('o\n')
  const upstream = await gateway.upstream()
  const lines = Array.from({ length: 400 }, (_, i) => `:a PRIVMSG b :${i} ${'x'.repeat(400)}`)
  for (const line of lines) upstream.duplex.write(`${line}\r\n`)
  let got: string[] = []
  for (let from = first; got.length < lines.length; ) {
    const frame = await Promise.race([from.upTo('\n'), sleep(200).then(() => '')])
    if (frame.startsWith('a')) got = got.concat(JSON.parse(frame.slice(1)))
    if (frame === '' && from.over) from = stream(gateway, 'POST', `${path}/xhr_streaming`)
  }
  assert.ok(first.over)
  assert.deepEqual(got, lines)
})

test('xhr_send answers 404 for no session, and says what is wrong with a body', async () => {
  await using gateway = await startGateway()
  const path = `${kiwi}/000/abcdefgh`
  const send = (body: string) => ask(gateway, 'POST', `${path}/xhr_send`, { body })
  assert.equal((await send('[":1"]')).status, 404)
  await ask(gateway, 'POST', `${path}/xhr`)
  const refused: [string, number, string][] = [
    ['', 500, 'Payload expected.'],
    ['["x', 500, 'Broken JSON encoding.'],
    ['[1]', 500, 'Broken JSON encoding.'],
    ['{}', 500, 'Broken JSON encoding.'],
  ]
  for (const [body, status, text] of refused) {
    const answer = await send(body)
    assert.deepEqual([answer.status, answer.body], [status, text])
  }
  assert.equal((await ask(gateway, 'GET', `${path}/xhr_send`)).status, 405)
  assert.equal((await ask(gateway, 'GET', `${path}/jsonp`)).status, 404)
  assert.equal((await ask(gateway, 'GET', `${path}/websocket`)).status, 426)
})

test('a message that no line could be ends the session with 1009', async () => {
  await using gateway = await startGateway()
  const path = '/webirc/sockjs/000/abcdefgh'
  await ask(gateway, 'POST', `${path}/xhr`)
  await ask(gateway, 'POST', `${path}/xhr_send`, { body: JSON.stringify(['x'.repeat(9000)]) })
  const goodbye = 'c[1009,"a message is longer than a line may be"]\n'
  assert.equal((await ask(gateway, 'POST', `${path}/xhr`)).body, goodbye)
})

test('o does not wait for the name of an address, nor for the server', async () => {
  const never = new Promise<string[]>(() => {})
  const lookups = { reverse: () => never, resolve4: () => never, resolve6: () => never }
  await using gateway = await startGateway({
    config: { reverse_dns: true, trusted_proxies: ['127.0.0.1'] },
    lookups: lookups as never,
    namesMs: 300,
  })
  const from = performance.now()
  const headers = { 'X-Forwarded-For': '198.51.100.7' }
  const socket = gateway.dial({ path: `${kiwi}/1/a/websocket`, headers })
  const [data] = await once(socket, 'message')
  assert.equal(data.toString(), 'o')
  assert.ok(performance.now() - from < 250)
  socket.send('[":1"]')
  socket.send('[":1 NICK a",":1 USER a 0 * :a"]')
  const upstream = await gateway.upstream()
  assert.match(await upstream.line(), / 198\.51\.100\.7 198\.51\.100\.7$/)
  assert.ok(performance.now() - from > 290, 'the first line has waited for the name')
  socket.terminate()
})

test('without a receiver a session ends after a while; on websocket at once', async () => {
  const graceMs = 1000
  await using gateway = await startGateway({ graceMs })
  for (const transport of transports) {
    const page = await Sock.open(`${gateway.http}/webirc/sockjs/`, transport)
    const upstream = await gateway.upstream()
    const left = performance.now()
    const ended = once(upstream.duplex, 'end')
    page.leave()
    await ended
    const waited = performance.now() - left
    assert.equal(waited > graceMs - 50, transport !== 'websocket', `${transport} ${waited}`)
  }
})

test('a session whose messages were lost on their way ends at once', () => {
  const told: string[] = []
  const session = new SockSession({
    heartbeatMs: 60_000,
    graceMs: 60_000,
    queueBytesMax: 1000,
    ended: (why) => told.push(why),
  })
  session.converse({ receive: () => {}, gone: () => told.push('gone') })
  const receiver = () => ({ ready: true, send: () => {}, end: () => {} })
  const [first, second, third] = [receiver(), receiver(), receiver()]
  session.attach(first)
  session.attach(second)
  session.detach(second, true)
  session.detach(first, false)
  session.attach(third)
  assert.deepEqual(told, [], 'who was sent away had no messages')
  session.detach(first, true)
  assert.deepEqual(told, ['gone', 'messages were lost on their way'])
})

test('an answer that has ended and is not read to its end is cut off after a while', () => {
  const timeouts: number[] = []
  const response = Object.assign(new EventEmitter(), {
    socket: { setTimeout: (ms: number) => timeouts.push(ms) },
    setHeader() {},
    writeHead() {},
    write: () => false,
    end() {},
  }) as unknown as http.ServerResponse
  const session = { detach() {} } as unknown as SockSession
  const receiver = new HttpReceiver(response, session, 'xhr', 50_000)
  assert.deepEqual(timeouts, [0], 'while it waits for something to say, nothing moves on it')
  receiver.send('o')
  assert.deepEqual(timeouts, [0, 50_000])
})

test('a heartbeat comes when nothing else does', async () => {
  await using gateway = await startGateway({ pingMs: 50 })
  const path = `${kiwi}/000/abcdefgh`
  assert.equal((await ask(gateway, 'POST', `${path}/xhr`)).body, 'o\n')
  assert.equal((await ask(gateway, 'POST', `${path}/xhr`)).body, 'h\n')
  const socket = gateway.dial({ path: `${kiwi}/1/b/websocket` })
  const heard: string[] = []
  socket.on('message', (data) => heard.push(data.toString()))
  await until('two heartbeats', () => heard.length > 2)
  assert.equal(heard[0], 'o')
  assert.ok(heard.slice(1).every((frame) => frame === 'h'))
  socket.terminate()
})

test('a stream ends by itself after a while: who does not ask for the next is gone', async () => {
  await using gateway = await startGateway({ pingMs: 100, graceMs: 1000 })
  const page = await Sock.open(`${gateway.http}/webirc/sockjs/`, 'xhr-streaming')
  const upstream = await gateway.upstream()
  await sleep(700)
  upstream.duplex.write(':a PRIVMSG b :still here\r\n')
  assert.equal(await page.next(), ':a PRIVMSG b :still here')
  page.leave()
  const path = '/webirc/sockjs/000/abcdefgh'
  // A connection that is dead without anybody having said so.
  const silent = stream(gateway, 'POST', `${path}/xhr_streaming`)
  const other = await gateway.upstream()
  ;(await silent.response).pause()
  await once(other.duplex, 'end')
  silent.cut()
})

test('a websocket that answers no pings is dropped', async () => {
  await using gateway = await startGateway({ pingMs: 30 })
  const socket = gateway.dial({ path: '/webirc/sockjs/1/b/websocket', autoPong: false })
  const upstream = await gateway.upstream()
  await once(upstream.duplex, 'end')
  socket.terminate()
})

test('one address holds only so many sessions, over whatever transport', async () => {
  await using gateway = await startGateway({ config: { sessions_per_address: 2 }, graceMs: 1000 })
  await ask(gateway, 'POST', `${kiwi}/000/one/xhr`)
  const { socket } = await gateway.open()
  const refused = await ask(gateway, 'POST', `${kiwi}/000/two/xhr`)
  assert.equal(refused.status, 429)
  assert.equal(await refusal(gateway.dial({ path: `${kiwi}/1/b/websocket` })), 429)
  const asked = async () => (await ask(gateway, 'POST', `${kiwi}/000/two/xhr`)).body
  await until('the place of the first, whom nobody asks for', async () => (await asked()) === 'o\n')
  socket.terminate()
})

test('/webirc/sockjs/ is one conversation: the last line comes, then the end', async () => {
  await using gateway = await startGateway()
  for (const transport of transports) {
    const page = await Sock.open(`${gateway.http}/webirc/sockjs/`, transport)
    const upstream = await gateway.upstream()
    await upstream.line()
    page.say('NICK a')
    assert.equal(await upstream.line(), 'NICK a')
    upstream.duplex.end('ERROR :Closing link\r\n')
    assert.equal(await page.next(), 'ERROR :Closing link')
    assert.deepEqual(await page.end(), { code: 1000, reason: 'the server closed the connection' })
  }
})

test('a page that does not read holds its server back, and loses nothing', async () => {
  await using gateway = await startGateway()
  const socket = gateway.dial({ path: '/webirc/sockjs/1/b/websocket' })
  await once(socket, 'open')
  const got: string[] = []
  socket.on('message', (data) => {
    const frame = data.toString()
    if (frame.startsWith('a')) got.push(...JSON.parse(frame.slice(1)))
  })
  const upstream = await gateway.upstream()
  socket.pause()
  let sent = 0
  for (let held = false; !held; ) {
    if (upstream.duplex.write(`:a PRIVMSG b :${sent++} ${'x'.repeat(400)}\r\n`)) continue
    held = await Promise.race([
      once(upstream.duplex, 'drain').then(() => false),
      sleep(500).then(() => true),
    ])
    assert.ok(sent < 100_000, 'the server was never held back')
  }
  socket.resume()
  while (got.length < sent) await sleep(20)
  assert.ok(got.every((line, i) => line.startsWith(`:a PRIVMSG b :${i} `)))
  socket.terminate()
})

test('a shutdown says goodbye, also to whoever asks a moment later', async () => {
  const gateway = await startGateway()
  const page = await Sock.open(`${gateway.http}${kiwi}/`, 'xhr-streaming')
  const socket = gateway.dial({ path: `${kiwi}/1/b/websocket` })
  await once(socket, 'message')
  const closed = closing(socket)
  await gateway[Symbol.asyncDispose]()
  assert.equal((await page.end()).code, 1001)
  assert.equal((await closed).code, 1000)
})
