/** A real redis-server for a test: on a port of its own, in a directory of its own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

function isInstalled(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const hint = 'redis-server is missing: apt-get install redis-server'

/** Why a test of Redis cannot run here; where CI promises everything, that is a failure. */
export const missing = isInstalled() ? false : hint
if (missing && process.env.CI) throw new Error(hint)

/** Safe settings, as the store demands them; replicas need not wait for others to join them. */
const safe = {
  appendonly: 'yes',
  appendfsync: 'always',
  save: '',
  'repl-diskless-sync-delay': '0',
}

export class RedisServer implements AsyncDisposable {
  readonly port: number
  readonly directory: string
  #settings: Record<string, string>
  #process: ChildProcess | undefined

  constructor(port: number, settings: Record<string, string>) {
    this.port = port
    this.#settings = { ...safe, ...settings }
    this.directory = mkdtempSync(join(tmpdir(), 'causerie-redis-'))
  }

  static async start(settings: Record<string, string> = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), settings)
    await server.start()
    return server
  }

  get address(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  get process(): ChildProcess {
    return this.#process!
  }

  /** Settles when it answers; with other settings, where they are given. */
  async start(settings: Record<string, string> = {}): Promise<void> {
    this.#settings = { ...this.#settings, ...settings }
    const given = Object.entries(this.#settings).flatMap(([name, value]) => [`--${name}`, value])
    const own = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--dir', this.directory]
    this.#process = spawn('redis-server', [...own, '--daemonize', 'no', ...given], {
      stdio: 'ignore',
    })
    const server = this.#process
    const end = () => void server.kill('SIGKILL')
    process.once('exit', end)
    server.once('exit', () => process.off('exit', end))
    const ended = once(this.#process, 'exit').then(() => {
      throw new Error('redis-server has ended')
    })
    await Promise.race([ended, this.#answers()])
    ended.catch(() => {})
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { process } = this
    if (process.exitCode !== null || process.signalCode !== null) return
    const ended = once(process, 'exit')
    process.kill(signal)
    await ended
  }

  /** Sends one command as redis-cli would, and yields its answer as text. */
  cli(...words: string[]): string {
    return execFileSync('redis-cli', ['-p', `${this.port}`, ...words], { encoding: 'utf8' }).trim()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    rmSync(this.directory, { recursive: true, force: true })
  }

  async #answers(): Promise<void> {
    for (;;) {
      const socket = connect(this.port, '127.0.0.1')
      const answer = new Promise<string>((resolve) => {
        socket.once('error', () => resolve(''))
        socket.once('data', (data) => resolve(data.toString()))
        socket.write('PING\r\n')
      })
      const text = await answer
      socket.destroy()
      if (/^(\+PONG|-NOAUTH)/.test(text)) return
      await sleep(10)
    }
  }
}

/** Also its port on the bus of a cluster, which is 10000 higher, is a port. */
async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    server.close()
    await once(server, 'close')
    if (port < 55_000) return port
  }
}

export interface RedisCluster extends AsyncDisposable {
  nodes: RedisServer[]
  address: string
}

/** Three primaries that share the slots evenly. */
export async function startCluster(): Promise<RedisCluster> {
  const settings = { 'cluster-enabled': 'yes', 'cluster-node-timeout': '1000' }
  const nodes = await Promise.all([1, 2, 3].map(() => RedisServer.start(settings)))
  const [first] = nodes
  for (const [i, node] of nodes.entries()) {
    const [low, high] = [Math.floor((16_384 * i) / 3), Math.floor((16_384 * (i + 1)) / 3) - 1]
    node.cli('CLUSTER', 'ADDSLOTSRANGE', `${low}`, `${high}`)
    node.cli('CLUSTER', 'MEET', '127.0.0.1', `${first!.port}`)
  }
  const isUp = (node: RedisServer) => {
    const info = node.cli('CLUSTER', 'INFO')
    return /cluster_state:ok/.test(info) && /cluster_known_nodes:3/.test(info)
  }
  while (!nodes.every(isUp)) await sleep(50)
  return {
    nodes,
    address: `redis-cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map((node) => node[Symbol.asyncDispose]()))
    },
  }
}
