/**
 * A network is killed with SIGKILL again and again while people talk, as a whole or part by part;
 * then everything that anybody was shown is compared with what the disk has.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Chance } from '../chance.ts'
import { until } from '../until.ts'
import type { Arena } from './arena.ts'
import { LineClient } from './line-client.ts'
import { Sender } from './sender.ts'
import { type Device, type Kill, type Verdict, verdict } from './verdict.ts'

export interface Task {
  lines: number
  kills: number
  /** Without one, chance decides. */
  seed?: number | undefined
  /** How long one stage may take. */
  patienceMs?: number | undefined
  tell?: ((text: string) => void) | undefined
}

export interface Report extends Verdict {
  seed: number
  /** Lines that were sent, and those of them that came back to the sender. */
  sent: number
  echoed: number
  kills: number
  /** What the killed and restarted processes wrote. */
  output: string
}

/** How fast people talk, each: about 400 lines a second. */
const linesPerTick = 4
const tickMs = 10

const channels = ['#one', '#two', '#three']
const password = 'correct:horse'

/** @returns what was found; nothing is asserted here. */
export async function ordeal(
  task: Task,
  open: (chance: Chance) => Promise<Arena>,
): Promise<Report> {
  const chance = new Chance(task.seed)
  await using arena = await open(chance)
  const trial = new Trial(arena, task, chance)
  try {
    return await trial.run()
  } catch (error) {
    throw new Error(`seed ${chance.seed}: ${(error as Error).message}\n${arena.output}`)
  } finally {
    trial.stop()
  }
}

class Trial {
  readonly #arena: Arena
  readonly #task: Task
  readonly #chance: Chance
  readonly #patienceMs: number
  readonly #senders: Sender[]
  readonly #witnesses: LineClient[]
  readonly #devices: Device[]
  /** Comes and goes. */
  readonly #phone: LineClient
  readonly #kills: Kill[] = []
  #over = false
  #stopTalking = () => {}

  constructor(arena: Arena, task: Task, chance: Chance) {
    this.#arena = arena
    this.#task = task
    this.#chance = chance
    this.#patienceMs = task.patienceMs ?? 60_000
    const { irc } = arena
    const targets = [...channels, ...channels, 'ada', 'bea']
    const names = ['sam', 'tom', 'uma']
    const share = Math.ceil(task.lines / names.length)
    this.#senders = names.map((name) => new Sender(irc, name, targets, share, chance))
    this.#witnesses = ['pat', 'quinn'].map(
      (nick) => new LineClient({ at: irc, nick, caps: ['message-tags', 'server-time'], channels }),
    )
    this.#phone = this.#device('ada', 'phone', ['server-time', 'message-tags'])
    this.#devices = [
      { account: 'ada', name: 'phone', client: this.#phone },
      { account: 'ada', name: 'desk', client: this.#device('ada', 'desk', ['server-time']) },
      { account: 'ada', name: 'deaf', client: this.#device('ada', 'deaf', ['server-time'], false) },
      {
        account: 'bea',
        name: 'lap',
        client: this.#device('bea', 'lap', ['server-time', 'message-tags', 'batch']),
      },
    ]
  }

  get #clients(): LineClient[] {
    const devices = this.#devices.map(({ client }) => client)
    return [...devices, ...this.#witnesses, ...this.#senders.map(({ client }) => client)]
  }

  get #sent(): number {
    return this.#senders.reduce((sum, { sent }) => sum + sent, 0)
  }

  async run(): Promise<Report> {
    for (const account of ['ada', 'bea']) await this.#arena.addAccount(account, password)
    for (const client of this.#clients) client.start()
    await this.#allReady()
    const wandering = this.#wander()
    const talking = setInterval(() => {
      if (this.#sent < this.#budget()) for (const sender of this.#senders) sender.talk(linesPerTick)
    }, tickMs)
    this.#stopTalking = () => clearInterval(talking)
    for (const threshold of this.#thresholds()) await this.#kill(threshold)
    const unsaid = () => `an echo of ${this.#senders.flatMap(({ awaited }) => awaited)}`
    await this.#until(unsaid, () => this.#senders.every(({ done }) => done))
    this.#over = true
    await wandering
    this.#phone.start()
    await this.#closingWord('the end')
    await this.#comeAgain()
    const paged = await this.#page()
    await this.#arena.end()
    return this.#report(paged)
  }

  stop(): void {
    this.#over = true
    this.#stopTalking()
    for (const client of this.#clients) client.stop()
  }

  #device(account: string, name: string, caps: string[], pongs = true): LineClient {
    const pass = `${account}@${name}:${password}`
    const { bouncer: at, mayDial } = this.#arena
    const client = new LineClient({ at, mayDial, nick: account, pass, caps, channels, pongs })
    return client
  }

  /** How many lines have been sent at each kill: some in each of as many parts, and one part more. */
  #thresholds(): number[] {
    const { lines, kills } = this.#task
    const at = (part: number) => part + this.#chance.int(20, 80) / 100
    return Array.from({ length: kills }, (_, part) => Math.floor((lines * at(part)) / (kills + 1)))
  }

  /** Nobody runs ahead: at each kill there is something to be said. */
  #budget(): number {
    const { lines, kills } = this.#task
    const done = this.#kills.length
    return done === kills ? Number.POSITIVE_INFINITY : (lines * (done + 1)) / (kills + 1)
  }

  async #kill(threshold: number): Promise<void> {
    await this.#until(`line ${threshold}`, () => this.#sent >= threshold)
    await sleep(this.#chance.int(0, 60))
    const struck = await this.#arena.strike((what, done) => this.#until(what, done), this.#clients)
    const { rows, cursors } = await this.#arena.evidence()
    const clients = this.#devices.map(({ client }) => client)
    const shown = new Map(clients.map((client) => [client, client.shown.length]))
    const visits = new Map(clients.map((client) => [client, client.visit]))
    this.#kills.push({ at: struck.at, rows, cursors, visits, shown })
    await struck.heal()
    this.#task.tell?.(`${struck.what}: kill ${this.#kills.length} after ${this.#sent} lines`)
  }

  /** Somebody's phone has a connection now and then. */
  async #wander(): Promise<void> {
    while (!this.#over) {
      await sleep(this.#chance.int(100, 900))
      if (this.#phone.ready && !this.#over) await this.#phone.leave()
      await sleep(this.#chance.int(50, 500))
      this.#phone.start()
    }
  }

  /** What every client must see, and everything before it. */
  async #closingWord(text: string): Promise<void> {
    await this.#allReady()
    await this.#allOnline()
    const [{ client: speaker }] = this.#senders as [Sender]
    for (const target of [...channels, 'ada', 'bea']) speaker.send(`PRIVMSG ${target} :${text}`)
    const windows = [...channels, '@sam']
    const knows = ({ client: { shown } }: Device) =>
      windows.every((one) => shown.some((line) => line.text === text && line.window === one))
    const late = () =>
      `"${text}" at ${this.#devices.filter((one) => !knows(one)).map(({ name }) => name)}`
    await this.#until(late, () => this.#devices.every(knows))
  }

  /** All answering devices go and come back: nothing may be said again. */
  async #comeAgain(): Promise<void> {
    const answering = this.#devices.filter(({ client }) => client.options.pongs !== false)
    await Promise.all(answering.map(({ client }) => client.leave()))
    for (const { client } of answering) client.start()
    await this.#closingWord('the very end')
  }

  async #allReady(): Promise<void> {
    const late = () => this.#clients.filter(({ ready }) => !ready).map((one) => one.options.nick)
    await this.#until(
      () => `${late()} to be connected`,
      () => late().length === 0,
    )
  }

  /** Whose devices are connected may not be back on the network: nobody could speak with them. */
  async #allOnline(): Promise<void> {
    const accounts = new Set(this.#devices.map(({ account }) => account))
    const [witness] = this.#witnesses as [LineClient]
    let isAsked = false
    let online: string[] = []
    witness.onLine = ({ verb, params }) => {
      if (verb !== '303') return
      isAsked = false
      online = (params[1] ?? '').trim().split(' ')
    }
    const late = () => [...accounts].filter((account) => !online.includes(account))
    await this.#until(
      () => `${late()} to be online`,
      () => {
        if (!isAsked) witness.send(`ISON ${[...accounts].join(' ')}`)
        isAsked = true
        return late().length === 0
      },
    )
    witness.onLine = undefined
  }

  /** What CHATHISTORY says was said, by channel. */
  async #page(): Promise<Map<string, string[]>> {
    const caps = ['batch', 'draft/chathistory', 'server-time', 'message-tags']
    const reader = new LineClient({ at: this.#arena.irc, nick: 'reader', caps, channels })
    const found = new Map<string, string[]>()
    try {
      reader.start()
      await this.#until('the reader', () => reader.ready)
      for (const channel of channels) found.set(channel, await this.#pages(reader, channel))
    } finally {
      reader.stop()
    }
    return found
  }

  async #pages(reader: LineClient, channel: string): Promise<string[]> {
    const texts: string[] = []
    for (let ref = 'timestamp=2000-01-01T00:00:00.000Z'; ; ) {
      const before = texts.length
      let done = false
      reader.onLine = ({ verb, params, tags }) => {
        if (verb === 'BATCH' && params[0]?.startsWith('-')) done = true
        if (verb !== 'PRIVMSG' || !tags?.has('batch')) return
        texts.push(params[1] ?? '')
        ref = `msgid=${tags.get('msgid')}`
      }
      reader.send(`CHATHISTORY AFTER ${channel} ${ref} 1000`)
      await this.#until(`history of ${channel}`, () => done)
      if (texts.length === before) return texts
    }
  }

  async #report(paged: Map<string, string[]>): Promise<Report> {
    const found = verdict({
      evidence: await this.#arena.evidence(),
      paged,
      kills: this.#kills,
      devices: this.#devices,
      others: [...this.#witnesses, ...this.#senders.map(({ client }) => client)],
      echoed: this.#senders.flatMap(({ echoed }) => [...echoed]),
    })
    return {
      ...found,
      seed: this.#chance.seed,
      sent: this.#sent,
      echoed: this.#senders.reduce((sum, { echoed }) => sum + echoed.size, 0),
      kills: this.#kills.length,
      output: this.#arena.output,
    }
  }

  #until(what: string | (() => string), done: () => boolean): Promise<void> {
    return until(what, done, this.#patienceMs)
  }
}
