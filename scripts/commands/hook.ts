/** `causerie hook …`: webhooks that post into a channel; also while a server runs on the store. */
import type { Command } from 'commander'
import type { Address } from '#host/address.ts'
import { formatHostPort } from '#host/address.ts'
import type { Config } from '#host/config.ts'
import { addHook, listHooks, removeHook } from '#store/hooks.ts'
import type { Store } from '#store/store.ts'
import { isChannelName } from '#wire/names.ts'
import { openWhole } from '../open-whole.ts'
import { type Place, readConfig, withPlace } from '../place.ts'

const examples = `
Slack's and Mattermost's senders can post to the address that "add" prints. It is shown once: whoever
has it can post. All of this works while the server runs.

Examples:
  $ causerie hook add '#builds' --name build
  $ causerie hook list
  $ causerie hook remove build
  $ curl --json '{"text": "*done*"}' http://127.0.0.1:8080/hooks/…`

interface AddOptions extends Place {
  name: string
  usernames: boolean
}

export function addHookCommands(program: Command): void {
  const hook = program
    .command('hook')
    .description('make, list and remove webhooks that post into a channel')
    .addHelpText('after', examples)
  withPlace(hook.command('add').description('make a webhook, and print its address'))
    .argument('<channel>', 'where it posts')
    .requiredOption('--name <name>', 'what it is called: the nick that it posts under')
    .option('--usernames', 'let messages say under which name they are shown', false)
    .action((channel: string, options: AddOptions) =>
      onStore(options, (store, config) => add(store, config, channel, options)),
    )
  withPlace(hook.command('list').description('show all webhooks'))
    .option('--json', 'one JSON object for each webhook', false)
    .action((options: Place & { json: boolean }) =>
      onStore(options, (store) => list(store, options.json)),
    )
  withPlace(hook.command('remove').description('make the address of a webhook worthless'))
    .argument('<name>', 'of the webhook')
    .action((name: string, options: Place) => onStore(options, (store) => remove(store, name)))
}

async function onStore(
  place: Place,
  work: (store: Store, config: Config) => Promise<string>,
): Promise<void> {
  const config = readConfig(place)
  await using store = await openWhole(config.store.address)
  process.stdout.write(await work(store, config))
}

async function add(
  store: Store,
  config: Config,
  channel: string,
  { name, usernames }: AddOptions,
): Promise<string> {
  checkChannel(channel, config.limits.channel)
  checkName(name)
  const token = await addHook(store, { name, channel, usernames }, Date.now())
  return `${baseOf(config)}/hooks/${token}\n`
}

async function list(store: Store, json: boolean): Promise<string> {
  const hooks = await listHooks(store)
  const lines = hooks.map(({ name, channel, createdAt, usernames }) => {
    const made = new Date(createdAt).toISOString()
    if (json) return JSON.stringify({ name, channel, usernames, createdAt: made })
    return `${name}  posts into ${channel}, made ${made}`
  })
  return lines.map((line) => `${line}\n`).join('')
}

async function remove(store: Store, name: string): Promise<string> {
  const removed = await removeHook(store, name)
  if (!removed) throw new Error(`there is no hook ${JSON.stringify(name)}`)
  return `removed the hook ${name}\n`
}

function checkChannel(channel: string, bytesMax: number): void {
  if (isChannelName(channel, bytesMax)) return
  throw new Error(
    `${JSON.stringify(channel)} cannot be a channel: it begins with #, has at most ` +
      `${bytesMax} bytes, and in it is neither a space, nor "," or ":", nor what cannot be seen`,
  )
}

function checkName(name: string): void {
  if (/^[A-Za-z][\w-]{0,23}$/.test(name)) return
  throw new Error(
    `${JSON.stringify(name)} cannot be the name of a hook: it has at most 24 letters, digits, ` +
      '"_" and "-", and begins with a letter',
  )
}

/** Where people reach the page, as far as the configuration tells. */
function baseOf({ webgate }: Config): string {
  if (webgate.public_url) return webgate.public_url.replace(/\/+$/, '')
  const reachable = ({ kind }: Address) => kind === 'tcp' || kind === 'tls'
  const address = webgate.listen.find(reachable)
  if (address?.kind !== 'tcp' && address?.kind !== 'tls') return 'http://localhost'
  const host = ['0.0.0.0', '::'].includes(address.host) ? 'localhost' : address.host
  return `${address.kind === 'tls' ? 'https' : 'http'}://${formatHostPort(host, address.port)}`
}
