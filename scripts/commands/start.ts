/** `causerie start`: the whole network in this process. */
import type { Command } from 'commander'
import { greeting } from '../greeting.ts'
import { allHouses } from '../houses.ts'
import { type Place, readConfig, withPlace } from '../place.ts'
import { run } from '../run.ts'

const examples = `
It stops on Ctrl-C and SIGTERM, and reads its configuration again on SIGHUP. It logs to stderr: JSON lines, or for people on a terminal.

Examples:
  $ causerie start
  $ causerie start --config /etc/causerie.toml
  $ causerie start --data /srv/causerie`

export interface StartOptions extends Place {
  readyFile?: string | undefined
}

export const readyFileOption = [
  '--ready-file <file>',
  'write process number and addresses there as JSON once everything is open',
] as const

export function addStart(program: Command): void {
  withPlace(program.command('start').description('run IRC server, bouncer and web gate together'))
    .option(...readyFileOption)
    .addHelpText('after', examples)
    .action((options: StartOptions) => {
      const config = readConfig(options)
      const greet = greeting.bind(undefined, options, config)
      const { readyFile } = options
      return run(config, { names: allHouses, readyFile, reread: () => readConfig(options), greet })
    })
}
