/** When real connections are not read: too fast, or the disk has too much to do. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseConfig } from '#host/config.ts'
import { createLog } from '#host/log.ts'
import { openStore } from '#store/open.ts'
import type { Store } from '#store/store.ts'
import { start } from '../../ircd/index.ts'

const hourMs = 3_600_000

function startOn(store: Store, text = '') {
  const config = parseConfig(`[ircd]\nlisten = ["tcp:127.0.0.1:0"]\n${text}`, 'test', '/')
  const log = createLog({ level: 'silent' })
  return start(config, { log, secret: 'x'.repeat(43), tls: () => undefined }, store)
}

function call({ addresses: [address] }: Awaited<ReturnType<typeof start>>) {
  assert(address?.kind === 'tcp')
  const socket = net.connect(address.port, address.host).setEncoding('utf8')
  let heard = ''
  socket.on('data', (text: string) => {
    heard += text
  })
  return {
    says: (...lines: string[]) => socket.write(lines.map((line) => `${line}\r\n`).join('')),
    heard: () => heard,
    async hears(text: string) {
      const tooLate = AbortSignal.timeout(30_000)
      while (!heard.includes(text)) await once(socket, 'data', { signal: tooLate })
    },
    [Symbol.dispose]: () => void socket.destroy(),
  }
}

test('history from an hour ahead keeps nobody from being read for an hour', async () => {
  await using store = await openStore('memory:')
  const row = { log: 'channel/1', buffer: '', id: '1', event: false, line: 'PRIVMSG #tea :ahead' }
  await store.log.append([{ ...row, at: Date.now() + hourMs }])
  const slow = 'pace = { burst = 2, per_second = 100 }\nconnections = { exempt = [] }'
  await using ircd = await startOn(store, slow)
  using tea = call(ircd)
  tea.says('NICK tea', 'USER tea 0 * :Tea', ...Array(10).fill('FROB'), 'PING last')
  await tea.hears('PONG')
})

test('while much is not yet safe nobody is read, time and again, and everybody afterwards', async () => {
  await using store = await openStore('memory:')
  let pending = 0
  Object.defineProperty(store.unsafe, 'rows', { get: () => pending })
  await using ircd = await startOn(store)
  using ann = call(ircd)
  using bob = call(ircd)
  for (const ping of ['one', 'two']) {
    pending = 20_000
    for (const each of [ann, bob]) each.says(`PING first-${ping}`, `PING second-${ping}`)
    for (const each of [ann, bob]) await each.hears(`first-${ping}`)
    await sleep(60)
    for (const each of [ann, bob]) assert(!each.heard().includes(`second-${ping}`))
    pending = 0
    for (const each of [ann, bob]) await each.hears(`second-${ping}`)
  }
})
