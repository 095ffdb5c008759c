/** A whole network for a test: in this process, or in one of its own that can be killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { stringify } from 'smol-toml'
import { LocalAccounts } from '#accounts/local.ts'
import { usualRules } from '#accounts/possessions.ts'
import { type Address, formatAddress, parseAddress } from '#host/address.ts'
import { parseConfig } from '#host/config.ts'
import { createLog } from '#host/log.ts'
import { openStore } from '#store/open.ts'
import type { Store } from '#store/store.ts'
import { allHouses, type HouseName, openHouses } from '../scripts/houses.ts'

export interface HostPort {
  host: string
  port: number
}

export interface TestNetwork extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/` */
  web: string
  irc: HostPort
  ircTls: HostPort
  bouncer: HostPort
  bouncerTls: HostPort
  /** The data directory; disposing removes it. */
  data: string
  addAccount(name: string, password: string): Promise<void>
}

export interface LocalNetwork extends TestNetwork {
  store: Store
  /** What was logged: a defect has the level `error` or `fatal`. */
  log: LogLine[]
}

export interface LogLine extends Record<string, unknown> {
  level: string
  msg: string
}

export interface SpawnedNetwork extends TestNetwork {
  readonly pid: number
  /** All that the process, and those before it, wrote to stdout and stderr. */
  readonly output: string
  /** Settles when the process has ended. */
  kill(signal?: NodeJS.Signals): Promise<Ended>
  /** Ends the process, if it has not, and starts another on the same ports and data. */
  restart(): Promise<void>
}

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
}

/** Sections of the configuration, by name, on top of what a test network has; and lists of them. */
export type Settings = Record<string, Record<string, unknown> | object[]>

/** Opens a network in this process. */
export async function startNetwork(
  options: { store?: 'memory' | 'sqlite' | undefined; settings?: Settings | undefined } = {},
): Promise<LocalNetwork> {
  const data = await temporaryDirectory()
  const config = parseConfig(tomlOf(data, options.settings, uniqueDoors()), 'test', data)
  if (options.store !== 'sqlite') config.store.address = 'memory:'
  const lines: LogLine[] = []
  const log = createLog({ level: 'debug' }, { write: (line) => lines.push(JSON.parse(line)) })
  const open = await openHouses(config, allHouses, log, (error) => log.fatal(error))
  const addresses = Object.fromEntries(open.houses.map((h) => [h.name, h.addresses]))
  return {
    ...placesOf(addresses as Addresses),
    data,
    log: lines,
    store: open.store,
    addAccount: (name, password) => addAccount(open.store, name, password),
    async [Symbol.asyncDispose]() {
      await open[Symbol.asyncDispose]()
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** Opens a network in a process of its own, with `causerie start`. */
export async function spawnNetwork(
  options: { settings?: Settings | undefined } = {},
): Promise<SpawnedNetwork> {
  const data = await temporaryDirectory()
  const child = new Child(data)
  await child.configure(tomlOf(data, options.settings))
  const places = placesOf(await child.start())
  await child.configure(tomlOf(data, options.settings, samePorts(places)))
  return {
    ...places,
    data,
    get pid() {
      return child.pid
    },
    get output() {
      return child.output
    },
    kill: (signal = 'SIGTERM') => child.kill(signal),
    async restart() {
      await child.kill('SIGTERM')
      await child.start()
    },
    async addAccount(name, password) {
      await using store = await openStore(`sqlite:${data}`)
      await addAccount(store, name, password)
    },
    async [Symbol.asyncDispose]() {
      await child.kill('SIGKILL')
      await rm(data, { recursive: true, force: true })
    },
  }
}

const rules = () => ({ ...usualRules, nameCharsMax: 64, passwordCharsMin: 1 })

/** A server that runs on the store hears of it within a second; it asks the store before that. */
export async function addAccount(store: Store, name: string, password: string): Promise<void> {
  const refusal = await new LocalAccounts(store, { rules }).register(name, password, undefined)
  if (refusal) throw new Error(refusal.text)
}

const launcher = join(import.meta.dirname, '../scripts/causerie.js')
/** A slow machine, with everything else running as well. */
const startMsMax = 30_000

/** A process of ours, with a data directory and a configuration of its own. */
export class Child {
  readonly #config: string
  readonly #ready: string
  readonly #command: string
  #process: ChildProcess | undefined
  #ended: Promise<Ended> = Promise.resolve({ code: null, signal: null })
  output = ''

  /** @param command which houses: `start` for all of them */
  constructor(data: string, command: 'start' | HouseName = 'start') {
    this.#command = command
    this.#config = join(data, 'test.toml')
    this.#ready = join(data, 'ready.json')
  }

  get pid(): number {
    return this.#process!.pid!
  }

  configure(toml: string): Promise<void> {
    return writeFile(this.#config, toml)
  }

  /** @returns where it listens, once everything is open. */
  async start(): Promise<Addresses> {
    await rm(this.#ready, { force: true })
    const words = [this.#command, '--config', this.#config, '--ready-file', this.#ready]
    const child = spawn(process.execPath, [launcher, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#process = child
    this.#ended = once(child, 'close').then(([code, signal]) => ({ code, signal }))
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text
      })
    }
    return this.#untilReady()
  }

  async kill(signal: NodeJS.Signals): Promise<Ended> {
    this.#process?.kill(signal)
    return this.#ended
  }

  /** Sends a signal that ends nothing. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process?.kill(signal)
  }

  async #untilReady(): Promise<Addresses> {
    const deadline = Date.now() + startMsMax
    while (Date.now() < deadline && this.#process!.exitCode === null) {
      const text = await readFile(this.#ready, 'utf8').catch(() => undefined)
      if (text !== undefined) return parsed(JSON.parse(text))
      await sleep(20)
    }
    const { code } = await this.kill('SIGKILL')
    throw new Error(`the network did not start (exit code ${code}):\n${this.output}`)
  }
}

export type Addresses = Record<HouseName, Address[]>

function parsed({ houses }: { houses: Record<string, string[]> }): Addresses {
  const entries = Object.entries(houses).map(([name, list]) => [name, list.map(parseAddress)])
  return Object.fromEntries(entries)
}

type Places = Pick<TestNetwork, 'web' | 'irc' | 'ircTls' | 'bouncer' | 'bouncerTls'>

function placesOf({ ircd, bouncer, webgate }: Addresses): Places {
  const { host, port } = find(webgate, 'tcp')
  return {
    web: `http://${host}:${port}/`,
    irc: find(ircd, 'tcp'),
    ircTls: find(ircd, 'tls'),
    bouncer: find(bouncer, 'tcp'),
    bouncerTls: find(bouncer, 'tls'),
  }
}

export function find(addresses: Address[], kind: 'tcp' | 'tls'): HostPort {
  for (const address of addresses) {
    if (address.kind === kind) return { host: address.host, port: address.port }
  }
  throw new Error(`the test network has no ${kind}: listener there`)
}

function samePorts({ web, irc, ircTls, bouncer, bouncerTls }: Places): Settings {
  const at = (kind: 'tcp' | 'tls', { host, port }: HostPort) => formatAddress({ kind, host, port })
  return {
    ircd: { listen: [at('tcp', irc), at('tls', ircTls)] },
    bouncer: { listen: [at('tcp', bouncer), at('tls', bouncerTls)] },
    webgate: { listen: [`tcp:${new URL(web).host}`] },
  }
}

let networks = 0

/** Networks of one process must not find each other's houses. */
function uniqueDoors(): Settings {
  networks++
  return {
    bouncer: { upstream: `inproc:ircd${networks}` },
    webgate: { upstream: `inproc:ircd${networks}`, bouncer_upstream: `inproc:bouncer${networks}` },
  }
}

/** The last layer wins. */
export function tomlOf(data: string, ...layers: (Settings | undefined)[]): string {
  const anywhere = ['tcp:127.0.0.1:0', 'tls:127.0.0.1:0']
  const settings: Settings = {
    network: { name: 'TestNet' },
    server: { name: 'irc.test' },
    ircd: { listen: anywhere },
    bouncer: { listen: anywhere },
    webgate: { listen: ['tcp:127.0.0.1:0'] },
  }
  for (const [section, keys] of layers.flatMap((layer) => Object.entries(layer ?? {}))) {
    settings[section] = Array.isArray(keys) ? keys : { ...settings[section], ...keys }
  }
  return stringify({ data, ...settings })
}

export function temporaryDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'causerie-test-'))
}
