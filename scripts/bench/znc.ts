/** Debian's ZNC as it is delivered, with one user: what bouncers are compared with. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { answers, freePort } from './servers.ts'

const program = '/usr/bin/znc'

/** Why there is nothing to compare with; undefined when there is. */
export const zncMissing = existsSync(program)
  ? undefined
  : 'znc is not installed: apt-get install znc'

export interface ZncUser {
  name: string
  password: string
  /** Where it is connected, on 127.0.0.1, and what that server's PASS is to be. */
  upstream: { port: number; password?: string | undefined }
  channel: string
  /** Lines that it keeps of the channel; 50 unless told, as ZNC does by itself. */
  lines?: number | undefined
}

export interface Znc extends AsyncDisposable {
  /** It listens there, on 127.0.0.1. The network is called `other`. */
  port: number
  readonly pid: number
  /** Ends it, and starts it again. */
  restart(signal: NodeJS.Signals): Promise<void>
}

const startWithinMs = 30_000
/** As root it waits half a minute before it starts: it is run as nobody. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined

export async function startZnc(user: ZncUser): Promise<Znc> {
  const directory = await mkdtemp(join(tmpdir(), 'causerie-znc-'))
  const port = await freePort()
  const configs = join(directory, 'configs')
  const file = join(configs, 'znc.conf')
  await mkdir(configs)
  await writeFile(file, configuration(port, user))
  for (const path of nobody ? [directory, configs, file] : []) {
    await chown(path, nobody!.uid, nobody!.gid)
  }
  let child = await start(directory, port)
  return {
    port,
    get pid() {
      return child.pid!
    },
    async restart(signal) {
      await end(child, signal)
      child = await start(directory, port)
    },
    async [Symbol.asyncDispose]() {
      await end(child, 'SIGKILL')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function start(directory: string, port: number): Promise<ChildProcess> {
  const words = ['--foreground', '--datadir', directory]
  const child = spawn(program, words, { stdio: 'ignore', ...nobody })
  for (const giveUpAt = Date.now() + startWithinMs; Date.now() < giveUpAt; ) {
    if (await answers(port)) return child
    await sleep(50)
  }
  await end(child, 'SIGKILL')
  throw new Error('znc did not start')
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

/** The pace of connecting is for networks of strangers; everything else is as it comes. */
function configuration(
  port: number,
  { name, password, upstream, channel, lines }: ZncUser,
): string {
  const buffer = lines === undefined ? '' : `Buffer = ${lines}`
  return `Version = 1.8.2
ConnectDelay = 0
ServerThrottle = 0
${lines === undefined ? '' : `MaxBufferSize = ${lines}`}
<Listener test>
Host = 127.0.0.1
Port = ${port}
IPv4 = true
IPv6 = false
SSL = false
</Listener>
<User ${name}>
Nick = ${name}
Ident = ${name}
RealName = ${name}
<Network other>
Server = 127.0.0.1 ${upstream.port} ${upstream.password ?? ''}
<Chan ${channel}>
${buffer}
</Chan>
</Network>
<Pass password>
Method = plain
Hash = ${password}
</Pass>
</User>
`
}
