/** Programs of Debian's that refuse to run as root: started as nobody, in a folder of their own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../until.ts'

/** `nobody` and its group, on Debian. */
const nobody = 65_534
const isRoot = process.getuid?.() === 0

export interface Program extends AsyncDisposable {
  /** All that it wrote so far. */
  readonly output: string
  /** As if its machine had lost power. */
  stop(): Promise<void>
}

/** Why a program cannot be tested against here; nothing when it can. Where CI is set, a failure. */
export function missing(path: string, debianPackage: string): string | undefined {
  if (existsSync(path)) return undefined
  const reason = `${debianPackage} is not installed: apt-get install ${debianPackage}`
  if (process.env.CI) throw new Error(reason)
  return reason
}

/**
 * Runs a program in the foreground.
 * @param files by their names in its folder; they and the arguments may name it
 */
export async function run(
  path: string,
  files: (folder: string) => Record<string, string>,
  args: (folder: string) => string[],
): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), 'causerie-foreign-'))
  for (const [name, text] of Object.entries(files(folder))) await give(join(folder, name), text)
  if (isRoot) await chown(folder, nobody, nobody)
  await chmod(folder, 0o755)
  const child = spawn(path, args(folder), {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: folder },
    ...(isRoot ? { uid: nobody, gid: nobody } : {}),
  })
  return running(child, folder)
}

async function give(path: string, text: string): Promise<void> {
  await writeFile(path, text)
  if (isRoot) await chown(path, nobody, nobody)
}

function running(child: ChildProcess, folder: string): Program {
  let output = ''
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const stop = async () => {
    child.kill('SIGKILL')
    await exited
  }
  return {
    get output() {
      return output
    },
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Settles when somebody listens there. */
export async function answering(port: number, what: string): Promise<void> {
  await until(
    () => `${what} to listen`,
    async () => {
      const socket = net.connect(port, '127.0.0.1')
      const open = await new Promise<boolean>((resolve) => {
        socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      })
      socket.destroy()
      return open
    },
    30_000,
  )
}
