/** Runs the `causerie` command in a process of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

export const launcher = join(import.meta.dirname, '../../scripts/causerie.js')

export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

export interface CommandOptions {
  /** What is piped to it; nothing unless told. */
  input?: string | undefined
  env?: Record<string, string> | undefined
  cwd?: string | undefined
}

export async function causerie(words: string[], options: CommandOptions = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [launcher, ...words], {
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    cwd: options.cwd,
  })
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null]>,
    text(child.stdout),
    text(child.stderr),
  ])
  return { code, stdout, stderr }
}

export interface Place extends AsyncDisposable {
  path: string
}

/** An empty directory for as long as it is used. */
export async function emptyPlace(): Promise<Place> {
  const path = await mkdtemp(join(tmpdir(), 'causerie-test-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
