/**
 * `npm run bench`: what a message, a client and a line of history cost, in the CPU time and memory
 * of the server, beside ngircd where that is installed. docs/benchmark.md tells how to read it.
 */
import { cpus, release, type } from 'node:os'
import { parseArgs } from 'node:util'
import { measureAppends } from './bench/appends.ts'
import { measureBouncer } from './bench/bouncer.ts'
import { measureBursts } from './bench/burst.ts'
import { medians } from './bench/median.ts'
import { full, type Plan, quick } from './bench/plan.ts'
import { type Report, readable } from './bench/report.ts'
import { playRound, type Round } from './bench/server-round.ts'
import { peerMissing, type ServerName } from './bench/servers.ts'
import { benchStore } from './bench/store.ts'

const usage = `npm run bench -- [store] [--quick] [--json]

  store     the engines of the store beside each other, instead of everything else

  --quick   one short round: enough to see whether something is badly wrong
  --json    the figures as JSON
`

if (import.meta.main) await main()

async function main(): Promise<void> {
  if (process.argv[2] === 'store') return benchStore(process.argv.slice(3))
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    return
  }
  if (process.platform !== 'linux') throw new Error('the benchmark reads /proc: it needs Linux')
  const tell = (text: string) => process.stderr.write(`${text}\n`)
  const report = await measure(values.quick ? quick : full, tell)
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : readable(report))
}

/**
 * Measures everything. Rounds alternate between the servers, so that what disturbs the machine
 * disturbs both.
 * @param tell hears what is being done
 */
export async function measure(plan: Plan, tell: (text: string) => void): Promise<Report> {
  if (peerMissing) tell(peerMissing)
  const names: ServerName[] = peerMissing ? ['causerie'] : ['causerie', 'ngircd']
  tell('store and bouncer')
  const store = await measureAppends(plan.appends)
  const bouncer = await measureBouncer(plan.bouncer)
  tell('links')
  const bursts = await measureBursts(plan.linked.users, plan.linked.channels)
  const played: Record<ServerName, Round[]> = { causerie: [], ngircd: [] }
  for (let round = 1; round <= plan.rounds; round++) {
    for (const name of names) {
      tell(`round ${round} of ${plan.rounds}: ${name}`)
      played[name].push(await playRound(name, plan))
    }
  }
  return {
    machine: machine(),
    rounds: plan.rounds,
    causerie: medians(played.causerie),
    ngircd: peerMissing ? undefined : medians(played.ngircd),
    store,
    bouncer,
    bursts,
  }
}

function machine(): Report['machine'] {
  const all = cpus()
  const cpu = all[0]?.model ?? 'unknown CPU'
  return { cpu, cores: all.length, node: process.versions.node, system: `${type()} ${release()}` }
}
