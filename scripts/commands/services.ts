/**
 * `causerie chanserv …` and the like: what people ask the server's services, for the operator. A
 * running server carries it out itself; else one is made on the store for as long as that takes.
 */
import type { Command } from 'commander'
import type { Config } from '#host/config.ts'
import { houseSecret } from '#host/house-secret.ts'
import { createLog } from '#host/log.ts'
import {
  runService,
  type ServiceAnswer,
  type ServiceRequest,
  serviceConsolePath,
  services,
} from '../../ircd/index.ts'
import { askHouse } from '../ask-house.ts'
import { lockUnlessRunning } from '../data-lock.ts'
import { networkSecret } from '../network-secret.ts'
import { openWhole } from '../open-whole.ts'
import { type Place, readConfig, withPlace } from '../place.ts'

type Options = Place & { as?: string }

export function addServicesCommands(program: Command): void {
  for (const { nick, about, example } of services()) {
    const name = nick.toLowerCase()
    withPlace(program.command(name).description(about))
      .argument('[words...]', 'as people say it to the service; "help" lists the commands')
      .option('--as <account>', 'in whose name')
      .allowUnknownOption()
      .addHelpText('after', helpOf(program.name(), name, example))
      .action((words: string[], options: Options) => run(nick, words, options))
  }
}

function helpOf(program: string, name: string, example: string): string {
  const examples = ['help', example].map((words) => `  $ ${program} ${name} ${words}`)
  return `
You may do everything, also in an account's name. A running server is asked.

Examples:
${examples.join('\n')}`
}

async function run(service: string, words: string[], { as, ...place }: Options): Promise<void> {
  const config = readConfig(place)
  const { lines, refusal } = await answered(config, { service, text: words.join(' '), as })
  for (const line of lines) process.stdout.write(`${line}\n`)
  if (refusal) throw new Error(refusal.text)
}

async function answered(config: Config, request: ServiceRequest): Promise<ServiceAnswer> {
  const lock = lockUnlessRunning(config.data, 'ircd')
  if (!lock) return JSON.parse(await askHouse(serviceConsolePath(config.data), request))
  using _lock = lock
  await using store = await openWhole(config.store.address)
  const log = createLog({ level: 'silent' })
  const own = await houseSecret(config.data)
  const secret = await networkSecret(store, config.store.address, own)
  return await runService(config, { log, secret, tls: () => undefined }, store, request)
}
