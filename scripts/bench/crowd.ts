/** Many clients of one server: they come, join, talk, and go. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Member } from './member.ts'

/** So many connect at once: more would fill the peer's short queue of connections. */
const lanes = 8
/** Nothing is under way any more when nothing was heard for so long. */
const quietMs = 80
/** A talk in which nothing is heard for so long has failed. */
const silentMs = 10_000
/** Bytes of a line as the speaker sends it, CR LF included. */
const lineBytes = 80

/** No crowd takes the nicks of another: the server may not yet know that it has gone. */
const crowdName = `m${process.pid.toString(36).padStart(5, '0')}`

/** A line in the channel: kept in the history, or made of tags alone, which is not. */
export type Speech = 'PRIVMSG' | 'TAGMSG'

export class Crowd {
  readonly #port: number
  #members: Member[] = []
  /** Bytes of a line as the members hear it, by the line as it is said. */
  readonly #bytes = new Map<string, number>()

  constructor(port: number) {
    this.#port = port
  }

  /** Connects and registers so many clients; with `tags` they read message tags. */
  async register(count: number, tags = false): Promise<void> {
    let next = 0
    const lane = async () => {
      while (next < count) this.#members.push(await this.#arrive(next++, tags))
    }
    await Promise.all(Array.from({ length: lanes }, lane))
    this.#members.sort((a, b) => (a.nick < b.nick ? -1 : 1))
  }

  async #arrive(number: number, tags: boolean): Promise<Member> {
    const nick = crowdName + String(number).padStart(5, '0')
    const member = await Member.connect(this.#port, nick)
    const caps = tags ? 'CAP REQ :message-tags\r\nCAP END\r\n' : ''
    // The end of the message of the day is the end of the welcome.
    await member.ask(`${caps}NICK ${nick}\r\nUSER bench 0 * :Benchmark\r\n`, ' 376 ')
    return member
  }

  /** The first `count` clients join channels of `size`; settles when all is quiet. */
  async join(count: number, size: number): Promise<void> {
    const entries = this.#members.slice(0, count).map((member, i) => {
      return member.ask(`JOIN ${channelName(size, Math.floor(i / size))}\r\n`, ' 366 ')
    })
    await Promise.all(entries)
    await this.quiet()
  }

  /** Settles when nobody hears anything any more. */
  async quiet(): Promise<void> {
    for (let last = -1; last !== this.#heard; ) {
      last = this.#heard
      await sleep(quietMs)
    }
  }

  get #heard(): number {
    let bytes = 0
    for (const { heard } of this.#members) bytes += heard
    return bytes
  }

  /** Settles when the server has closed all connections too. */
  async leave(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.leave()))
    this.#members = []
  }

  /**
   * The first channel of `size` talks for a while; settles when everybody has heard everything.
   * @param inFlight lines that are under way, by as many speakers: each time one has arrived at a
   * member in the middle of the list, the next is said.
   * @returns how many times a line reached somebody.
   */
  async talk(size: number, inFlight: number, speech: Speech, ms: number): Promise<number> {
    const members = this.#members.slice(0, size)
    const [observer] = members.splice(size >> 1, 1) as [Member]
    const speakers = members.slice(0, inFlight)
    const line = lineOf(speech, channelName(size, 0))
    const bytes = this.#bytes.get(line) ?? (await this.#measure(observer, speakers[0]!, line))
    const start = this.#heard
    const startedAt = observer.heard
    const end = performance.now() + ms
    let said = 0
    const speak = () => speakers[said++ % speakers.length]!.send(line)
    await listening(observer, (done) => {
      observer.onHeard = () => {
        const seen = Math.floor((observer.heard - startedAt) / bytes)
        while (said - seen < inFlight && performance.now() < end) speak()
        if (said === seen) done()
      }
      for (let i = 0; i < inFlight; i++) speak()
    })
    observer.onHeard = () => {}
    await this.#allHeard(start + said * (size - 1) * bytes)
    return said * (size - 1)
  }

  /** All nicks are equally long, so a line has one length, whoever says it. */
  async #measure(observer: Member, speaker: Member, line: string): Promise<number> {
    await this.quiet()
    const before = observer.heard
    await listening(observer, (done) => {
      observer.onHeard = done
      speaker.send(line)
    })
    await this.quiet()
    const bytes = observer.heard - before
    this.#bytes.set(line, bytes)
    return bytes
  }

  /** The observer is in the middle: others may hear the last lines after it. */
  async #allHeard(bytes: number): Promise<void> {
    for (let last = -1; this.#heard < bytes; ) {
      if (this.#heard === last) throw new Error(`${bytes - last} bytes have not arrived`)
      last = this.#heard
      for (let waits = 0; waits < 500 && this.#heard < bytes; waits++) await sleep(2)
    }
    if (this.#heard > bytes) throw new Error('somebody heard what nobody said')
  }
}

/** Settles when `work` calls `done`; fails when the member hears nothing for too long. */
async function listening(member: Member, work: (done: () => void) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let last = member.heard
  const watch = setInterval(() => {
    if (member.heard === last) reject(new Error(`${member.nick} hears nothing any more`))
    last = member.heard
  }, silentMs)
  try {
    work(resolve)
    await promise
  } finally {
    clearInterval(watch)
  }
}

function channelName(size: number, number: number): string {
  return `#c${String(size).padStart(4, '0')}-${String(number).padStart(4, '0')}`
}

function lineOf(speech: Speech, channel: string): string {
  const [start, end] =
    speech === 'PRIVMSG' ? [`PRIVMSG ${channel} :`, ''] : ['@+bench=', ` TAGMSG ${channel}`]
  return `${start}${'x'.repeat(lineBytes - 2 - start.length - end.length)}${end}\r\n`
}
