import assert from 'node:assert/strict'
import { once } from 'node:events'
import type net from 'node:net'
import { type Duplex, duplexPair } from 'node:stream'
import { test } from 'node:test'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { parseAddress } from '#host/address.ts'
import { Connection, type ConnectionLimits, type Handler } from '#host/connection.ts'
import { dial } from '#host/dial.ts'
import { listen } from '#host/listen.ts'
import { Gate } from '#host/outbox.ts'

const peer = { ip: '', port: 0, secure: true, inproc: true }
const limits: ConnectionLimits = {
  lineBytesMax: 512,
  tagBytesMax: 4096,
  unendedBytesMax: 16_384,
  sendqBytesMax: 100_000,
  onBug: (error) => assert.fail(error as Error),
}

/** Both ends of a conversation, and what the handler heard. */
function talk(more: Partial<ConnectionLimits> = {}, line?: Handler['line']) {
  const [duplex, client] = duplexPair()
  return { ...attach(duplex, more, line), duplex, client }
}

function attach(duplex: Duplex, more: Partial<ConnectionLimits> = {}, line?: Handler['line']) {
  const gate = new Gate()
  const connection = new Connection(duplex, peer, gate, { ...limits, ...more })
  const lines: string[] = []
  const reasons: string[] = []
  connection.open({
    line(text, fault) {
      lines.push(fault ? `${fault}: ${text}` : text)
      return line?.(text, fault)
    },
    closed: (reason) => reasons.push(reason),
  })
  return { connection, gate, lines, reasons }
}

async function overTcp(accept: (duplex: Duplex) => void) {
  const listener = await listen(parseAddress('tcp:127.0.0.1:0'), { accept })
  const client = (await dial(listener.address)) as net.Socket
  await listener.close()
  return client
}

test('lines come in and go out', async () => {
  const { connection, client, lines } = talk()
  client.write('NICK a\r\nPRIVMSG b :caf')
  client.write(Buffer.from([0xe9, 10]))
  connection.push('one')
  connection.push('two')
  client.setEncoding('utf8')
  const [heard] = await once(client, 'data')
  assert.equal(heard, 'one\r\ntwo\r\n')
  assert.deepEqual(lines, ['NICK a', 'not-utf8: PRIVMSG b :caf\uFFFD'])
})

test('the next line waits for the answer to the last, in order, and others go on', async () => {
  const waits: (() => void)[] = []
  const { client, lines } = talk({}, (text) => {
    if (text.startsWith('slow')) return new Promise<void>((resolve) => waits.push(resolve))
  })
  const other = talk()
  client.write('a\nslow 1\nb\nslow 2\nc\n')
  other.client.write('hello\n')
  await turn()
  assert.deepEqual(lines, ['a', 'slow 1'])
  assert.deepEqual(other.lines, ['hello'])
  client.write('d\n')
  waits[0]!()
  await turn()
  assert.deepEqual(lines, ['a', 'slow 1', 'b', 'slow 2'])
  waits[1]!()
  await turn()
  assert.deepEqual(lines, ['a', 'slow 1', 'b', 'slow 2', 'c', 'd'])
})

test('a flood of lines behind a slow one stops the reading, and none is lost', async () => {
  let go = () => {}
  const { client, duplex, lines } = talk({}, (text) => {
    if (text === 'slow') {
      return new Promise<void>((resolve) => {
        go = resolve
      })
    }
  })
  client.write('slow\n')
  const expected = ['slow']
  for (let i = 0; i < 30_000; i++) {
    client.write(`line ${i}\n`)
    expected.push(`line ${i}`)
  }
  await delay(20)
  assert.equal(duplex.isPaused(), true)
  assert.ok(client.writableLength > 200_000, 'the sender is held back')
  go()
  while (lines.length < expected.length) await turn()
  assert.deepEqual(lines, expected)
})

test('many tiny lines, each answered later, cost no more than their number', async () => {
  const { client, lines } = talk({}, () => Promise.resolve())
  client.write('a\n'.repeat(30_000))
  const start = performance.now()
  while (lines.length < 30_000) await turn()
  assert.ok(performance.now() - start < 2000)
})

test('a paused connection delivers nothing, and then everything', async () => {
  const { connection, client, lines } = talk({}, (text) => {
    if (text === 'pause') connection.pause()
    if (text !== 'nested') return
    connection.pause()
    connection.resume()
  })
  client.write('a\npause\nnested\nc\n')
  await turn()
  client.write('d\n')
  await turn()
  assert.deepEqual(lines, ['a', 'pause'])
  connection.resume()
  await turn()
  assert.deepEqual(lines, ['a', 'pause', 'nested', 'c', 'd'])
})

test('what a client sent before it closed is answered before it is gone', async () => {
  let go = () => {}
  let reasons: string[] = []
  let lines: string[] = []
  const client = await overTcp((duplex) => {
    const answer = (text: string) => {
      conversation.connection.push(`> ${text}`)
      if (text !== 'slow') return
      return new Promise<void>((resolve) => {
        go = resolve
      })
    }
    const conversation = attach(duplex, {}, answer)
    reasons = conversation.reasons
    lines = conversation.lines
  })
  client.end('slow\nQUIT :bye\nunfinished')
  while (lines.length < 1) await turn()
  await delay(10)
  assert.deepEqual(reasons, [])
  go()
  let heard = ''
  client.setEncoding('utf8')
  for await (const text of client) heard += text
  assert.equal(heard, '> slow\r\n> QUIT :bye\r\n')
  assert.deepEqual(lines, ['slow', 'QUIT :bye'])
  assert.deepEqual(reasons, ['Connection closed'])
})

test('a reset is a read error with its reason', async () => {
  let reasons: string[] = []
  const client = await overTcp((duplex) => {
    reasons = attach(duplex).reasons
  })
  client.write('a\n')
  await delay(10)
  client.resetAndDestroy()
  while (reasons.length === 0) await turn()
  await delay(10)
  assert.deepEqual(reasons, ['Read error: Connection reset by peer'])
})

test('end says its last line, reads nothing more, and closes once', async () => {
  const { connection, client, lines, reasons } = talk({}, (text) => {
    if (text === 'QUIT') connection.end('ERROR :Closing link')
  })
  client.write('a\nQUIT\nb\n')
  client.setEncoding('utf8')
  const [heard] = await once(client, 'data')
  assert.equal(heard, 'ERROR :Closing link\r\n')
  client.write('c\n')
  assert.equal(connection.closed, false)
  client.end()
  while (reasons.length === 0) await turn()
  connection.end('again')
  connection.destroy()
  await turn()
  assert.deepEqual(lines, ['a', 'QUIT'])
  assert.deepEqual(reasons, ['Connection closed'])
  assert.equal(connection.closed, true)
})

test('a bug in the handler ends its own conversation only', async () => {
  const bugs: unknown[] = []
  const onBug = (error: unknown) => bugs.push(error)
  const thrown = new Error('bug')
  const handlers: Handler['line'][] = [
    () => {
      throw thrown
    },
    () => Promise.reject(thrown),
  ]
  for (const line of handlers) {
    const { client, lines, reasons } = talk({ onBug }, line)
    client.write('a\nb\n')
    client.setEncoding('utf8')
    const [heard] = await once(client, 'data')
    assert.equal(heard, 'ERROR :Internal error\r\n')
    assert.deepEqual(lines, ['a'])
    assert.deepEqual(reasons, ['Internal error'])
  }
  assert.deepEqual(bugs, [thrown, thrown])
})

test('bytes without end close the connection', async () => {
  const { client, lines, reasons } = talk()
  client.write('a\n')
  client.write('x'.repeat(20_000))
  client.setEncoding('utf8')
  const [heard] = await once(client, 'data')
  assert.equal(heard, 'ERROR :Excess Flood\r\n')
  assert.deepEqual(lines, ['a'])
  assert.deepEqual(reasons, ['Excess Flood'])
})

test('a client that does not read is cut when too much waits for it', async () => {
  const { connection, duplex, reasons } = talk()
  for (let i = 0; i < 5000; i++) connection.push('x'.repeat(100))
  assert.deepEqual(reasons, ['Max SendQ exceeded'])
  assert.equal(duplex.destroyed, true)
  await turn()
  assert.deepEqual(reasons, ['Max SendQ exceeded'])
})

test('destroy closes at once with the given reason', async () => {
  const { connection, client, reasons } = talk()
  connection.push('never')
  connection.destroy('Killed')
  assert.deepEqual(reasons, ['Killed'])
  client.resume()
  await once(client, 'end')
})

test('a conversation that broke before it was opened is closed all the same', async () => {
  const [duplex] = duplexPair()
  const connection = new Connection(duplex, peer, new Gate(), limits)
  duplex.destroy(new Error('gone'))
  await turn()
  const reasons: string[] = []
  connection.open({ line() {}, closed: (reason) => reasons.push(reason) })
  await turn()
  assert.deepEqual(reasons, ['Read error: unknown'])
})

test('somebody else listens from the next line on, with longer lines and a longer queue', () => {
  const heard: string[] = []
  const talking = talk({ sendqBytesMax: 10 }, (text) => {
    if (text !== 'CAPAB') return
    talking.connection.adopt(
      { line: (line) => void heard.push(line), closed: () => {} },
      { ...limits, lineBytesMax: 2048, sendqBytesMax: 1_000_000 },
    )
  })
  const long = `SID ${'x'.repeat(1000)}`
  talking.duplex.emit('data', Buffer.from(`PASS\nCAPAB\n${long}\nEND\n`))
  assert.deepEqual(talking.lines, ['PASS', 'CAPAB'])
  assert.deepEqual(heard, [long, 'END'])
  talking.connection.push('y'.repeat(5000))
  assert.equal(talking.connection.closed, false)
})
