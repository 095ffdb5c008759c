/**
 * The long forms of the tests that nobody wants to wait for: kills while people talk, hostile bytes
 * at every door, what other bouncers lose. `npm run soak -- --help` tells what may be chosen.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Chance } from './chance.ts'
import { type Arena, loneProcess } from './crash/arena.ts'
import { growingCluster, isExpected } from './crash/cluster.ts'
import { ordeal } from './crash/ordeal.ts'
import { summary } from './crash/summary.ts'
import { defectsIn } from './defects.ts'
import { siege } from './fuzz/siege.ts'
import { campaign } from './ircd/accounts/campaign.ts'
import { simulate } from './link/sim/long.ts'
import { splitPlay } from './link/split-play.ts'
import { Three } from './link/three.ts'
import { openCauserie } from './losses/causerie.ts'
import { cuts } from './losses/cuts.ts'
import { table } from './losses/report.ts'
import { type Loss, lossesOf } from './losses/verdict.ts'
import { openZnc, zncMissing } from './losses/znc.ts'

const help = `Usage: npm run soak -- [options] [crash] [cluster] [fuzz] [losses] [cuts] [links] [accounts] [split]

Without a word, crash, fuzz and losses are done.

  --seed N       repeat a run; otherwise chance decides
  --lines N      crash, cluster: how many lines are said (10000)
  --kills N      crash, cluster: how often something is killed (20)
  --minutes N    fuzz: how long (5); crash, cluster: again and again for so long, once unless told;
                 split: how long the wire is cut (1)
  --step N       cuts: only at each Nth byte (1)
  --runs N       links, accounts: how many networks are played (10000)
  --help

cluster needs redis-server: Redis, two bouncers and two web gates in processes of their own, of
which one after the other is killed, or frozen and woken; and now and then a third bouncer comes.

cuts breaks a replay at each byte, once with WeeChat and once with irssi: an hour or two.

links plays networks of servers that split and heal, and compares them; accounts does so with servers
that decide about accounts, of which one or another is promoted.

split cuts the wire between three servers, as processes with WeeChat on each and a bouncer, while all
talk, puts it together again, and compares what each server, program and device has.

losses plays the ways in which bouncers lose lines on ours, and on Debian's ZNC where it is
installed, and prints the table of docs/losses.md.

Exits with 0 when nothing was lost, doubled or broken, with 1 otherwise, with 2 for wrong options.`

const usual = ['crash', 'fuzz', 'losses']
const kinds = [...usual, 'cluster', 'cuts', 'links', 'accounts', 'split']
/** An answer that was read this long ago is on the disk. */
const unansweredMsMax = 1_000
const fuzzMinutes = 5

/** A replay of twelve lines, as long as it is with their times and the PINGs between them. */
const replayBytes = 1_300

interface Wishes {
  seed: number | undefined
  lines: number
  kills: number
  runs: number
  minutes: number | undefined
  step: number
}

process.exitCode = await main()

async function main(): Promise<number> {
  let chosen: { kinds: string[]; wishes: Wishes } | undefined
  try {
    chosen = choose()
  } catch (error) {
    process.stderr.write(`soak: ${(error as Error).message}\n\n${help}\n`)
    return 2
  }
  if (!chosen) {
    tell(help)
    return 0
  }
  try {
    if (chosen.kinds.includes('crash') && !(await crash(chosen.wishes, loneProcess))) return 1
    if (chosen.kinds.includes('cluster') && !(await crash(chosen.wishes, growingCluster))) return 1
    if (chosen.kinds.includes('fuzz')) await fuzz(chosen.wishes)
    if (chosen.kinds.includes('losses') && !(await losses())) return 1
    if (chosen.kinds.includes('links')) links(chosen.wishes)
    if (chosen.kinds.includes('accounts')) await accounts(chosen.wishes)
    if (chosen.kinds.includes('split')) await split(chosen.wishes)
    if (chosen.kinds.includes('cuts') && !(await allCuts(chosen.wishes))) return 1
    return 0
  } catch (error) {
    process.stderr.write(`soak: ${(error as Error).stack}\n`)
    return 1
  }
}

/** @returns nothing when only help was asked for. */
function choose() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      lines: { type: 'string' },
      kills: { type: 'string' },
      minutes: { type: 'string' },
      step: { type: 'string' },
      runs: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return undefined
  const unknown = positionals.find((word) => !kinds.includes(word))
  if (unknown !== undefined) throw new Error(`there is no "${unknown}"`)
  const number = (name: 'seed' | 'lines' | 'kills' | 'minutes' | 'step' | 'runs') => {
    const text = values[name]
    if (text === undefined) return undefined
    if (!/^\d+(\.\d+)?$/.test(text)) throw new Error(`--${name} is no number: ${text}`)
    return Number(text)
  }
  const wishes: Wishes = {
    seed: number('seed'),
    lines: number('lines') ?? 10_000,
    kills: number('kills') ?? 20,
    runs: number('runs') ?? 10_000,
    minutes: number('minutes'),
    step: number('step') ?? 1,
  }
  return { kinds: positionals.length > 0 ? positionals : usual, wishes }
}

async function crash(
  { seed, lines, kills, minutes = 0 }: Wishes,
  open: (chance: Chance) => Promise<Arena>,
): Promise<boolean> {
  const end = Date.now() + minutes * 60_000
  do {
    const report = await ordeal({ lines, kills, seed, tell }, open)
    tell(summary(report))
    const defects = defectsIn(report.output).filter((line) => !isExpected(line))
    const broken = [...report.lost, ...report.duplicated, ...report.disordered, ...defects]
    if (open === loneProcess && report.unansweredMsMax >= unansweredMsMax) {
      broken.push('an answer was not written down')
    }
    for (const one of broken.slice(0, 50)) tell(`  ${one}`)
    if (broken.length > 0) return false
  } while (Date.now() < end)
  return true
}

async function fuzz({ seed, minutes = fuzzMinutes }: Wishes): Promise<void> {
  tell(JSON.stringify(await siege({ seed, rounds: 1, ms: minutes * 60_000, tell })))
}

async function allCuts({ step }: Wishes): Promise<boolean> {
  const offsets = Array.from({ length: Math.floor(replayBytes / step) }, (_, n) => 1 + n * step)
  let isWhole = true
  for (const client of ['weechat', 'irssi'] as const) {
    const report = await cuts({ client, offsets, tell })
    tell(`${client}: ${JSON.stringify(report)}`)
    isWhole &&= report.lost.length + report.twice.length === 0
  }
  return isWhole
}

async function losses(): Promise<boolean> {
  const name = (loss: Loss) => tell(`  ${loss.title}: ${loss.lost} of ${loss.said} lost`)
  const ours = await lossesOf(openCauserie, name)
  for (const line of table(ours, zncMissing ? [] : await lossesOf(openZnc, name))) tell(line)
  return ours.every(({ lost, twice }) => lost + twice === 0)
}

function links({ seed = Math.floor(Math.random() * 1e9), runs }: Wishes): void {
  simulate(runs, seed, tell)
}

async function accounts({ seed = Math.floor(Math.random() * 1e9), runs }: Wishes): Promise<void> {
  for (let run = 0; run < runs; run++) {
    await campaign(new Chance(seed + run))
    if (run % 100 === 99) tell(`accounts: ${run + 1} runs, seed ${seed}`)
  }
}

async function split({ minutes = 1 }: Wishes): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'causerie-split-'))
  try {
    await using three = await Three.open(home)
    const { said, rows } = await splitPlay(three, minutes * 60_000)
    tell(`split: ${said} lines were said, ${rows} rows are on each server, nothing twice`)
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
}

function tell(text: string): void {
  process.stdout.write(`${text}\n`)
}
