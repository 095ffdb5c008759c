/** The `causerie` command: which commands there are, and how a failure looks. */
import { Command, CommanderError } from 'commander'
import { ConfigError } from '#host/config.ts'
import { version } from '#host/version.ts'
import { addAccountCommands } from './commands/account.ts'
import { addCheckConfig } from './commands/check-config.ts'
import { addHistoryExport } from './commands/history.ts'
import { addHookCommands } from './commands/hook.ts'
import { addHouses } from './commands/house.ts'
import { addImportCommands } from './commands/import.ts'
import { addMkpasswd } from './commands/mkpasswd.ts'
import { addProbe } from './commands/probe.ts'
import { addServiceCommands } from './commands/service.ts'
import { addServicesCommands } from './commands/services.ts'
import { addStart } from './commands/start.ts'
import { addStoreCommands } from './commands/store.ts'

/** What commander and the shell's own commands mean by 2: it was called wrongly. */
const usageCode = 2

/**
 * Runs a command; the process's exit code tells how it went.
 * @param words the arguments behind the program's name.
 */
export async function main(words: string[]): Promise<void> {
  const program = makeProgram()
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : usageCode
      return
    }
    process.exitCode = 1
    for (const line of describe(error, program.opts().debug)) {
      process.stderr.write(`causerie: ${line}\n`)
    }
  }
}

/** The whole command line; nothing of it runs yet. */
export function makeProgram(): Command {
  const program = new Command('causerie')
    .description('An IRC network in one command: server, bouncer and web client.')
    .version(version)
    .option('--debug', 'show where an error comes from')
    .helpCommand(true)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(`causerie: ${text.replace(/^error: /, '')}`),
    })
    .showHelpAfterError('See causerie --help.')
  for (const add of [
    addStart,
    addHouses,
    addCheckConfig,
    addAccountCommands,
    addHookCommands,
    addProbe,
    addMkpasswd,
    addStoreCommands,
    addServiceCommands,
    addServicesCommands,
    addHistoryExport,
    addImportCommands,
  ])
    add(program)
  return program
}

/** One line for each thing that is wrong, unless the whole story was asked for. */
function describe(error: unknown, debug: boolean): readonly string[] {
  if (!(error instanceof Error)) return [String(error)]
  if (debug) return [error.stack ?? error.message]
  if (error instanceof ConfigError) return error.problems
  return [error.name === 'Error' ? error.message : `${error} (a defect; --debug shows where)`]
}
