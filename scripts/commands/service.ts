/**
 * `causerie network …`, `causerie device …` and the like: the commands that people give to
 * BouncerServ, for the operator. A running bouncer carries them out itself; else the store is
 * changed.
 */
import type { Command } from 'commander'
import type { Config } from '#host/config.ts'
import { houseSecret } from '#host/house-secret.ts'
import { createLog } from '#host/log.ts'
import {
  consolePath,
  runService,
  type ServiceSummary,
  serviceCommands,
} from '../../bouncer/index.ts'
import { askHouse } from '../ask-house.ts'
import { lockUnlessRunning } from '../data-lock.ts'
import { networkSecret } from '../network-secret.ts'
import { openWhole } from '../open-whole.ts'
import { readPassword } from '../password.ts'
import { type Place, readConfig, withPlace } from '../place.ts'

interface Request {
  account: string
  words: string[]
}

const about: Record<string, string> = {
  network: "the networks of the bouncer's users",
  channel: "the channels of the bouncer's users",
  device: "the devices of the bouncer's users",
  sasl: 'how users log in on other networks',
  certfp: "users' certificates for other networks",
  history: 'what users keep of what was said',
  user: 'whom the bouncer keeps online',
}

export function addServiceCommands(program: Command): void {
  const groups = new Map<string, Command>()
  for (const summary of serviceCommands()) {
    const [group = '', name] = summary.name.split(' ')
    if (name === undefined) {
      addCommand(program, group, summary)
      continue
    }
    const parent = groups.get(group) ?? program.command(group).description(about[group] ?? '')
    groups.set(group, parent)
    addCommand(parent, name, summary)
  }
}

/** Commands that are not the operator's alone are about one account. */
function addCommand(
  parent: Command,
  name: string,
  { help, params, admin, ...summary }: ServiceSummary,
) {
  const command = withPlace(parent.command(name).description(help.split('. ')[0]!))
  const { secret, min = 0 } = summary
  const shown = secret ? params.replace(/ <password>/, '') : params
  command.addHelpText('after', `\nWords: ${shown || 'none'}${more(help)}${secretHelp(summary)}`)
  const words = summary.name.split(' ')
  if (admin) {
    return command.action((place: Place) => run(place, { account: '', words }))
  }
  command
    .argument('<account>', 'whose')
    .argument('[words...]', shown)
    .action(async (account: string, rest: string[], place: Place) => {
      const said = secret ? await withSecret(rest, min, secret) : await withPass(rest)
      await run(place, { account, words: [...words, ...said] })
    })
}

/** The whole machine can read arguments: a password is asked for instead. */
async function withSecret(rest: string[], min: number, secret: string): Promise<string[]> {
  if (rest.length < min - 1) return rest
  const [before, after] = [rest.slice(0, min - 1), rest.slice(min - 1)]
  if (after.some((word) => !/^[a-z]+=/i.test(word))) {
    throw new Error(
      `the ${secret.toLowerCase()} is no argument: it is asked for, or read from a pipe`,
    )
  }
  return [...before, await readPassword([`${secret}: `]), ...after]
}

/** `pass=-` is asked for, `pass=` takes it back. */
async function withPass(rest: string[]): Promise<string[]> {
  const at = rest.findIndex((word) => /^pass=./i.test(word))
  if (at < 0) return rest
  if (rest[at]!.slice(5) !== '-') {
    throw new Error(
      'the password is no argument: say pass=- and it is asked for, or read from a pipe',
    )
  }
  return rest.with(at, `pass=${await readPassword(['Server password: '])}`)
}

function secretHelp({ name, secret }: Pick<ServiceSummary, 'name' | 'secret'>): string {
  if (secret) return '\n\nThe password is asked for, or the first line of standard input.'
  const mayHave = name === 'network add' || name === 'network change'
  return mayHave ? '\n\nWith pass=- the password is asked for, or read from standard input.' : ''
}

/** What a help text lists behind its first sentence. */
function more(help: string): string {
  const rest = help.slice(help.split('. ')[0]!.length + 2)
  return rest ? `\n  ${rest.replaceAll('; ', '\n  ')}` : ''
}

async function run(place: Place, request: Request): Promise<void> {
  const config = readConfig(place)
  const lock = lockUnlessRunning(config.data, 'bouncer')
  if (!lock) return print(await asked(config, request))
  using _lock = lock
  await using store = await openWhole(config.store.address)
  const log = createLog({ level: 'silent' })
  const own = await houseSecret(config.data)
  const secret = await networkSecret(store, config.store.address, own)
  const ground = { log, secret, tls: () => undefined }
  print(await runService(config, ground, store, request))
}

function print(lines: string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`)
}

async function asked({ data }: Config, request: Request): Promise<string[]> {
  const answer = await askHouse(consolePath(data), request)
  return answer.split('\r\n').filter(Boolean)
}
