/** What a running server takes of a configuration that is read again. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseConfig } from '#host/config.ts'
import { createLog } from '#host/log.ts'
import { openStore } from '#store/open.ts'
import { start } from '../../ircd/index.ts'

const hourMs = 3_600_000

function configOf(words: string) {
  return parseConfig(`[ircd]\nlisten = ["tcp:127.0.0.1:0"]\n${words}`, 'test', '/')
}

/** A server whose configuration a test may change. */
async function running(words = '') {
  const store = await openStore('memory:')
  const log = createLog({ level: 'silent' })
  let now = configOf(words)
  const unused = () => assert.fail('nobody asked for that')
  const control = { reread: () => now, stop: unused, restart: unused }
  const house = await start(
    configOf(words),
    { log, secret: 'x'.repeat(43), tls: () => undefined, control },
    store,
  )
  const [address] = house.addresses
  assert(address?.kind === 'tcp')
  return {
    store,
    port: address.port,
    async rereads(changed: string) {
      now = configOf(changed)
      await house.reload!()
    },
    async [Symbol.asyncDispose]() {
      await house[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}

/** Connects, sends lines, and waits until the server says something that has the text. */
async function hears(port: number, text: string, ...lines: string[]): Promise<net.Socket> {
  const socket = net.connect(port, '127.0.0.1').setEncoding('utf8')
  socket.on('error', () => {})
  socket.write(lines.map((line) => `${line}\r\n`).join(''))
  let heard = ''
  while (!heard.includes(text)) heard += (await once(socket, 'data'))[0]
  return socket
}

test('how many may connect, and through which proxies', async () => {
  await using ircd = await running()
  const first = await hears(ircd.port, ' 001 ', 'NICK ann', 'USER ann 0 * :Ann')
  await ircd.rereads('clients_max = 1')
  await hears(ircd.port, 'this server is full')
  await ircd.rereads('proxies = ["127.0.0.1"]')
  const header = 'PROXY TCP4 198.51.100.7 127.0.0.1 40000 6667'
  const proxied = await hears(
    ircd.port,
    ' 198.51.100.7 ',
    header,
    'NICK bob',
    'USER bob 0 * :b',
    'WHOIS bob',
  )
  for (const socket of [first, proxied]) socket.destroy()
})

test('what may wait for a client, for those too who are connected', async () => {
  await using ircd = await running('sendq = "1MiB"\npace = { enabled = false }')
  const socket = await hears(ircd.port, ' 001 ', 'NICK ann', 'USER ann 0 * :Ann')
  await ircd.rereads('sendq = "16KiB"\npace = { enabled = false }')
  const gone = once(socket, 'close')
  socket.resume()
  socket.write(`${`PRIVMSG ann :${'x'.repeat(400)}\r\n`.repeat(100)}`)
  await gone
})

test('where addresses are; a file that cannot be read leaves everything as it was', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'causerie-test-'))
  const file = join(directory, 'places.tsv')
  await writeFile(file, '127.0.0.0\t127.255.255.255\t64496\tXA\tTEA-GARDEN\n')
  try {
    await using ircd = await running()
    await ircd.rereads(`geography = "${file}"`)
    const join = ['NICK ann', 'USER ann 0 * :Ann', 'JOIN #tea', 'MODE #tea +b ~country:XA']
    const first = await hears(ircd.port, '+b ~country:XA', ...join)
    const others = ['NICK bob', 'USER bob 0 * :Bob', 'JOIN #tea']
    const banned = await hears(ircd.port, ' 474 bob ', ...others)
    await writeFile(file, 'nonsense\n')
    await assert.rejects(
      ircd.rereads(`geography = "${file}"\nclients_max = 1`),
      /places\.tsv:1: no range of addresses/,
    )
    const still = await hears(
      ircd.port,
      ' 474 carl ',
      'NICK carl',
      'USER carl 0 * :Carl',
      'JOIN #tea',
    )
    for (const socket of [first, banned, still]) socket.destroy()
  } finally {
    await rm(directory, { recursive: true })
  }
})

test('how long history is kept', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  await using ircd = await running()
  const row = { log: 'channel/1', buffer: '', id: '1', event: false, line: 'PRIVMSG #tea :old' }
  await ircd.store.log.append([{ ...row, at: Date.now() - 3 * hourMs }])
  const rows = () => ircd.store.log.logs('channel/')
  t.mock.timers.tick(hourMs)
  assert.deepEqual(await rows(), ['channel/1'])
  await ircd.rereads('history = { keep = "1h" }')
  t.mock.timers.tick(hourMs)
  for (let i = 0; (await rows()).length && i < 1000; i++) await new Promise(setImmediate)
  assert.deepEqual(await rows(), [])
})
