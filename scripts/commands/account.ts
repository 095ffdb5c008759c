/** `causerie account …`: also while a server runs on the same store. */
import type { Command } from 'commander'
import { LocalAccounts } from '#accounts/local.ts'
import { shareOf } from '#accounts/replication/share.ts'
import {
  type AccountFacts,
  type AccountRefusal,
  type AccountRules,
  readFingerprint,
  refuseName,
  suspensionAt,
} from '#wire/account.ts'
import { formatDuration, parseDuration } from '#wire/duration.ts'
import { openWhole } from '../open-whole.ts'
import { readPassword } from '../password.ts'
import { type Place, readConfig, withPlace } from '../place.ts'
import { addAccountExport } from './history.ts'

const examples = `
A password is asked for on a terminal; elsewhere it is the first line of standard input.
All of this works while the server runs, which hears of it within a second or two: who is logged in
to an account that is removed, suspended or given another password is logged out.

Examples:
  $ causerie account add ann
  $ echo 'correct horse battery staple' | causerie account add ann --email ann@example.org
  $ causerie account passwd ann
  $ causerie account list
  $ causerie account cert add ann 0A:1B:…:9F
  $ causerie account suspend ann --for 7d --reason 'spam in #tea'
  $ causerie account restore ann
  $ causerie account rename ann anna
  $ causerie account remove ann`

/** What a subcommand does; it returns what is to be printed. */
type Work = (accounts: LocalAccounts, name: string, rules: AccountRules) => Promise<string>

export function addAccountCommands(program: Command): void {
  const account = program
    .command('account')
    .description('make, change, list and remove accounts')
    .addHelpText('after', examples)
  about(account, 'add', 'make an account')
    .option('--email <address>', 'where its owner can be reached')
    .action((name: string, options: Place & { email?: string }) =>
      onAccounts(options, name, (...terms) => add(...terms, options.email)),
    )
  about(
    account,
    'passwd',
    'give an account another password; who is logged in is logged out',
  ).action((name: string, place: Place) => onAccounts(place, name, passwd))
  about(account, 'info', 'show what is known of an account').action((name: string, place: Place) =>
    onAccounts(place, name, info),
  )
  about(account, 'email', 'say where the owner can be reached; without an address nowhere')
    .argument('[address]', 'of e-mail')
    .action((name: string, address: string | undefined, place: Place) =>
      onAccounts(place, name, (accounts) => email(accounts, name, address)),
    )
  about(account, 'verify', 'let an account be used that waits for its code').action(
    (name: string, place: Place) =>
      onAccounts(place, name, async (accounts) => {
        demand(await accounts.approve(name))
        return `${(await known(accounts, name)).name} is verified\n`
      }),
  )
  about(account, 'rename', 'call an account something else; all that is its own stays so')
    .argument('<to>', 'the new name, which nobody else has')
    .action((name: string, to: string, place: Place) =>
      onAccounts(place, name, async (accounts) => {
        demand(await accounts.rename(name, to))
        return `${name} is called ${to}\n`
      }),
    )
  about(account, 'remove', 'forget an account and what only its owner could read').action(
    (name: string, place: Place) => onAccounts(place, name, remove),
  )
  withPlace(account.command('list').description('show all accounts'))
    .option('--json', 'one JSON object for each account', false)
    .action((options: Place & { json: boolean }) =>
      onAccounts(options, '', (accounts) => list(accounts, options.json)),
    )
  addAccountExport(account)
  addSuspensionCommands(account)
  addCertificateCommands(account)
}

function about(parent: Command, name: string, description: string): Command {
  return withPlace(parent.command(name).description(description)).argument(
    '<name>',
    'of the account: the nick of its owner',
  )
}

function addSuspensionCommands(account: Command): void {
  about(account, 'suspend', 'let nobody log in, and log out who is')
    .requiredOption('--reason <text>', 'what whoever tries to log in is told')
    .option('--for <duration>', 'such as 12h or 7d; for ever unless it is said', 'forever')
    .action((name: string, options: Place & { reason: string; for: string }) =>
      onAccounts(options, name, (accounts) => suspend(accounts, name, options)),
    )
  about(account, 'restore', 'end a suspension').action((name: string, place: Place) =>
    onAccounts(place, name, async (accounts) => {
      demand(await accounts.restore(name))
      return `${name} may log in again\n`
    }),
  )
}

function addCertificateCommands(account: Command): void {
  const cert = account
    .command('cert')
    .description('the certificates by which an account logs in without a password')
  const withFingerprint = (name: string, description: string) =>
    about(cert, name, description).argument(
      '<fingerprint>',
      'SHA-256 of the certificate in hexadecimal, colons allowed',
    )
  withFingerprint('add', 'let who shows the certificate be the account').action(
    (name: string, text: string, place: Place) =>
      onAccounts(place, name, async (accounts) => {
        const { fingerprint } = demand(readFingerprint(text))
        demand(await accounts.addCertificate(name, fingerprint))
        return `${(await known(accounts, name)).name} logs in with ${fingerprint}\n`
      }),
  )
  withFingerprint('remove', 'refuse the certificate; who is connected stays').action(
    (name: string, text: string, place: Place) =>
      onAccounts(place, name, async (accounts) => {
        const { fingerprint } = demand(readFingerprint(text))
        demand(await accounts.removeCertificate(name, fingerprint))
        return `${(await known(accounts, name)).name} no longer logs in with ${fingerprint}\n`
      }),
  )
  about(cert, 'list', 'show the fingerprints of an account').action((name: string, place: Place) =>
    onAccounts(place, name, async (accounts) => {
      const { fingerprints } = await known(accounts, name)
      return fingerprints.map((one) => `${one}\n`).join('')
    }),
  )
}

async function onAccounts(place: Place, subject: string, work: Work): Promise<void> {
  const config = readConfig(place)
  const rules: AccountRules = {
    nameCharsMax: config.limits.nick,
    passwordCharsMin: config.ircd.password_chars_min,
    nicksMax: config.accounts.nicks,
    codeMs: config.accounts.code_valid,
    emailsRefused: config.accounts.emails_refused,
  }
  await using store = await openWhole(config.store.address)
  const accounts = new LocalAccounts(store, { rules: () => rules, share: shareOf(config) })
  process.stdout.write(await work(accounts, subject, rules))
}

async function add(
  accounts: LocalAccounts,
  name: string,
  rules: AccountRules,
  address: string | undefined,
): Promise<string> {
  demand(refuseName(name, rules))
  demand(await accounts.register(name, await askTwice(name), address))
  return `made the account ${name}\n`
}

async function passwd(accounts: LocalAccounts, subject: string): Promise<string> {
  const { name } = await known(accounts, subject)
  demand(await accounts.setPassword(name, await askTwice(name)))
  return `${name} has a new password\n`
}

async function email(accounts: LocalAccounts, subject: string, address: string | undefined) {
  const { name } = await known(accounts, subject)
  demand(await accounts.setEmail(name, address))
  return address === undefined ? `${name} has no address\n` : `${name} has the address ${address}\n`
}

async function suspend(
  accounts: LocalAccounts,
  subject: string,
  options: { reason: string; for: string },
): Promise<string> {
  const { name } = await known(accounts, subject)
  const seconds = parseDuration(options.for)
  if (seconds === undefined) throw new Error(`${JSON.stringify(options.for)} is no duration`)
  const at = Date.now()
  const until = seconds === 0 ? undefined : at + seconds * 1000
  demand(await accounts.suspend(name, { by: 'the operator', reason: options.reason, at, until }))
  const how = seconds === 0 ? 'until it is restored' : `for ${formatDuration(seconds)}`
  return `${name} is suspended ${how}\n`
}

async function remove(accounts: LocalAccounts, subject: string): Promise<string> {
  const { name } = await known(accounts, subject)
  demand(await accounts.remove(name))
  return `removed the account ${name}\n`
}

async function info(accounts: LocalAccounts, subject: string): Promise<string> {
  const facts = await known(accounts, subject)
  const lines = [`${facts.name}  made ${isoTime(facts.createdAt)}`]
  if (facts.email !== undefined) lines.push(`  address      ${facts.email}`)
  if (facts.unverified) lines.push('  unverified   waits for the code that was sent to its address')
  if (facts.nicks.length > 0) lines.push(`  nicks        ${facts.nicks.join(' ')}`)
  if (facts.formerly.length > 0) lines.push(`  before       ${facts.formerly.join(' ')}`)
  if (facts.seenAt !== undefined) lines.push(`  last used    ${isoTime(facts.seenAt).slice(0, 10)}`)
  for (const one of facts.fingerprints) lines.push(`  certificate  ${one}`)
  const suspended = suspensionAt(facts, Date.now())
  if (suspended) {
    const { at, by, until, reason } = suspended
    const end = until === undefined ? '' : `, until ${isoTime(until)}`
    lines.push(`  suspended    by ${by} at ${isoTime(at)}${end}: ${reason}`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

async function list(accounts: LocalAccounts, json: boolean): Promise<string> {
  const lines = (await accounts.list()).map((facts) => {
    const made = isoTime(facts.createdAt)
    const suspended = suspensionAt(facts, Date.now()) !== undefined
    if (json) return JSON.stringify({ name: facts.name, createdAt: made, suspended })
    return `${facts.name}  made ${made}${suspended ? '  suspended' : ''}`
  })
  return lines.map((line) => `${line}\n`).join('')
}

/** @throws Error of one line where there is no such account. */
async function known(accounts: LocalAccounts, name: string): Promise<AccountFacts> {
  const facts = await accounts.find(name)
  if (!facts) throw new Error(`there is no account ${JSON.stringify(name)}`)
  return facts
}

/** @throws Error of one line where something was refused. */
function demand<T extends object>(answer: T | AccountRefusal | undefined): T {
  if (answer && 'code' in answer) throw new Error(lowered(answer.text))
  return answer as T
}

/** As the command line says what is wrong: after its own name. */
function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function isoTime(at: number): string {
  return new Date(at).toISOString()
}

function askTwice(name: string): Promise<string> {
  return readPassword([`Password for ${name}: `, 'Again: '])
}
