/** Operators, and protection, on a network of real sockets. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { dial } from '#host/dial.ts'
import { type HostPort, spawnNetwork, startNetwork } from '../network.ts'
import { oper } from '../opers.ts'
import { until } from '../until.ts'

interface Client extends Disposable {
  heard: string[]
  say(...lines: string[]): void
  /** Waits until a line contains it. */
  hears(text: string): Promise<void>
  ended: Promise<unknown>
}

async function connect(irc: HostPort, nick: string): Promise<Client> {
  const socket = await dial({ kind: 'tcp', ...irc })
  socket.on('error', () => {})
  const heard: string[] = []
  createInterface(socket).on('line', (line) => heard.push(line))
  const client: Client = {
    heard,
    say: (...lines) => void socket.write(lines.map((line) => `${line}\r\n`).join('')),
    hears: (text) => until(text, () => heard.some((line) => line.includes(text))),
    ended: once(socket, 'end'),
    [Symbol.dispose]: () => void socket.destroy(),
  }
  client.say(`NICK ${nick}`, `USER ${nick} 0 * :${nick}`)
  return client
}

const block = `
[[oper]]
name = "boss"
password = "${oper('boss').password}"
`

test('SIGHUP takes a changed configuration, and refuses one that is wrong', async () => {
  await using network = await spawnNetwork()
  const file = join(network.data, 'test.toml')
  const before = await readFile(file, 'utf8')
  using ann = await connect(network.irc, 'ann')
  ann.say('OPER boss sesame')
  await ann.hears(' 491 ann ')

  await appendFile(file, block)
  process.kill(network.pid, 'SIGHUP')
  await until('the operator', async () => {
    ann.say('OPER boss sesame')
    await sleep(50)
    return ann.heard.some((line) => line.includes(' 381 ann '))
  })

  await writeFile(file, `${before}${block}class = "king"\n`)
  ann.say('REHASH')
  await ann.hears('boss: there is no class king')
  await writeFile(file, `${before}${block}`)
  ann.say('REHASH')
  await ann.hears(' 382 ann ')
})

test('DIE stops the process, RESTART asks to be started again', async () => {
  for (const [verb, code] of [
    ['DIE', 0],
    ['RESTART', 75],
  ] as const) {
    await using network = await spawnNetwork()
    await appendFile(join(network.data, 'test.toml'), block)
    process.kill(network.pid, 'SIGHUP')
    await until('the configuration', () => network.output.includes('"reloaded"'))
    using ann = await connect(network.irc, 'ann')
    ann.say('OPER boss sesame')
    await ann.hears(' 381 ann ')
    const name = ann.heard
      .find((line) => line.includes(' 001 '))!
      .split(' ')[0]!
      .slice(1)
    ann.say(`${verb} ${name} :for tea`)
    await ann.hears('ERROR :')
    await until('the end', () => network.output.includes('"msg":"stopped"'))
    assert.deepEqual(await network.kill(), { code, signal: null })
  }
})

test('over sockets too: lines that come too fast wait, and a full address is turned away', async () => {
  await using network = await startNetwork({
    settings: {
      ircd: {
        connections: { exempt: [], per_address: 2 },
        pace: { burst: 5, per_second: 10 },
      },
    },
  })
  using ann = await connect(network.irc, 'ann')
  await ann.hears(' 001 ann ')
  const began = performance.now()
  ann.say(...Array.from({ length: 15 }, (_, i) => `PRIVMSG nobody${i} :x`))
  await ann.hears(' 401 ann nobody4 ')
  await ann.hears(' 401 ann nobody14 ')
  assert(performance.now() - began > 900, 'ten lines waited a tenth of a second each')

  using bob = await connect(network.irc, 'bob')
  await bob.hears(' 001 bob ')
  using carol = await connect(network.irc, 'carol')
  await carol.hears('ERROR :Closing link: 127.0.0.1 (Too many connections from your address)')
  await carol.ended
  bob.say('QUIT')
  await bob.ended
  using dave = await connect(network.irc, 'dave')
  await dave.hears(' 001 dave ')
  assert.deepEqual(
    network.log.filter(({ level }) => level === 'error' || level === 'fatal'),
    [],
  )
})
