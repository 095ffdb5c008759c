/** The servers that are measured: ours as it is delivered, and a peer to compare with. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export type ServerName = 'causerie' | 'ngircd'

export interface RunningServer extends AsyncDisposable {
  name: ServerName
  pid: number
  /** On 127.0.0.1. */
  port: number
  /** Of the bouncer, where there is one. */
  bouncerPort: number | undefined
  directory: string
}

/** Sockets of a server; less where the machine allows less. */
const filesMax = 65_536
const startWithinMs = 10_000

const launcher = join(import.meta.dirname, '..', 'causerie.js')
/** As `npm start` runs it. */
const nodeFlags = ['--max-semi-space-size=8']
/** Where it is also when it could not be installed beside another server of Debian's. */
const places = ['/usr/sbin/ngircd', '/usr/local/sbin/ngircd']
export const ngircd = places.find((path) => existsSync(path)) ?? places[0]!

/** Why there is nothing to compare with; undefined when there is. */
export const peerMissing = existsSync(ngircd)
  ? undefined
  : 'ngircd is not installed, so there is nothing to compare with: apt-get install ngircd'

/** Starts a server on an empty directory of its own, with no limits on floods. */
export function startServer(name: ServerName): Promise<RunningServer> {
  return name === 'causerie' ? startCauserie('ircd') : startNgircd()
}

/**
 * @param house `ircd` alone, or `start` for all houses in one process.
 * @param more what else the configuration says, behind the rest
 * @throws Error with what the server said when it does not start.
 */
export async function startCauserie(house: 'ircd' | 'start', more = ''): Promise<RunningServer> {
  const directory = await mkdtemp(join(tmpdir(), 'causerie-bench-'))
  const config = join(directory, 'causerie.toml')
  const ready = join(directory, 'ready.json')
  await writeFile(config, causerieConfig + more)
  const words = [house, '--config', config, '--data', directory, '--ready-file', ready]
  const child = run(process.execPath, [...nodeFlags, launcher, ...words])
  const open = await until(child, directory, async () => {
    return existsSync(ready) && (await readFile(ready, 'utf8'))
  })
  const { houses } = JSON.parse(open) as { houses: Record<string, string[]> }
  const portOf = (name: string) => Number(houses[name]?.[0]?.split(':').at(-1)) || undefined
  const [port, bouncerPort] = [portOf('ircd')!, portOf('bouncer')]
  return running({ name: 'causerie', pid: child.pid!, port, bouncerPort, directory }, child)
}

async function startNgircd(): Promise<RunningServer> {
  const directory = await mkdtemp(join(tmpdir(), 'causerie-bench-'))
  const config = join(directory, 'ngircd.conf')
  const port = await freePort()
  await writeFile(config, ngircdConfig(port))
  const child = run(ngircd, ['--nodaemon', '--config', config])
  await until(child, directory, () => answers(port))
  return running(
    { name: 'ngircd', pid: child.pid!, port, bouncerPort: undefined, directory },
    child,
  )
}

function run(program: string, words: string[]): ChildProcess {
  const script = `ulimit -n ${filesMax} 2>/dev/null || ulimit -n "$(ulimit -H -n)"; exec "$0" "$@"`
  return spawn('sh', ['-c', script, program, ...words], { stdio: ['ignore', 'ignore', 'pipe'] })
}

function running(
  server: Omit<RunningServer, typeof Symbol.asyncDispose>,
  child: ChildProcess,
): RunningServer {
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      const exited = child.exitCode === null ? once(child, 'exit') : undefined
      child.kill('SIGTERM')
      await exited
      await rm(server.directory, { recursive: true, force: true })
    },
  }
}

/** Rejects with what the server said, should it end before it was asked to. */
function failure(child: ChildProcess): Promise<never> {
  let said = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000)
  })
  const failed = once(child, 'exit').then(() => {
    throw new Error(`${child.spawnargs.slice(3).join(' ')} has ended: ${said.trim()}`)
  })
  failed.catch(() => {})
  return failed
}

/** Asks again and again, until there is an answer; leaves nothing behind where none comes. */
async function until<T>(
  child: ChildProcess,
  directory: string,
  ask: () => Promise<T | false>,
): Promise<T> {
  const failed = failure(child)
  try {
    const giveUpAt = Date.now() + startWithinMs
    while (Date.now() < giveUpAt) {
      const answer = await Promise.race([failed, ask()])
      if (answer) return answer
      await sleep(25)
    }
    throw new Error(`a server did not start within ${startWithinMs} ms`)
  } catch (error) {
    child.kill('SIGKILL')
    await rm(directory, { recursive: true, force: true })
    throw error
  }
}

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  return port
}

/** Whether anybody listens there. */
export async function answers(port: number): Promise<boolean> {
  const socket = net.connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** No PING comes between: what is heard is counted in bytes. */
const causerieConfig = `
[ircd]
listen = ["tcp:127.0.0.1:0"]
ping = "1h"
sendq = "64MiB"
clients_max = 100000
motd = "Good day."
[bouncer]
listen = ["tcp:127.0.0.1:0"]
[webgate]
listen = ["tcp:127.0.0.1:0"]
[log]
level = "warn"
`

function ngircdConfig(port: number): string {
  return `
[Global]
Name = peer.test
Info = The peer
MotdPhrase = "Good day."
Listen = 127.0.0.1
Ports = ${port}
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxNickLength = 20
MaxPenaltyTime = 0
PingTimeout = 3600
PongTimeout = 3600
[Options]
Ident = no
PAM = no
DNS = no
SyslogFacility = local1
`
}
