/** Debian's ZNC, as it is delivered: one user, one network, no module but those it loads itself. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { dial } from '#host/dial.ts'
import { freePort } from '../ngircd.ts'
import { channel, password, patienceMs, type Subject, signIn, type Upstream } from './subject.ts'

const program = '/usr/bin/znc'

/** Why there is nothing to compare with; undefined when there is. Where CI is set, that fails. */
export const zncMissing = existsSync(program)
  ? undefined
  : 'znc is not installed: apt-get install znc'
if (zncMissing && process.env.CI) throw new Error(zncMissing)

/** As root it waits half a minute before it starts: it is run as nobody. */
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined

export async function openZnc(upstream: Upstream): Promise<Subject> {
  const directory = await mkdtemp(join(tmpdir(), 'causerie-znc-'))
  const port = await freePort()
  await mkdir(join(directory, 'configs'))
  const config = join(directory, 'configs/znc.conf')
  await writeFile(config, configuration(port, upstream))
  if (user)
    for (const path of [directory, join(directory, 'configs'), config]) {
      await chown(path, user.uid, user.gid)
    }
  let child = await start(directory, port)
  const again = async (signal: NodeJS.Signals) => {
    await end(child, signal)
    child = await start(directory, port)
  }
  const subject: Subject = {
    name: 'znc',
    port,
    attach: (device, how = {}) =>
      signIn(how.port ?? port, `alice@${device}/other:${password}`, 'alice', how.cutAfterBytes),
    crash: () => again('SIGKILL'),
    restart: () => again('SIGTERM'),
    async [Symbol.asyncDispose]() {
      await end(child, 'SIGKILL')
      await rm(directory, { recursive: true, force: true })
    },
  }
  const first = await subject.attach('owner')
  if (!first.lines.some((line) => line.includes(' 366 '))) await first.hears(/ 366 /, patienceMs)
  first.drop()
  return subject
}

async function start(directory: string, port: number): Promise<ChildProcess> {
  const words = ['--foreground', '--datadir', directory]
  const child = spawn(program, words, { stdio: 'ignore', ...user })
  const until = Date.now() + patienceMs
  while (Date.now() < until) {
    const open = await dial({ kind: 'tcp', host: '127.0.0.1', port }).catch(() => undefined)
    open?.destroy()
    if (open) return child
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
function configuration(port: number, upstream: Upstream): string {
  return `Version = 1.8.2
ConnectDelay = 0
ServerThrottle = 0
<Listener test>
\tHost = 127.0.0.1
\tPort = ${port}
\tIPv4 = true
\tIPv6 = false
\tSSL = false
</Listener>
<User alice>
\tNick = alice
\tIdent = alice
\tRealName = alice
\t<Network other>
\t\tServer = 127.0.0.1 ${upstream.port} ${upstream.password ?? ''}
\t\t<Chan ${channel}>
\t\t</Chan>
\t</Network>
\t<Pass password>
\t\tMethod = plain
\t\tHash = ${password}
\t</Pass>
</User>
`
}
