/** A client's request while it is being answered. */
import { type Message, message, type Tags } from '#wire/message.ts'
import type { Reply } from '#wire/numerics.ts'
import { byteLength } from '#wire/text.ts'
import type { Kind } from './fact.ts'
import type { Network, User } from './network.ts'
import type { Privilege } from './privilege.ts'
import type { Rendition } from './rendition.ts'
import type { Server } from './server.ts'
import type { Session } from './session.ts'

/** Whoever asks for something, as far as rules about channels need to know. */
export type Asker = Pick<Ask, 'server' | 'net' | 'user' | 'can'>

/** Bytes of a label; a longer one is none. */
const labelBytesMax = 64
/** So many of a long list are gone through at once. */
const sliceMax = 200

export class Ask {
  readonly server: Server
  readonly session: Session
  readonly net: Network
  readonly user: User
  readonly now: number
  readonly verb: string
  /** What the client sent before the verb; read `clientTags` for those that may be relayed. */
  readonly tags: Tags | undefined
  /** With a label everything said in answer is gathered, to be marked as one. */
  readonly #label: string | undefined
  readonly #gathered: Message[] = []
  /** The batch in which a labelled answer is sent by and by. */
  #open: string | undefined
  #ticket = 0
  #holds = 0
  #isFinished = false

  constructor(server: Server, session: Session, verb: string, tags: Tags | undefined) {
    this.server = server
    this.session = session
    this.net = server.net
    this.user = session.user
    this.now = server.ports.now()
    this.verb = verb
    this.tags = tags
    this.#label = tags && session.labels ? labelOf(tags) : undefined
  }

  /** Only tags with a `+` are for others; the rest a client cannot claim. */
  get clientTags(): Tags | undefined {
    if (!this.tags) return undefined
    const { tagsDenied } = this.server.settings.messages
    const passes = (name: string) =>
      name[0] === '+' && name.length > 1 && !isDenied(name.slice(1), tagsDenied)
    const relayed = new Map([...this.tags].filter(([name]) => passes(name)))
    return relayed.size ? relayed : undefined
  }

  /** Whether what is said in answer is marked as one. */
  get labelled(): boolean {
    return this.#label !== undefined
  }

  /** Whether the asker is an operator of the network who was given this. */
  can(privilege: Privilege): boolean {
    return this.user.oper?.privileges.has(privilege) ?? false
  }

  /** Answers with numerics or standard replies; a refusal can be returned in the same breath. */
  readonly reply = (...replies: Reply[]): void => {
    for (const reply of replies) {
      if (reply.before) this.reply(reply.before)
      this.say(this.session.line(reply))
    }
  }

  /** Says a line to the asker, marked as an answer. */
  readonly say = (line: Message): void => {
    if (this.#label === undefined) this.session.say(line)
    else this.#gathered.push(line)
  }

  /** Says lines as a batch to those who can read one, and bare to the others. */
  batch(type: string, params: string[], lines: Message[], tags?: Tags): void {
    for (const line of this.session.batch(type, params, lines, tags)) this.say(line)
  }

  /**
   * Makes something happen, unless a guard refuses: then the asker is told why.
   * @returns whether it happened.
   */
  readonly commit = <D>(kind: Kind<D>, data: D & { tags?: Tags | undefined }): boolean => {
    const refusal = this.server.commit(kind, data, this.user, this)
    if (refusal) this.reply(refusal)
    return !refusal
  }

  /** Whether a guard would refuse, without making it happen. */
  refusal<D>(kind: Kind<D>, data: D): Reply | undefined {
    return this.server.refusal(kind, { ...data, id: '', at: this.now, by: this.user }, this)
  }

  /** A fact of the asker's own making comes back as part of the answer. */
  hear(rendition: Rendition, ticket: number): void {
    if (this.#label === undefined) this.session.hear(rendition, ticket)
    else {
      this.#gathered.push(...rendition.messages(this.session.caps))
      this.#ticket = Math.max(this.#ticket, ticket)
    }
  }

  /**
   * Goes through what may be very many. Between slices of it others are heard, and the client reads:
   * what waits for one that does not read never grows past what may wait.
   * @param work what it answers for each; after a `false` no more come
   */
  async each<T>(all: Iterable<T>, work: (one: T) => boolean): Promise<void> {
    let done = 0
    for (const one of all) {
      if (++done % sliceMax === 0) {
        this.#sendSome()
        await this.session.room()
      }
      if (this.session.closed || work(one) === false) return
    }
  }

  /** Says a batch of what may be very many, in slices as `each` does; bare where it cannot be read. */
  async batchOf<T>(
    type: string,
    params: string[],
    all: Iterable<T>,
    linesOf: (one: T) => Message[],
  ): Promise<void> {
    const ref = this.session.has('batch') ? this.session.nextBatch() : undefined
    if (ref !== undefined) this.say(this.#batchLine(`+${ref}`, type, ...params))
    await this.each(all, (one) => {
      const lines = linesOf(one)
      for (const line of ref === undefined ? lines : within(lines, ref)) this.say(line)
      return true
    })
    if (ref !== undefined) this.say(this.#batchLine(`-${ref}`))
  }

  /** What there is of a labelled answer leaves, in a batch to which more will come. */
  #sendSome(): void {
    if (this.#label === undefined || !this.#gathered.length) return
    const opening = this.#open === undefined ? [this.#opening(this.session.nextBatch())] : []
    this.#send([...opening, ...within(this.#gathered.splice(0), this.#open!)])
  }

  /** Keeps the labelled answer back until as many `release`: more lines belong to the request. */
  hold(): void {
    this.#holds++
  }

  release(): void {
    this.#holds--
    this.finish()
  }

  /** Sends the labelled answer: one line, one batch, or an ACK where nothing was to be said. */
  finish(): void {
    if (this.#label === undefined || this.#holds || this.#isFinished) return
    this.#isFinished = true
    const lines = this.#gathered
    if (this.#open !== undefined) this.#send([...within(lines, this.#open), this.#closing()])
    else this.#send(this.#labelled(lines))
  }

  #labelled(lines: Message[]): Message[] {
    const [first] = lines
    if (!first) return [this.#mark({ source: this.net.me.name, ...message('ACK') })]
    if (lines.length === 1 || isOneBatch(lines)) return [this.#mark(first), ...lines.slice(1)]
    const start = this.#opening(this.session.nextBatch())
    return [start, ...within(lines, this.#open!), this.#closing()]
  }

  #opening(ref: string): Message {
    this.#open = ref
    return this.#mark(this.#batchLine(`+${ref}`, 'labeled-response'))
  }

  #closing(): Message {
    return this.#batchLine(`-${this.#open}`)
  }

  #mark(line: Message): Message {
    return tagged(line, 'label', this.#label!)
  }

  #batchLine(...params: string[]): Message {
    return { source: this.net.me.name, verb: 'BATCH', params }
  }

  #send(lines: Message[]): void {
    this.session.push(lines.map((line) => this.session.text(line)).join('\r\n'), this.#ticket)
  }
}

/** Each belongs to the batch, unless it belongs to one inside. */
function within(lines: Message[], ref: string): Message[] {
  return lines.map((line) => (line.tags?.has('batch') ? line : tagged(line, 'batch', ref)))
}

function tagged(line: Message, name: string, value: string): Message {
  return { ...line, tags: new Map([[name, value], ...(line.tags ?? [])]) }
}

/** As CLIENTTAGDENY has it. */
function isDenied(name: string, denied: string[]): boolean {
  if (!denied.length) return false
  return denied.includes('*') ? !denied.includes(`-${name}`) : denied.includes(name)
}

function labelOf(tags: Tags): string | undefined {
  const label = tags.get('label')
  return label && byteLength(label) <= labelBytesMax ? label : undefined
}

function isOneBatch(lines: Message[]): boolean {
  const first = lines[0]!
  const last = lines.at(-1)!
  return (
    first.verb === 'BATCH' &&
    last.verb === 'BATCH' &&
    `-${first.params[0]!.slice(1)}` === last.params[0]
  )
}
