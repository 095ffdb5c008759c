import assert from 'node:assert/strict'
import { once } from 'node:events'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Upstream as Conversation } from '../../webgate/upstream/conversation.ts'
import type { LineSocket } from '../../webgate/websocket/line-socket.ts'
import { Resumable } from '../../webgate/websocket/resumable.ts'
import { until } from '../until.ts'
import { type Gateway, refusal, startGateway, type Upstream } from './gateway.ts'
import { ResumingPage } from './resuming-page.ts'

const text = ['text.ircv3.net']
const binary = ['binary.ircv3.net']

async function begun(gateway: Gateway, protocols = text) {
  const url = `${gateway.http.replace('http', 'ws')}/webirc/websocket/`
  const page = new ResumingPage(url, protocols)
  const told = await page.connect()
  assert.match(told, /^NEW [\w-]{43} \d+$/)
  const upstream = await gateway.upstream()
  await upstream.line()
  return { page, upstream }
}

async function gone({ page }: { page: ResumingPage }): Promise<void> {
  page.break()
  await once(page.socket!, 'close')
  // The gate's end of the socket hears of it a moment later.
  await sleep(20)
}

function say(upstream: Upstream, from: number, to: number): string[] {
  const lines: string[] = []
  for (let i = from; i < to; i++) lines.push(`:a PRIVMSG #tea :${i} caf\u00e9`)
  upstream.duplex.write(lines.map((line) => `${line}\r\n`).join(''))
  return lines
}

for (const protocols of [text, binary, []]) {
  test(`a page that comes back gets exactly what it missed (${protocols[0] ?? 'none'})`, async () => {
    await using gateway = await startGateway()
    const both = await begun(gateway, protocols)
    const { page, upstream } = both
    const lines = say(upstream, 0, 10)
    await until('ten lines', () => page.heard.length === 10)
    await gone(both)
    lines.push(...say(upstream, 10, 20))
    await sleep(20)
    assert.equal(await page.connect(), 'OK 0')
    await until('twenty lines', () => page.heard.length >= 20)
    lines.push(...say(upstream, 20, 30))
    await until('thirty lines', () => page.heard.length >= 30)
    assert.deepEqual(page.heard, lines)
    assert.equal(gateway.strangers, 0)
    assert.equal(upstream.duplex.readableEnded, false)
    page.break()
  })
}

test('lines that were on their way when the socket broke come again, and none twice', async () => {
  await using gateway = await startGateway()
  const both = await begun(gateway)
  const { page, upstream } = both
  const lines = say(upstream, 0, 5)
  await until('five lines', () => page.heard.length === 5)
  page.socket!.pause()
  lines.push(...say(upstream, 5, 2000))
  await sleep(50)
  await gone(both)
  await page.connect()
  await until('all of them', () => page.heard.length >= lines.length)
  assert.deepEqual(page.heard, lines)
  page.break()
})

test('what the page said is taken once, however often the socket breaks', async () => {
  await using gateway = await startGateway()
  const both = await begun(gateway)
  const { page, upstream } = both
  const said: string[] = []
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 20; i++) {
      said.push(`PRIVMSG #tea :${round} ${i}`)
      page.say(said.at(-1)!)
    }
    if (round % 2 === 0) await sleep(5)
    await gone(both)
    page.say('PRIVMSG #tea :said while away')
    said.push('PRIVMSG #tea :said while away')
    await page.connect()
  }
  const taken: string[] = []
  while (taken.length < said.length) taken.push(await upstream.line())
  assert.deepEqual(taken, said)
  page.acknowledge()
  await until('the acknowledgement', () => page.told.at(-1) === `ACK ${said.length}`)
  assert.equal(page.unsure, 0)
  assert.equal(upstream.rest, '')
  page.break()
})

test('what was acknowledged is kept no longer, and nobody can go back before it', async () => {
  await using gateway = await startGateway()
  const both = await begun(gateway)
  const { page, upstream } = both
  say(upstream, 0, 10)
  await until('ten lines', () => page.heard.length === 10)
  page.acknowledge()
  await until('the acknowledgement', () => page.told.length === 2)
  assert.equal(page.told[1], 'ACK 0')
  await gone(both)
  const { token } = page
  assert.match(await page.connect({ ack: 9 }), /^NEW /)
  page.break()
  assert.match(await page.connect({ token, ack: 11 }), /^NEW /)
  page.break()
  assert.equal(await page.connect({ token, ack: 10 }), 'OK 0')
  page.break()
})

test('more than is kept ends the session, and the page begins anew', async () => {
  await using gateway = await startGateway({ config: { resume_queue: 16 * 1024 } })
  const both = await begun(gateway)
  const { page, upstream } = both
  await gone(both)
  const ended = once(upstream.duplex, 'end')
  for (let i = 0; i < 50; i++) say(upstream, i * 20, i * 20 + 20)
  await ended
  assert.match(await page.connect(), /^NEW /)
  page.break()
})

test('a page that does not acknowledge holds the server back, and goes on when it does', async () => {
  await using gateway = await startGateway({ config: { resume_queue: 16 * 1024 } })
  const { page, upstream } = await begun(gateway)
  const lines: string[] = []
  for (let i = 0; i < 20_000; i += 100) lines.push(...say(upstream, i, i + 100))
  let before = -1
  while (before !== page.heard.length) {
    before = page.heard.length
    await sleep(100)
  }
  assert.ok(before < lines.length, 'the server was never held back')
  while (page.heard.length < lines.length) {
    page.acknowledge()
    await sleep(5)
  }
  assert.deepEqual(page.heard, lines)
  page.break()
})

test('nobody who stays away for too long is waited for', async () => {
  await using gateway = await startGateway({ config: { resume_for: 150 } })
  const both = await begun(gateway)
  const ended = once(both.upstream.duplex, 'end')
  await gone(both)
  await ended
  assert.match(await both.page.connect(), /^NEW /)
  both.page.break()
})

test('a page that leaves on purpose has left', async () => {
  await using gateway = await startGateway()
  const { page, upstream } = await begun(gateway)
  const ended = once(upstream.duplex, 'end')
  page.socket!.close(1000)
  await ended
  assert.match(await page.connect(), /^NEW /)
  page.break()
})

test('a session has one page: who comes later takes over', async () => {
  await using gateway = await startGateway()
  const { page, upstream } = await begun(gateway)
  const lines = say(upstream, 0, 3)
  await until('three lines', () => page.heard.length === 3)
  const first = page.socket!
  const closed = once(first, 'close')
  await page.connect()
  const [code, reason] = await closed
  assert.deepEqual([code, String(reason)], [4001, 'the session was resumed elsewhere'])
  lines.push(...say(upstream, 3, 6))
  await until('six lines', () => page.heard.length === 6)
  assert.deepEqual(page.heard, lines)
  page.break()
})

test('a token opens no other house, and a guess opens nothing', async () => {
  await using gateway = await startGateway()
  const both = await begun(gateway)
  const { token } = both.page
  await gone(both)
  const url = gateway.http.replace('http', 'ws')
  const other = new ResumingPage(`${url}/bouncer/websocket/`)
  assert.doesNotMatch(await other.connect({ token, ack: 0 }), /^OK/)
  const guess = new ResumingPage(`${url}/webirc/websocket/`)
  for (const wrong of ['new', token.slice(1), token.toLowerCase()]) {
    assert.match(await guess.connect({ token: wrong, ack: 0 }), /^NEW /, wrong)
    guess.break()
  }
  assert.equal(await both.page.connect(), 'OK 0')
  both.page.break()
})

test('while nobody is there the PING of the server is answered, and replayed', async () => {
  await using gateway = await startGateway()
  const both = await begun(gateway)
  const { page, upstream } = both
  await gone(both)
  upstream.duplex.write('PING irc.test\r\n@time=x :irc.test PING :a b\r\n')
  assert.equal(await upstream.line(), 'PONG :irc.test')
  assert.equal(await upstream.line(), 'PONG :a b')
  await page.connect()
  await until('the PINGs', () => page.heard.length === 2)
  assert.deepEqual(page.heard, ['PING irc.test', '@time=x :irc.test PING :a b'])
  page.break()
})

test('a server that closes while nobody is there is heard of by who comes back', async () => {
  await using gateway = await startGateway()
  const both = await begun(gateway)
  await gone(both)
  both.upstream.duplex.end('ERROR :Killed\r\n')
  await sleep(20)
  assert.equal(await both.page.connect(), 'OK 0')
  await until('the end', () => both.page.closed !== undefined)
  assert.deepEqual(both.page.heard, ['ERROR :Killed'])
  assert.deepEqual(both.page.closed, { code: 1000, reason: 'the server closed the connection' })
})

test('a socket that is silently gone is found out, and its page may come back', async () => {
  await using gateway = await startGateway({ pingMs: 30 })
  const { page, upstream } = await begun(gateway)
  page.socket!.pause()
  const lines = say(upstream, 0, 5)
  await sleep(200)
  page.socket = undefined
  await page.connect()
  await until('the lines', () => page.heard.length === 5)
  assert.deepEqual(page.heard, lines)
  page.break()
})

test('who does not ask for it notices nothing, and an operator may switch it off', async () => {
  await using gateway = await startGateway({ config: { resume_for: 0 } })
  for (const path of ['/webirc/websocket/', '/webirc/websocket/?resume']) {
    const { socket, upstream } = await gateway.open({ path })
    socket.send('RESUME ACK 1')
    assert.equal(await upstream.line(), 'RESUME ACK 1')
    const ended = once(upstream.duplex, 'end')
    socket.terminate()
    await ended
  }
})

test('a session is one of those that its address may hold, with its socket and without', async () => {
  await using gateway = await startGateway({ config: { sessions_per_address: 2 } })
  const both = [await begun(gateway), await begun(gateway)]
  const other = new ResumingPage(`${gateway.http.replace('http', 'ws')}/webirc/websocket/`)
  const turnedAway = async () => {
    assert.equal(await other.connect(), '')
    assert.equal(other.closed?.code, 1008)
  }
  await turnedAway()
  for (const one of both) await gone(one)
  await turnedAway()
  // The address is full, but they are back where they were.
  for (const { page } of both) assert.equal(await page.connect(), 'OK 0')
  await turnedAway()
  const left = once(both[0]!.upstream.duplex, 'end')
  both[0]!.page.socket!.close(1000)
  await left
  await until('room', async () => /^NEW/.test(await other.connect()))
  for (const page of [both[1]!.page, other]) page.break()
})

test('pages that do not say what they want do not fill an address for ever', async () => {
  await using gateway = await startGateway({ config: { sessions_per_address: 2 } })
  const path = '/webirc/websocket/?resume'
  const silent = [gateway.dial({ path }), gateway.dial({ path })]
  for (const socket of silent) await once(socket, 'open')
  assert.equal(await refusal(gateway.dial({ path })), 429)
  for (const socket of silent) socket.terminate()
  const page = new ResumingPage(`${gateway.http.replace('http', 'ws')}/webirc/websocket/`)
  await until('room', async () => /^NEW/.test(await page.connect().catch(() => '')))
  page.break()
})

test('a page that acknowledges without reading is answered once, when it reads', () => {
  const socket = { full: false, sent: [] as string[], send, pause() {} }
  function send(lines: readonly Buffer[]): void {
    socket.sent.push(...lines.map(String))
  }
  const session = new Resumable({
    awayMsMax: 1000,
    keptBytesMax: 1000,
    answersPing: true,
    open: () => ({ pause() {}, resume() {}, hangUp() {} }) as unknown as Conversation,
    ended: () => {},
  })
  session.begin(socket as unknown as LineSocket)
  socket.full = true
  for (let i = 0; i < 100; i++) session.hear(Buffer.from('RESUME ACK 0\r\n'))
  assert.equal(socket.sent.length, 1)
  socket.full = false
  session.drained()
  session.drained()
  assert.deepEqual(socket.sent.slice(1), ['RESUME ACK 0'])
})
