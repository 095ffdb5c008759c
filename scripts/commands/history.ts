/** `causerie history export`: what people keep of what was said, as files; also while a server runs. */
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Command } from 'commander'
import { LocalAccounts } from '#accounts/local.ts'
import type { Store } from '#store/store.ts'
import { counted } from '../../bouncer/index.ts'
import { archivesOf, type Part, type Window, windowsOf } from '../log/archive.ts'
import { belongings } from '../log/belongings.ts'
import { exportWindows, jsonLines, textFiles, write } from '../log/export.ts'
import { openWhole } from '../open-whole.ts'
import { type Place, readConfig, withPlace } from '../place.ts'
import { ProgressBar } from '../progress-bar.ts'

const examples = `
A person's log is what the bouncer keeps for them, one part for each network, and what the server keeps
of their private conversations (the network "server"). Channels' own history is the channels'.
All of this works while the server runs. Times are UTC; a day as upper end counts whole.

Examples:
  $ causerie history export ann --output ann.jsonl
  $ causerie history export ann --format text --output logs --network libera
  $ causerie history export ann --window '#tea' --after 2026-01-01 --before 2026-01-31
  $ causerie account export ann --output ann.jsonl`

interface ExportOptions extends Place {
  network?: string
  window?: string
  after?: string
  before?: string
  format: string
  output?: string
}

/** A subcommand of `history`, beside those that BouncerServ knows as well. */
export function addHistoryExport(program: Command): void {
  const history = program.commands.find((one) => one.name() === 'history')!
  withPlace(history.command('export').description('write lines as JSON, or as text as ZNC does'))
    .argument('<account>', 'whose')
    .option('--network <name>', 'only of this network')
    .option('--window <name>', 'only of this channel, or conversation')
    .option('--after <time>', 'said then or later: 2026-01-31, or 2026-01-31T12:00:00Z')
    .option('--before <time>', 'said then or earlier')
    .option('--format <json|text>', 'JSON Lines, or files NETWORK/WINDOW/DAY.log', 'json')
    .option('--output <path>', 'a file, for text a directory; else standard output')
    .addHelpText('after', examples)
    .action(exportLog)
}

/** A subcommand of `account`. */
export function addAccountExport(account: Command): void {
  withPlace(account.command('export').description('write all that is kept of a person, as JSON'))
    .argument('<name>', 'of the account')
    .option('--output <file>', 'instead of standard output')
    .action((name: string, options: ExportOptions) =>
      exportJson(name, { ...options, format: 'json' }, true),
    )
}

async function exportLog(account: string, options: ExportOptions): Promise<void> {
  if (options.format === 'json') return exportJson(account, options, false)
  if (options.format !== 'text') throw new Error('--format is json or text')
  const { output } = options
  if (output === undefined) throw new Error('text is many files: say --output DIRECTORY')
  await using store = await storeOf(options)
  const part = partOf(options)
  const windows = await windowsFor(store, account, options, part)
  const taker = textFiles(output)
  const rows = await withBar((tell) => exportWindows(store, windows, part, taker, tell))
  process.stdout.write(`${summary(rows, windows)} written to ${output}\n`)
}

async function exportJson(account: string, options: ExportOptions, isWhole: boolean) {
  await using store = await storeOf(options)
  const part = partOf(options)
  const windows = await windowsFor(store, account, options, part)
  const { output } = options
  const out = output === undefined ? process.stdout : createWriteStream(output, { mode: 0o600 })
  if (isWhole) {
    for await (const one of belongings(store, account)) await write(out, `${JSON.stringify(one)}\n`)
  }
  const rows = await withBar((tell) => exportWindows(store, windows, part, jsonLines(out), tell))
  if (output === undefined) return
  out.end()
  await finished(out)
  process.stdout.write(`${summary(rows, windows)} written to ${output}\n`)
}

async function storeOf(place: Place): Promise<Store> {
  return openWhole(readConfig(place).store.address)
}

async function windowsFor(store: Store, account: string, place: Place, part: Part) {
  const known = await new LocalAccounts(store).find(account)
  if (!known) throw new Error(`there is no account ${JSON.stringify(account)}`)
  const { key } = known
  const archives = await archivesOf(store, key, readConfig(place).network.name)
  return windowsOf(store, archives, part)
}

function partOf({ network, window, after, before }: ExportOptions): Part {
  const part: Part = { network, window }
  if (after !== undefined) part.after = timeOf(after, 'T00:00:00.000Z')
  if (before !== undefined) part.before = timeOf(before, 'T23:59:59.999Z')
  return part
}

function timeOf(text: string, rest: string): number {
  const at = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? text + rest : text)
  if (Number.isNaN(at)) throw new Error(`${text} is no time: write 2026-01-31`)
  return at
}

async function withBar(
  work: (tell: (done: number, rows: number, name: string) => void) => Promise<number>,
): Promise<number> {
  using bar = new ProgressBar()
  return await work((done, rows, name) => {
    bar.show('lines', done, `${rows.toLocaleString('en')}  ${name}`)
  })
}

function summary(rows: number, windows: Window[]): string {
  return `${counted(rows, 'line')} of ${counted(windows.length, 'window')}`
}
