import assert from 'node:assert/strict'
import { once } from 'node:events'
import test from 'node:test'
import { Multiplexer, type MultiplexerOptions } from '../../webgate/kiwi/multiplexer.ts'
import { SockSession } from '../../webgate/sockjs/session.ts'
import { until } from '../until.ts'
import { type Gateway, houseSecret, startGateway } from './gateway.ts'
import { Sock, transports } from './sock.ts'

const at = (gateway: Gateway) => `${gateway.http}/webirc/kiwiirc/`

/** Channel 1 up to the welcome. */
async function connected(gateway: Gateway, transport = transports[0]!) {
  const page = await Sock.open(at(gateway), transport)
  page.say(':1')
  assert.equal(await page.next(), ':1')
  page.say(':1 NICK ann', ':1 USER ann 0 * :Ann')
  const upstream = await gateway.upstream()
  assert.equal(await upstream.line(), `WEBIRC ${houseSecret} webgate 127.0.0.1 127.0.0.1`)
  assert.equal(await upstream.line(), 'NICK ann')
  assert.equal(await upstream.line(), 'USER ann 0 * :Ann')
  assert.equal(await page.next(), ':1 control connected')
  return { page, upstream }
}

for (const transport of transports) {
  test(`a recorded conversation of Kiwi IRC, over ${transport}`, async () => {
    await using gateway = await startGateway()
    const page = await Sock.open(at(gateway), transport)
    assert.equal(page.client.transport, transport)
    page.say(':0 CONTROL START', ':1')
    assert.equal(await page.next(), ':1')
    page.say(':1 HOST default:6667', ':1 ENCODING utf8', ':1 CAP LS 302')
    page.say(':1 NICK sjs', ':1 ENCODING utf8', ':1 USER sjs 0 * https://kiwiirc.com/')
    const upstream = await gateway.upstream()
    assert.match(await upstream.line(), /^WEBIRC /)
    for (const line of ['CAP LS 302', 'NICK sjs', 'USER sjs 0 * https://kiwiirc.com/']) {
      assert.equal(await upstream.line(), line)
    }
    assert.equal(await page.next(), ':1 control connected')
    upstream.duplex.write(':irc.test CAP * LS * :account-notify sasl\r\n')
    assert.equal(await page.next(), ':1 :irc.test CAP * LS * :account-notify sasl')
    const prefix = ':irc.test 005 sjs PREFIX=(qaohv)~&@%+ \u00e9\u{1f375} %41 :are supported'
    upstream.duplex.write(`${prefix}\r\n`)
    assert.equal(await page.next(), `:1 ${prefix}`)
    page.say(':1 QUIT bye')
    assert.equal(await upstream.line(), 'QUIT bye')
    upstream.duplex.end('ERROR :Quit: bye\r\n')
    assert.equal(await page.next(), ':1 ERROR :Quit: bye')
    assert.equal(await page.next(), ':1 control closed ')
    page.leave()
  })
}

test('what opened a channel by mistake costs nothing, and :N before NICK is acknowledged', async () => {
  await using gateway = await startGateway()
  const { page, upstream } = await connected(gateway)
  page.say(':1 QUIT bye')
  assert.equal(await upstream.line(), 'QUIT bye')
  upstream.duplex.end()
  assert.equal(await page.next(), ':1 control closed ')
  // Kiwi closes what is closed already, and so opens a phantom; then it connects again.
  page.say(':1')
  assert.equal(await page.next(), ':1')
  page.say(':1')
  assert.equal(await page.next(), ':1')
  assert.equal(gateway.strangers, 0)
  page.say(':1 NICK ann2', ':1 USER ann2 0 * :Ann')
  const again = await gateway.upstream()
  await again.line()
  assert.equal(await again.line(), 'NICK ann2')
  assert.equal(await page.next(), ':1 control connected')
  page.leave()
})

test('a channel that is opened and closed a thousand times leaves nothing behind', async () => {
  await using gateway = await startGateway()
  const { page, upstream } = await connected(gateway)
  let ends = 0
  upstream.duplex.on('end', () => ends++)
  // The first closes the channel that is in use, each pair of the others opens and closes nothing.
  for (let n = 0; n < 1000; n++) page.say(':1')
  await until('the conversation to end', () => ends === 1)
  page.say(':1 NICK ann2', ':1 USER ann2 0 * :Ann')
  const again = await gateway.upstream()
  await again.line()
  assert.equal(await again.line(), 'NICK ann2')
  await until('the new one', () => page.heard.at(-1) === ':1 control connected')
  const strange = page.heard.filter((line) => !/^:1( control connected)?$/.test(line))
  assert.deepEqual(strange, [])
  assert.equal(gateway.strangers, 0)
  page.leave()
})

test(':N on a channel in use closes it', async () => {
  await using gateway = await startGateway()
  const { page, upstream } = await connected(gateway)
  const ended = once(upstream.duplex, 'end')
  page.say(':1')
  await ended
  page.leave()
})

test('channels share a session and nothing else', async () => {
  await using gateway = await startGateway()
  const { page, upstream } = await connected(gateway)
  page.say(':2')
  assert.equal(await page.next(), ':2')
  page.say(':2 NICK bob', ':2 USER bob 0 * :Bob')
  const other = await gateway.upstream()
  for (let i = 0; i < 3; i++) await other.line()
  assert.equal(await page.next(), ':2 control connected')
  upstream.duplex.write(':a PRIVMSG #x :one\r\n')
  assert.equal(await page.next(), ':1 :a PRIVMSG #x :one')
  other.duplex.write(':b PRIVMSG #x :two\r\n')
  assert.equal(await page.next(), ':2 :b PRIVMSG #x :two')
  const ended = Promise.all([once(upstream.duplex, 'end'), once(other.duplex, 'end')])
  page.leave()
  await ended
})

test('a channel whose server does not read is closed alone, and the page is told', async () => {
  await using gateway = await startGateway()
  const { page, upstream } = await connected(gateway)
  page.say(':2')
  assert.equal(await page.next(), ':2')
  page.say(':2 NICK bob', ':2 USER bob 0 * :Bob')
  const other = await gateway.upstream()
  for (let i = 0; i < 3; i++) await other.line()
  assert.equal(await page.next(), ':2 control connected')
  upstream.duplex.pause()
  const line = `:1 PRIVMSG #x :${'x'.repeat(1000)}`
  for (let i = 0; i < 200; i++) page.say(line)
  assert.equal(await page.next(), ':1 control closed err_queue_full')
  page.say(':2 PRIVMSG #x :still here')
  assert.equal(await other.line(), 'PRIVMSG #x :still here')
  page.leave()
})

test('CR, LF or NUL inside a message closes the channel, and nothing of it is passed on', async () => {
  await using gateway = await startGateway()
  for (const text of ['PRIVMSG #x :a\r\nQUIT', 'HOST x\nQUIT', 'A\0B']) {
    const { page, upstream } = await connected(gateway)
    page.say(`:1 ${text}`)
    assert.equal(await page.next(), ':1 control closed err_forbidden')
    assert.equal(upstream.rest, '')
    page.leave()
  }
})

test('a message that no line could be closes its channel alone', async () => {
  await using gateway = await startGateway()
  const { page, upstream } = await connected(gateway)
  page.say(':2', `:1 PRIVMSG #x :${'x'.repeat(9000)}`)
  const told = [await page.next(), await page.next()]
  assert.deepEqual(told.toSorted(), [':1 control closed err_forbidden', ':2'])
  assert.equal(upstream.rest, '')
  page.say(':2')
  assert.equal(await page.next(), ':2')
  page.leave()
})

test('CAPTCHA and CONTROL never reach a server, and strange messages do nothing', async () => {
  await using gateway = await startGateway()
  const { page, upstream } = await connected(gateway)
  page.say(':0 CONTROL SESSION x', ':1 CAPTCHA token', ':7 PRIVMSG a :b', 'PRIVMSG a :b', ':', ':0')
  page.say(': x', ':1 PRIVMSG a :b')
  assert.equal(await upstream.line(), 'PRIVMSG a :b')
  assert.equal(page.heard.length, 2)
  assert.equal(gateway.strangers, 0)
  page.leave()
})

test('a page opens only so many channels', async () => {
  await using gateway = await startGateway({ config: { channels_per_session: 2 } })
  const page = await Sock.open(at(gateway), 'websocket')
  page.say(':1', ':2', ':3')
  const expected = [':1', ':2', ':3', ':3 control closed err_forbidden']
  for (let i = 0; i < 4; i++) assert.ok(expected.includes(await page.next()))
  assert.deepEqual(page.heard.toSorted(), expected)
  page.leave()
})

test('an old network is read and written in the charset that the page asked for', async () => {
  await using gateway = await startGateway()
  const { page, upstream } = await connected(gateway)
  page.say(':1 ENCODING windows-1252', ':1 PRIVMSG #x :caf\u00e9 \u20ac \u{1f375}')
  assert.equal(await upstream.line(), 'PRIVMSG #x :caf\xe9 \x80 ?')
  upstream.duplex.write(Buffer.from(':a PRIVMSG #x :caf\xe9 \x80\r\n', 'latin1'))
  assert.equal(await page.next(), ':1 :a PRIVMSG #x :caf\u00e9 \u20ac')
  upstream.duplex.write(':a PRIVMSG #x :caf\u00e9\r\n')
  assert.equal(await page.next(), ':1 :a PRIVMSG #x :caf\u00e9')
  page.leave()
})

test('a server that refuses, does not answer or is not known is said in words that Kiwi knows', async () => {
  const closed = 'tcp:127.0.0.1:1'
  await using gateway = await startGateway({
    upstream: { kind: 'tcp', host: '127.0.0.1', port: 1 },
  })
  const page = await Sock.open(at(gateway), 'websocket')
  page.say(':1', ':1 NICK ann', ':1 USER ann 0 * :Ann')
  assert.equal(await page.next(), ':1')
  assert.equal(await page.next(), ':1 control closed err_refused', closed)
  page.leave()
})

/** A session that nobody reads, with what became of it. */
function unread(channelsMax: number) {
  const ends: string[] = []
  const session = new SockSession({
    heartbeatMs: 60_000,
    graceMs: 60_000,
    queueBytesMax: 1000,
    ended: (why) => ends.push(why),
  })
  const visitor = { ip: '127.0.0.1', secure: false, name: async () => undefined }
  const options = { channelsMax, lineBytesMax: 512 } as MultiplexerOptions
  session.converse(new Multiplexer(session, visitor, options))
  return { session, ends }
}

test('a page that asks again before it has read is answered once', () => {
  const { session } = unread(2)
  session.receive(Array(1000).fill(':1'))
  const frames: string[] = []
  session.attach({ ready: true, send: (frame) => frames.push(frame), end: () => {} })
  assert.deepEqual(frames, ['o', 'a[":1"]'])
  session.destroy('the test is over')
})

test('a page that opens channels without end and reads nothing is dropped', () => {
  const { session, ends } = unread(2)
  session.receive(Array.from({ length: 1000 }, (_, i) => `:c${i}`))
  assert.deepEqual(ends, ['the page reads too slowly'])
})
