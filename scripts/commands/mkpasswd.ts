/** `causerie mkpasswd`: what stands in the configuration instead of an operator's password. */
import type { Command } from 'commander'
import { hashPassword } from '#host/secrets.ts'
import { readPassword } from '../password.ts'

const examples = `
The password is asked for on a terminal; elsewhere it is the first line of standard input.

Examples:
  $ causerie mkpasswd
  $ echo 'correct horse battery staple' | causerie mkpasswd`

export function addMkpasswd(program: Command): void {
  program
    .command('mkpasswd')
    .description('make the hash of a password, for an [[oper]] of the configuration')
    .addHelpText('after', examples)
    .action(async () => {
      const password = await readPassword(['Password: ', 'Again: '])
      const { scrypt } = await hashPassword(password)
      process.stdout.write(`${scrypt}\n`)
    })
}
