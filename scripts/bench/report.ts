/** The figures for people: one table for each question, ours beside the peer's. */
import type { Appends } from './appends.ts'
import type { BouncerFigures } from './bouncer.ts'
import type { Burst, Bursts } from './burst.ts'
import type { Arrival, Fanout, Round } from './server-round.ts'

export interface Report {
  machine: { cpu: string; cores: number; node: string; system: string }
  rounds: number
  causerie: Round
  /** Undefined where the peer is not installed. */
  ngircd: Round | undefined
  store: Appends
  bouncer: BouncerFigures
  bursts: Bursts
}

type Cells = string[]

export function readable(report: Report): string {
  const { machine, rounds, causerie, ngircd, store, bouncer, bursts } = report
  const { cpu, cores, node, system } = machine
  const many = rounds === 1 ? 'one round' : `medians of ${rounds} rounds`
  return [
    `${cpu}, ${cores} cores, Node ${node}, ${system}; ${many}`,
    '',
    'Fan-out: CPU seconds of the server for a million deliveries',
    ...table(
      ['', 'causerie', 'thereof main', 'ngircd', 'ratio', 'causerie/s', 'ngircd/s'],
      [...causerie.fanout.map((ours) => fanoutRow(ours, peerOf(ours, ngircd?.fanout ?? [])))],
    ),
    '',
    'Clients',
    ...table(['', 'causerie', 'ngircd', 'ratio'], arrivalRows(causerie.arrival, ngircd?.arrival)),
    '',
    'Nothing is lost',
    ...table(
      ['', 'causerie'],
      [
        ['store: rows safe on the disk, per second', whole(store.rowsPerSecond)],
        ['store: CPU µs for a row', whole(store.rowUs)],
      ],
    ),
    '',
    'The bouncer: missed lines replayed',
    ...table(['', 'causerie', 'ZNC', 'ratio'], bouncerRows(bouncer)),
    '',
    `Links: a burst of ${whole(bursts.users)} users and ${whole(bursts.channels)} channels`,
    ...table(['', 'read', 'said'], burstRows(bursts)),
    '',
  ].join('\n')
}

/** TAGMSG is not kept, which the peer's messages are not either: it is compared with those. */
function peerOf({ size, inFlight }: Fanout, theirs: Fanout[]): Fanout | undefined {
  return theirs.find((each) => each.size === size && each.inFlight === inFlight)
}

function fanoutRow(ours: Fanout, theirs: Fanout | undefined): Cells {
  const title = `${ours.size} members, ${ours.inFlight} in flight`
  return [
    ours.speech === 'PRIVMSG' ? title : `${title}, not kept`,
    fine(ours.cpu),
    fine(ours.mainCpu),
    fine(theirs?.cpu),
    ratio(ours.cpu, theirs?.cpu),
    whole(ours.deliveriesPerSecond),
    whole(theirs?.deliveriesPerSecond),
  ]
}

function arrivalRows(ours: Arrival, theirs: Arrival | undefined): Cells[] {
  const total = (arrival?: Arrival) => arrival && arrival.registerUs + arrival.joinUs
  const row = (title: string, a: number, b: number | undefined, form: typeof whole) => {
    return [title, form(a), form(b), ratio(a, b)]
  }
  return [
    row('connect and register, CPU µs', ours.registerUs, theirs?.registerUs, whole),
    row('join a channel of ten, CPU µs', ours.joinUs, theirs?.joinUs, whole),
    row('together', total(ours)!, total(theirs), whole),
    row('thereof main thread', ours.mainUs, theirs?.mainUs, whole),
    row('KiB of memory for an idle client', ours.clientKiB, theirs?.clientKiB, fine),
    row('MiB of memory with nobody there', ours.baseKiB / 1024, divided(theirs?.baseKiB), whole),
  ]
}

function burstRows({ in: read, out }: Bursts): Cells[] {
  const row = (title: string, of: (burst: Burst) => number, form: typeof whole) => {
    return [title, form(of(read)), form(of(out))]
  }
  return [
    row('CPU seconds', ({ cpu }) => cpu, fine),
    row('longest stall of the event loop, CPU ms', ({ stallMs }) => stallMs, whole),
    row('MiB of memory afterwards', ({ residentMiB }) => residentMiB, whole),
  ]
}

function bouncerRows({ one, fifty, znc, personKiB }: BouncerFigures): Cells[] {
  const row = (title: string, a: number, b?: number | undefined) => {
    return [title, whole(a), whole(b), ratio(a, b)]
  }
  return [
    row('to one device, lines per second', one.linesPerSecond, znc?.linesPerSecond),
    row('to one device, CPU µs for a line', one.lineUs, znc?.lineUs),
    row('to fifty devices, lines per second', fifty.linesPerSecond),
    row('to fifty devices, CPU µs for a line', fifty.lineUs),
    row('KiB of memory for one more person online', personKiB),
  ]
}

function divided(kib: number | undefined): number | undefined {
  return kib === undefined ? undefined : kib / 1024
}

function ratio(ours: number, theirs: number | undefined): string {
  return theirs === undefined ? '–' : (ours / theirs).toFixed(2)
}

function fine(value: number | undefined): string {
  return value === undefined ? '–' : value.toFixed(value < 10 ? 2 : 1)
}

function whole(value: number | undefined): string {
  return value === undefined ? '–' : Math.round(value).toLocaleString('en')
}

/** The first column to the left, numbers to the right. */
function table(head: Cells, rows: Cells[]): string[] {
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((cells) => cells[i]!.length)))
  const line = (cells: Cells) =>
    cells.map((cell, i) => (i ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('   ')
  return [head, ...rows].map((cells) => `  ${line(cells)}`.trimEnd())
}
