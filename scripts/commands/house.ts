/** `causerie ircd`, `causerie bouncer`, `causerie webgate`: one house in a process of its own. */
import type { Command } from 'commander'
import { brief } from '../greeting.ts'
import type { HouseName } from '../houses.ts'
import { readConfig, withPlace } from '../place.ts'
import { run } from '../run.ts'
import { readyFileOption, type StartOptions } from './start.ts'

const about: Record<HouseName, { what: string; needs: string }> = {
  ircd: {
    what: 'run the IRC server alone',
    needs: 'A bouncer or web gate of the same machine finds it by its upstream setting.',
  },
  bouncer: {
    what: 'run the bouncer alone',
    needs: 'Its configuration says where the IRC server is: bouncer.upstream.',
  },
  webgate: {
    what: 'run the web page and the WebSocket gateway alone',
    needs:
      'Its configuration says where the IRC server and the bouncer are: webgate.upstream and\n' +
      'webgate.bouncer_upstream.',
  },
}

export function addHouses(program: Command): void {
  for (const [name, { what, needs }] of Object.entries(about)) {
    withPlace(program.command(name).description(what))
      .option(...readyFileOption)
      .addHelpText('after', help(name, needs))
      .action((options: StartOptions) => {
        const { readyFile } = options
        const reread = () => readConfig(options)
        return run(reread(), { names: [name as HouseName], readyFile, reread, greet: brief })
      })
  }
}

function help(name: string, needs: string): string {
  return `
${needs}
Houses of one machine share the data directory, and by the secret in it they know each other.

Examples:
  $ causerie ${name} --config /etc/causerie.toml
  $ causerie ${name} --config /etc/causerie.toml --data /srv/causerie`
}
