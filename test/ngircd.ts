/** Debian's ngircd as a plain server to test against: no message tags, no history, no echo. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ngircd } from '../scripts/bench/servers.ts'

const startMs = 30_000

/** Why it cannot be tested against here; nothing when it can. Where CI is set, that is a failure. */
export const ngircdMissing = existsSync(ngircd)
  ? undefined
  : 'ngircd is not installed: apt-get install ngircd'
if (ngircdMissing && process.env.CI) throw new Error(ngircdMissing)

export interface Ngircd extends AsyncDisposable {
  port: number
  /** As if its machine had lost power. */
  stop(): Promise<void>
}

/** @param at the port of one that was stopped, to come back there */
export async function startNgircd(at?: number): Promise<Ngircd> {
  const directory = await mkdtemp(join(tmpdir(), 'causerie-ngircd-'))
  const port = at ?? (await freePort())
  const file = join(directory, 'ngircd.conf')
  await writeFile(file, configuration(port))
  const child = spawn(ngircd, ['--nodaemon', '--config', file], { stdio: 'ignore' })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGKILL')
    await exited
  }
  const dispose = async () => {
    await stop()
    await rm(directory, { recursive: true, force: true })
  }
  try {
    await answering(port)
  } catch (error) {
    // A child that lives would keep the test's process alive for ever.
    await dispose()
    throw error
  }
  return { port, stop, [Symbol.asyncDispose]: dispose }
}

function configuration(port: number): string {
  return `[Global]
Name = plain.test
Info = A plain server
Listen = 127.0.0.1
Ports = ${port}
MotdPhrase = "Good day."
[Limits]
MaxConnectionsIP = 0
MaxNickLength = 20
MaxPenaltyTime = 0
[Options]
Ident = no
PAM = no
DNS = no
SyslogFacility = local1
`
}

/** A port at which nobody listens now. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function answering(port: number): Promise<void> {
  for (const until = Date.now() + startMs; Date.now() < until; ) {
    const socket = net.connect(port, '127.0.0.1')
    const open = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    })
    socket.destroy()
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('ngircd did not start')
}
