/** `causerie probe`: for people in doubt, and for monitoring. */
import { randomBytes } from 'node:crypto'
import { type Command, InvalidArgumentError } from 'commander'
import { type NetAddress, parseAddress } from '#host/address.ts'
import { readPassword } from '../password.ts'
import type { Step } from '../probe.ts'

interface Options {
  account?: string | undefined
  channel?: string | undefined
  timeout: number
  insecure: boolean
  history: boolean
}

const passwordVariable = 'CAUSERIE_PASSWORD'

const examples = `
ADDRESS is HOST:PORT, tcp:HOST:PORT or tls:HOST:PORT; an IPv6 host stands in brackets.
The password of --account is taken from the environment (${passwordVariable}), from a pipe, or asked for.

Exit code: 0 when every step went well, 1 when one failed, 2 when it was called wrongly.

Examples:
  $ causerie probe 127.0.0.1:6667
  $ causerie probe tls:irc.example.org:6697 --channel '#monitoring' --timeout 5
  $ ${passwordVariable}=… causerie probe tls:irc.example.org:6698 --account ann`

export function addProbe(program: Command): void {
  program
    .command('probe')
    .description('visit a network as a client would: join, say a line, hear it, find it again')
    .argument('<address>', 'where the network listens', parseTarget)
    .option('--account <name>', 'log in with SASL PLAIN')
    .option('--channel <name>', 'the channel to speak in (default: one of a random name)')
    .option('--timeout <seconds>', 'for the whole probe', parseSeconds, 10)
    .option('--insecure', 'accept a certificate that no authority vouches for', false)
    .option('--no-history', 'do without CHATHISTORY')
    .addHelpText('after', examples)
    .action(visit)
}

async function visit(address: NetAddress, options: Options): Promise<void> {
  const { account, insecure, history, timeout } = options
  const login = account ? { account, password: await passwordOf(account) } : undefined
  const channel = options.channel ?? `#probe-${randomBytes(4).toString('hex')}`
  let totalMs = 0
  const onStep = (step: Step) => {
    totalMs += step.ms
    process.stdout.write(row(step.name, step.ms, step.note))
  }
  const timeoutMs = timeout * 1000
  // Its IRC client is loaded here: no other command needs it, least of all a server.
  const { probe } = await import('../probe.ts')
  await probe({ address, insecure, login, channel, history, timeoutMs, onStep })
  process.stdout.write(row('total', totalMs, ''))
}

function passwordOf(account: string): Promise<string> | string {
  return process.env[passwordVariable] || readPassword([`Password of ${account}: `])
}

function row(name: string, ms: number, note: string): string {
  return `${name.padEnd(9)}${ms.toFixed(1).padStart(8)} ms  ${note}`.trimEnd().concat('\n')
}

function parseTarget(text: string): NetAddress {
  try {
    const address = parseAddress(/^(tcp|tls|unix|inproc):/.test(text) ? text : `tcp:${text}`)
    if (address.kind === 'tcp' || address.kind === 'tls') return address
    throw new Error('only tcp: and tls: can be probed')
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

function parseSeconds(text: string): number {
  const seconds = Number(text)
  if (seconds > 0 && seconds <= 3600) return seconds
  throw new InvalidArgumentError('write a number of seconds, above 0 and at most 3600')
}
