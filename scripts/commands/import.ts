/** `causerie import …`: what other bouncers keep for somebody. */
import type { Command } from 'commander'
import { LocalAccounts } from '#accounts/local.ts'
import type { Config } from '#host/config.ts'
import { houseSecret } from '#host/house-secret.ts'
import { counted, SealedNetworks } from '../../bouncer/index.ts'
import { lockData } from '../data-lock.ts'
import type { Foreign } from '../import/foreign.ts'
import { readLogs } from '../import/logs.ts'
import { owning } from '../import/owning.ts'
import { readSoju } from '../import/soju.ts'
import { type Taken, take } from '../import/take.ts'
import { readTheLounge } from '../import/thelounge.ts'
import { readZnc } from '../import/znc.ts'
import { networkSecret } from '../network-secret.ts'
import { openWhole } from '../open-whole.ts'
import { type Place, readConfig, withPlace } from '../place.ts'
import { ProgressBar } from '../progress-bar.ts'

const examples = `
Networks are taken with their servers, nicks, channels, logins and pinned certificates, and what was
said there. A network whose name the account has already keeps its settings, and gets the lines. What
was taken is not taken twice: the same command may be given again. Stop the bouncer first.

Examples:
  $ causerie import znc ann /home/ann/.znc --dry-run
  $ causerie import znc ann /home/ann/.znc --timezone Europe/Berlin
  $ causerie import soju ann /var/lib/soju/main.db --user ann
  $ causerie import thelounge ann /var/opt/thelounge
  $ causerie import logs ann /home/ann/logs --network libera --nick annie`

interface Options extends Place {
  user?: string
  timezone?: string
  network?: string
  nick?: string
  dryRun: boolean
}

type Read = (path: string, options: Options, account: string) => Foreign

export function addImportCommands(program: Command): void {
  const parent = program
    .command('import')
    .description('take over what another bouncer keeps: ZNC, soju, The Lounge')
    .addHelpText('after', examples)
  const about = (name: string, description: string, path: string, read: Read) =>
    withPlace(parent.command(name).description(description))
      .argument('<account>', 'for whom')
      .argument('<path>', path)
      .option('--dry-run', 'only say what would be taken', false)
      .action((account: string, from: string, options: Options) =>
        run(account, options, () => read(from, options, account)),
      )
  about('znc', 'networks and logs of ZNC', 'its directory, ~/.znc', (path, { user, timezone }) =>
    readZnc(path, { user, zone: timezone }),
  )
    .option('--user <name>', 'whose of several users')
    .option(
      '--timezone <zone>',
      "of the logs (default: as ZNC's configuration says, or this machine)",
    )
  about('soju', 'networks and messages of soju', 'its SQLite database', (path, { user }) =>
    readSoju(path, user),
  ).option('--user <name>', 'whose of several users')
  about('thelounge', 'networks and messages of The Lounge', 'its home', (path, { user }) =>
    readTheLounge(path, user),
  ).option('--user <name>', 'whose of several users')
  about('logs', 'text files as ZNC writes them', 'a directory', (path, options, account) => {
    const { network, nick = account, timezone: zone = 'UTC' } = options
    return readLogs(path, { network, nick, zone })
  })
    .option('--network <name>', 'where the files do not say it')
    .option('--nick <nick>', "the owner's (default: the account)")
    .option('--timezone <zone>', 'of the times in the files (default: UTC)')
}

async function run(account: string, { dryRun, ...place }: Options, read: () => Foreign) {
  const config = readConfig(place)
  using _lock = lockBouncer(config)
  await using store = await openWhole(config.store.address)
  const known = await new LocalAccounts(store).find(account)
  if (!known) {
    throw new Error(`there is no account ${JSON.stringify(account)}: make it first`)
  }
  const own = await houseSecret(config.data)
  const secret = await networkSecret(store, config.store.address, own)
  const foreign = read()
  await using owned = await owning(store, known.key)
  const ground = {
    store: owned.store,
    networks: new SealedNetworks(owned.store.networks, secret),
    account: known.key,
    home: config.network.name,
    networksMax: config.bouncer.networks,
    isDry: dryRun,
  }
  const taken = await withBar((bar) =>
    take(ground, foreign, (done, lines, network) => {
      bar.show('import', done, `${lines.toLocaleString('en')} lines  ${network}`)
    }),
  )
  process.stdout.write(report(foreign, taken, dryRun))
}

/**
 * A bouncer that runs would not see the networks, and replay the lines as if they were missed. Those
 * on other machines are kept away by `owning`.
 */
function lockBouncer({ data }: Config): Disposable {
  try {
    return lockData(data, ['bouncer'])
  } catch (error) {
    if (!/ is running already/.test((error as Error).message)) throw error
    throw new Error('the bouncer is running: stop it, and start it again when this is done')
  }
}

async function withBar<T>(work: (bar: ProgressBar) => Promise<T>): Promise<T> {
  using bar = new ProgressBar()
  return await work(bar)
}

function report(foreign: Foreign, taken: Taken[], isDry: boolean): string {
  const lines = [`${foreign.source}${isDry ? ': nothing was written; this would be taken' : ''}`]
  for (const one of taken) lines.push(described(one))
  if (taken.length === 0) lines.push('no network')
  const lost = foreign.lost.sentences
  if (lost.length > 0) lines.push('not taken:', ...lost.map((text) => `  ${text}`))
  return `${lines.join('\n')}\n`
}

function described({ network, isNew, lines, known, windows }: Taken): string {
  const { name, nick, upstream, channels } = network
  const parts = isNew
    ? [
        `new, as ${nick}`,
        counted(upstream.addresses.length, 'server'),
        counted(Object.keys(channels).length, 'channel'),
        upstream.sasl ? `SASL ${upstream.sasl.mechanism}` : 'no login',
        ...(upstream.enabled && upstream.addresses.length > 0 ? [] : ['not to be connected']),
      ]
    : ['is there already, and keeps its settings']
  const more = known > 0 ? `, ${known.toLocaleString('en')} of them were there already` : ''
  const taken = `${counted(lines, 'line')} in ${counted(windows, 'window')}`
  return `${name}: ${parts.join(', ')}; ${taken}${more}`
}
