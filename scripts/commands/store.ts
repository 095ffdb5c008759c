/** `causerie store …`: what is kept, as a whole. */
import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Command } from 'commander'
import { houseSecret } from '#host/house-secret.ts'
import { openStore } from '#store/open.ts'
import { withoutPassword } from '#store/redis/address.ts'
import { lockData } from '../data-lock.ts'
import { allHouses } from '../houses.ts'
import { bringSecret, networkSecret } from '../network-secret.ts'
import { type Place, readConfig, withPlace } from '../place.ts'
import { ProgressBar } from '../progress-bar.ts'
import { copyStore } from '../store-copy.ts'
import type { Sum } from '../store-sum.ts'

const examples = `
FROM and TO are addresses of stores, as store.address of the configuration has them:
sqlite:DIRECTORY, redis://HOST:PORT or redis-cluster://HOST:PORT,HOST:PORT. TO must be empty.

Stop the server first. When the copy was interrupted, the same command continues it. At the end
both stores are read and compared; each log and each shelf is printed with its count and SHA-256.
Devices go on behind the line that they had: their cursors are translated.

Examples:
  $ causerie store copy sqlite:./data redis://127.0.0.1:6379
  $ causerie store copy 'redis://redis.example.org?password_file=secret' sqlite:/var/lib/causerie`

export function addStoreCommands(program: Command): void {
  const store = program.command('store').description('move what is kept from one engine to another')
  withPlace(store.command('copy').description('copy everything from one store into another'))
    .argument('<from>', 'the store to read')
    .argument('<to>', 'the store to fill; it must be empty')
    .addHelpText('after', examples)
    .action(copy)
}

async function copy(from: string, to: string, place: Place): Promise<void> {
  if (placeOf(from) === placeOf(to)) throw new Error('FROM and TO are the same store')
  const directory = directoryOf(from)
  if (directory && !exists(from)) throw new Error(`there is no store at ${from}`)
  using _locks = lockAll([directory, directoryOf(to), readConfig(place).data])
  await using source = await openStore(from)
  await using target = await openStore(to)
  const sums = await withBar((bar) =>
    copyStore(source, target, placeOf(from), ({ doing, done, rows, name }) => {
      bar.show(doing, done, `${rows.toLocaleString('en')} rows  ${name}`.trimEnd())
    }),
  )
  const own = await houseSecret(directory ?? readConfig(place).data)
  await bringSecret(target, to, await networkSecret(source, from, own))
  process.stdout.write(table(sums))
}

async function withBar<T>(work: (bar: ProgressBar) => Promise<T>): Promise<T> {
  using bar = new ProgressBar()
  return await work(bar)
}

/** A server that runs would write on: whatever directory it may run in is ours meanwhile. */
function lockAll(directories: (string | undefined)[]): Disposable {
  using stack = new DisposableStack()
  const known = directories.filter((each) => each !== undefined)
  for (const directory of new Set(known)) {
    const isThere = statSync(directory, { throwIfNoEntry: false })
    if (isThere) stack.use(lockData(directory, allHouses))
  }
  return stack.move()
}

/** Without its password, and with its whole path. */
function placeOf(address: string): string {
  const path = pathOf(address)
  return path === undefined ? withoutPassword(address) : `sqlite:${resolve(path)}`
}

function pathOf(address: string): string | undefined {
  return /^sqlite:(.+)$/s.exec(address)?.[1]
}

function exists(address: string): boolean {
  const path = resolve(pathOf(address)!)
  const known = statSync(path, { throwIfNoEntry: false })
  const file = known?.isDirectory() ? resolve(path, 'causerie.db') : path
  return statSync(file, { throwIfNoEntry: false }) !== undefined
}

/** The directory of an SQLite store. */
function directoryOf(address: string): string | undefined {
  const path = pathOf(address)
  if (path === undefined) return undefined
  const known = statSync(path, { throwIfNoEntry: false })
  const isFile = known?.isFile() || (!known && path.endsWith('.db'))
  return resolve(isFile ? dirname(path) : path)
}

function table(sums: Sum[]): string {
  const nameChars = Math.max(4, ...sums.map(({ name }) => name.length))
  const line = (name: string, count: string, hash: string) =>
    `${name.padEnd(nameChars)}  ${count.padStart(11)}  ${hash}\n`
  const lines = sums.map(({ name, count, hash }) => line(name, count.toLocaleString('en'), hash))
  return [line('name', 'entries', 'SHA-256 in both'), ...lines].join('')
}
