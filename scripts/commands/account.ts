/** `causerie account …`: also while a server runs on the same store. */
import type { Command } from 'commander'
import { addCertificate, removeCertificate } from '#store/certificates.ts'
import { openStore } from '#store/open.ts'
import type { Account, Store } from '#store/store.ts'
import {
  addAccount,
  changePassword,
  checkName,
  listAccounts,
  type Rules,
  removeAccount,
  requireAccount,
} from '../accounts.ts'
import { readPassword } from '../password.ts'
import { type Place, readConfig, withPlace } from '../place.ts'

const examples = `
A password is asked for on a terminal; elsewhere it is the first line of standard input.
All of this works while the server runs.

Examples:
  $ causerie account add ann
  $ echo 'correct horse battery staple' | causerie account add ann
  $ causerie account passwd ann
  $ causerie account list
  $ causerie account cert add ann 0A:1B:…:9F
  $ causerie account remove ann`

/** What a subcommand does; it returns what is to be printed. */
type Work = (store: Store, rules: Rules, name: string) => Promise<string>
type CertificateWork = (store: Store, owner: Account, fingerprint: string) => Promise<string>

export function addAccountCommands(program: Command): void {
  const account = program
    .command('account')
    .description('make, change, list and remove accounts')
    .addHelpText('after', examples)
  const about = (name: string, description: string, work: Work) =>
    withPlace(account.command(name).description(description))
      .argument('<name>', 'of the account: the nick of its owner')
      .action((subject: string, place: Place) => onStore(place, subject, work))
  about('add', 'make an account', add)
  about('passwd', 'give an account another password; who is connected stays', passwd)
  about('remove', 'forget an account and what only its owner could read', remove)
  withPlace(account.command('list').description('show all accounts'))
    .option('--json', 'one JSON object for each account', false)
    .action((options: Place & { json: boolean }) =>
      onStore(options, '', (store) => list(store, options.json)),
    )
  addCertificateCommands(account)
}

function addCertificateCommands(account: Command): void {
  const cert = account
    .command('cert')
    .description('the certificates by which an account logs in without a password')
  const about = (name: string, description: string, work: CertificateWork) =>
    withPlace(cert.command(name).description(description))
      .argument('<name>', 'of the account')
      .argument('<fingerprint>', 'SHA-256 of the certificate in hexadecimal, colons allowed')
      .action((subject: string, fingerprint: string, place: Place) =>
        onStore(place, subject, async (store) =>
          work(store, await requireAccount(store, subject), fingerprint),
        ),
      )
  about('add', 'let who shows the certificate be the account', async (store, owner, text) => {
    const fingerprint = await addCertificate(store, owner, text)
    return `${owner.name} logs in with ${fingerprint}\n`
  })
  about('remove', 'refuse the certificate; who is connected stays', async (store, owner, text) => {
    const fingerprint = await removeCertificate(store, owner, text)
    return `${owner.name} no longer logs in with ${fingerprint}\n`
  })
  withPlace(cert.command('list').description('show the fingerprints of an account'))
    .argument('<name>', 'of the account')
    .action((subject: string, place: Place) =>
      onStore(place, subject, async (store) => {
        const { fingerprints = [] } = await requireAccount(store, subject)
        return fingerprints.map((one) => `${one}\n`).join('')
      }),
    )
}

async function onStore(place: Place, subject: string, work: Work): Promise<void> {
  const config = readConfig(place)
  const rules: Rules = {
    nameCharsMax: config.limits.nick,
    passwordCharsMin: config.ircd.password_chars_min,
  }
  await using store = await openStore(config.store.address)
  process.stdout.write(await work(store, rules, subject))
}

async function add(store: Store, rules: Rules, name: string): Promise<string> {
  checkName(name, rules)
  await addAccount(store, name, await askTwice(name), rules)
  return `made the account ${name}\n`
}

async function passwd(store: Store, rules: Rules, name: string): Promise<string> {
  const account = await requireAccount(store, name)
  await changePassword(store, account.name, await askTwice(account.name), rules)
  return `${account.name} has a new password\n`
}

async function remove(store: Store, _rules: Rules, name: string): Promise<string> {
  const account = await requireAccount(store, name)
  await removeAccount(store, account.name)
  return `removed the account ${account.name}\n`
}

async function list(store: Store, json: boolean): Promise<string> {
  const accounts = await listAccounts(store)
  const lines = accounts.map(({ name, createdAt }) => {
    const made = new Date(createdAt).toISOString()
    return json ? JSON.stringify({ name, createdAt: made }) : `${name}  made ${made}`
  })
  return lines.map((line) => `${line}\n`).join('')
}

function askTwice(name: string): Promise<string> {
  return readPassword([`Password for ${name}: `, 'Again: '])
}
