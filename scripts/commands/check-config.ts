/** `causerie check-config`: is a configuration good? */
import type { Command } from 'commander'
import { loadConfig } from '#host/config.ts'

const examples = `
Exit code: 0 when it is good; 1 when it is not, with a line for each thing that is wrong.

Examples:
  $ causerie check-config --config /etc/causerie.toml`

export function addCheckConfig(program: Command): void {
  program
    .command('check-config')
    .description('say whether a configuration is good, without starting anything')
    .requiredOption('--config <file>', 'configuration in TOML')
    .addHelpText('after', examples)
    .action(({ config: file }: { config: string }) => {
      const { notes } = loadConfig(file)
      const lines = [`${file} is good`, ...notes.map((note) => `  ${note}`)]
      process.stdout.write(`${lines.join('\n')}\n`)
    })
}
