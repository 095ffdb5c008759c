/** What is promised about every fact: safe before it is shown, and encoded once. */
import assert from 'node:assert/strict'
import { duplexPair } from 'node:stream'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { Gate, Outbox } from '#host/outbox.ts'
import type { NewRow, Store } from '#store/store.ts'
import { Rendition } from '../../../ircd/core/rendition.ts'
import { StoredHistory } from '../../../ircd/stored/history.ts'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

/** A disk that writes only when it is told to. */
class SlowLog {
  readonly waiting: { rows: NewRow[]; safe: () => void }[] = []
  append(rows: NewRow[]): Promise<void> {
    return new Promise((safe) => this.waiting.push({ rows, safe }))
  }
  async write(): Promise<void> {
    for (const { safe } of this.waiting.splice(0)) safe()
    await turn()
    await turn()
  }
}

async function onSlowDisk() {
  const theatre = await Theatre.open()
  const { server } = theatre
  const log = new SlowLog()
  const gate = new Gate()
  const fault = (error: unknown) => void theatre.faults.push(error)
  server.ports.history = new StoredHistory({ log } as unknown as Store, gate, fault)
  const connect = async (nick: string) => {
    const [ours, theirs] = duplexPair()
    const outbox = new Outbox(ours, gate, { limits: { sendqBytesMax: 1e6 }, onOverflow: () => {} })
    const heard: string[] = []
    theirs.setEncoding('utf8').on('data', (text: string) => heard.push(...text.split('\r\n')))
    const sink = {
      push: (text: string, ticket: number) => outbox.push(text, ticket),
      end: (text: string) => outbox.end(text),
      room: () => outbox.room(),
    }
    const session = server.connect(sink, { ip: '192.0.2.1', secure: false })
    for (const line of [`NICK ${nick}`, `USER ${nick} 0 * :${nick}`]) session.receive(line)
    await turn()
    await turn()
    heard.length = 0
    return { session, heard: () => heard.splice(0).filter((line) => line !== '') }
  }
  return { theatre, log, connect }
}

test('nobody is shown a line before it is safe, and what follows it waits too', async () => {
  const { theatre, log, connect } = await onSlowDisk()
  await using _ = theatre
  const alice = await connect('alice')
  const bob = await connect('bob')
  alice.session.receive('CAP REQ echo-message')
  for (const { session } of [alice, bob]) session.receive('JOIN #tea')
  await turn()
  await log.write()
  alice.heard()
  bob.heard()
  alice.session.receive('PRIVMSG #tea :hello')
  alice.session.receive('PING x')
  await turn()
  await turn()
  assert.deepEqual(alice.heard(), [], 'neither the echo nor what came after it')
  assert.deepEqual(bob.heard(), [])
  assert.deepEqual(
    log.waiting.map(({ rows }) => rows.map(({ line }) => line.split(' :').at(-1))),
    [['hello']],
  )
  await log.write()
  const line = ':alice!~alice@192.0.2.1 PRIVMSG #tea :hello'
  assert.deepEqual(alice.heard(), [line, ':irc.test PONG irc.test x'])
  assert.deepEqual(bob.heard(), [line])
})

test('a labelled answer that holds a kept line waits for it as well', async () => {
  const { theatre, log, connect } = await onSlowDisk()
  await using _ = theatre
  const alice = await connect('alice')
  alice.session.receive('CAP REQ :batch labeled-response')
  await turn()
  await turn()
  alice.heard()
  alice.session.receive('@label=x JOIN #tea')
  await turn()
  await turn()
  assert.deepEqual(alice.heard(), [])
  await log.write()
  assert.equal(alice.heard().length, 5)
})

test('what is never kept waits for nothing', async () => {
  const { theatre, log, connect } = await onSlowDisk()
  await using _ = theatre
  const alice = await connect('alice')
  const bob = await connect('bob')
  for (const { session } of [alice, bob]) session.receive('CAP REQ message-tags')
  await turn()
  await turn()
  bob.heard()
  alice.session.receive('@+typing=active TAGMSG bob')
  await turn()
  await turn()
  assert.equal(bob.heard().length, 1)
  assert.equal(log.waiting.length, 0)
})

test('a line is encoded once for all who speak the same dialect', async (t) => {
  await using theatre = await Theatre.open()
  const nicks = Array.from({ length: 10 }, (_, i) => `nick${i}`)
  const script = nicks.map((nick) => `${nick} + server-time sasl\n${nick} > JOIN #tea`)
  await perform(theatre, script.join('\n'))
  const encode = t.mock.method(Rendition.prototype, 'messages')
  await perform(theatre, 'nick0 > PRIVMSG #tea :hello')
  assert.equal(encode.mock.callCount(), 2, 'once for the nine, once for history')
})

test('no two connections ever have the same uid', async () => {
  await using theatre = await Theatre.open()
  const sink = { push() {}, end() {}, async room() {} }
  const uids = new Set<string>()
  for (let i = 0; i < 5000; i++) {
    const session = theatre.server.connect(sink, { ip: '', secure: false })
    uids.add(session.user.uid)
    session.lost('')
  }
  assert.equal(uids.size, 5000)
  for (const uid of uids) assert.match(uid, /^1TS[A-Z][A-Z0-9]{5}$/)
})

test('a caller without an address is local', async () => {
  await using theatre = await Theatre.open()
  const { session } = theatre.connect('alice', { ip: '' })
  assert.equal(session.user.host, 'localhost')
})
