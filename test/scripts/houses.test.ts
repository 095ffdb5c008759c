/** Each house in a process of its own, as a deployment runs them. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { stringify } from 'smol-toml'
import { parseAddress } from '#host/address.ts'
import { probe } from '../../scripts/probe.ts'
import { until } from '../until.ts'
import { causerie, emptyPlace, launcher } from './command.ts'

const anywhere = 'tcp:127.0.0.1:0'
const password = 'correct horse'

test('ircd, bouncer and webgate, each alone, are one network', async () => {
  await using place = await emptyPlace()
  const [server, bouncer] = ['ircd', 'bouncer'].map((name) => `unix:${place.path}/to-${name}`)
  const config = join(place.path, 'causerie.toml')
  const settings = {
    data: place.path,
    ircd: { listen: [server, anywhere] },
    bouncer: { listen: [bouncer, anywhere], upstream: server },
    webgate: { listen: [anywhere], upstream: server, bouncer_upstream: bouncer },
  }
  await writeFile(config, stringify(settings))
  await using irc = await alone('ircd', config)
  await using kept = await alone('bouncer', config)
  await using web = await alone('webgate', config)
  const account = ['account', 'add', 'ann', '--config', config]
  assert.equal((await causerie(account, { input: `${password}\n` })).code, 0)
  await visit(irc.port)
  await visit(kept.port, { account: 'ann', password })
  const at = `127.0.0.1:${web.port}`
  assert.ok((await fetch(`http://${at}/healthz`)).ok)
  for (const [path, pass] of [
    ['/webirc/websocket/', undefined],
    ['/bouncer/websocket/', `ann@tab:${password}`],
  ] as const) {
    assert.match(await welcomed(`ws://${at}${path}`, pass), / 001 /)
  }
  for (const house of [web, kept, irc]) assert.equal(await house.stop(), 0, house.name)
})

interface Alone extends AsyncDisposable {
  name: string
  /** Where it listens for strangers. */
  port: number
  /** @returns its exit code. */
  stop(): Promise<number | null>
}

async function alone(name: string, config: string): Promise<Alone> {
  const ready = `${config}.${name}`
  const words = [name, '--config', config, '--ready-file', ready]
  const child = spawn(process.execPath, [launcher, ...words], { stdio: 'ignore' })
  const exited = once(child, 'exit') as Promise<[number | null]>
  const stop = async () => {
    child.kill('SIGTERM')
    return (await exited)[0]
  }
  let open = ''
  const isOpen = async () => {
    assert.equal(child.exitCode, null, `${name} has ended`)
    open = await readFile(ready, 'utf8').catch(() => '')
    return open !== ''
  }
  try {
    await until(`${name} to be open`, isOpen, 30_000)
  } catch (error) {
    await stop()
    throw error
  }
  const listed: string[] = JSON.parse(open).houses[name]
  const address = listed.map(parseAddress).find(({ kind }) => kind === 'tcp')
  assert(address?.kind === 'tcp')
  return { name, port: address.port, stop, [Symbol.asyncDispose]: async () => void (await stop()) }
}

async function visit(port: number, login?: { account: string; password: string }): Promise<void> {
  await probe({
    address: { kind: 'tcp', host: '127.0.0.1', port },
    insecure: false,
    login,
    channel: '#tea',
    timeoutMs: 20_000,
    history: true,
    onStep: () => {},
  })
}

/** @returns the first numeric that the visitor of a page is told. */
async function welcomed(url: string, pass: string | undefined): Promise<string> {
  const socket = new WebSocket(url, 'text.ircv3.net')
  try {
    await once(socket, 'open')
    const heard: string[] = []
    socket.onmessage = ({ data }) => heard.push(data)
    for (const line of [...(pass ? [`PASS :${pass}`] : []), 'NICK ann', 'USER ann 0 * :Ann']) {
      socket.send(line)
    }
    const isNumeric = (line: string) => /^:\S+ \d{3} /.test(line)
    await until(`${url} to answer`, () => heard.some(isNumeric))
    return heard.find(isNumeric)!
  } finally {
    socket.close()
  }
}
