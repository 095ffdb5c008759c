/** Runs houses until somebody asks the process to stop. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { formatAddress } from '#host/address.ts'
import type { Config } from '#host/config.ts'
import { createLog, type Log } from '#host/log.ts'
import { type HouseName, type OpenHouses, openHouses } from './houses.ts'
import { reloading } from './reloading.ts'
import { untilStopped } from './until-stopped.ts'

/** However stopping goes, it ends then: what anybody was shown is safe on the disk already. */
const stopWithinMs = 3000

/** Asks whoever watches over the process to start it again: EX_TEMPFAIL of sysexits.h. */
const restartCode = 75

interface End {
  code: number
  why: { signal: NodeJS.Signals } | { reason: string }
}

export interface RunOptions {
  names: readonly HouseName[]
  /** Written when everything is open: see `announce`. */
  readyFile?: string | undefined
  /** Reads the configuration anew. */
  reread: () => Config
  /** What to say on stdout when everything is open. */
  greet: (open: OpenHouses) => string
}

/**
 * Settles never: the process ends with 0 when it was asked to stop, with 75 when an operator wants
 * it to be started again, with 1 when a defect showed.
 * @throws Error of one line when the houses cannot be opened, or nobody can be told; then nothing
 *   has been left open.
 */
export async function run(config: Config, options: RunOptions): Promise<never> {
  const { level, file } = config.log
  const log = createLog({ level, file: file || undefined })
  const end = (message: string) => (error: unknown) => {
    log.fatal({ err: error }, message)
    process.exit(1)
  }
  process.on('uncaughtException', end('a defect ends the process'))
  // Whoever reads the greeting may go away before it is written.
  process.stdout.on('error', () => {})
  const asked = Promise.withResolvers<End>()
  const signalled = untilStopped().then((signal) => ({ code: 0, why: { signal } }))
  const stopped = Promise.race([signalled, asked.promise])
  stopped.then(() => limitStop(log))
  await using stack = new AsyncDisposableStack()
  const open = await openHouses(config, options.names, log, end('the store has died'), {
    reread: options.reread,
    stop: (reason) => asked.resolve({ code: 0, why: { reason } }),
    restart: (reason) => asked.resolve({ code: restartCode, why: { reason } }),
  })
  stack.use(open)
  stack.use(reloading(open.houses, config.tls, log))
  process.stdout.write(options.greet(open))
  if (options.readyFile) announce(options.readyFile, open)
  const { code, why } = await stopped
  log.info(why, 'stopping')
  if (options.readyFile) rmSync(options.readyFile, { force: true })
  await stack.disposeAsync()
  log.info('stopped')
  process.exit(code)
}

function limitStop(log: Log): void {
  const late = () => {
    log.error(`could not stop within ${stopWithinMs} ms`)
    process.exit(1)
  }
  setTimeout(late, stopWithinMs).unref()
}

/** `{ "pid": 1, "houses": { "ircd": ["tcp:127.0.0.1:6667"], … } }`: never half of it. */
function announce(file: string, { houses }: OpenHouses): void {
  const addresses = houses.map(({ name, addresses }) => [name, addresses.map(formatAddress)])
  const ready = { pid: process.pid, houses: Object.fromEntries(addresses) }
  try {
    writeFileSync(`${file}.new`, `${JSON.stringify(ready)}\n`)
    renameSync(`${file}.new`, file)
  } catch (error) {
    throw new Error(`cannot write the ready file: ${(error as Error).message}`, { cause: error })
  }
}
