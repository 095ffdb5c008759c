/**
 * Whose question an answer belongs to. Where the network has labeled-response, a question carries
 * a label and so does its answer. Elsewhere the server answers in the order of the questions, so
 * the first open question that such an answer fits is the one; answers that nobody asked for are
 * for everybody.
 */
import type { Message } from '#wire/message.ts'

const openMax = 200
const patienceMs = 30_000

interface Shape {
  replies: string
  /** Any of these ends the answer. */
  ends: string
}

/** Answers by command. Commands that are not here are answered by errors at most. */
const shapes: Record<string, Shape> = {
  WHO: { replies: '352 354', ends: '315' },
  WHOIS: {
    replies: '276 301 307 310 311 312 313 317 319 320 330 335 338 378 379 671',
    ends: '318',
  },
  WHOWAS: { replies: '301 312 314 330 338', ends: '369' },
  LIST: { replies: '321 322', ends: '323' },
  NAMES: { replies: '353', ends: '366' },
  TOPIC: { replies: '332', ends: '331 333' },
  'MODE #': { replies: '324', ends: '329' },
  'MODE # b': { replies: '367', ends: '368' },
  'MODE # e': { replies: '348', ends: '349' },
  'MODE # I': { replies: '346', ends: '347' },
  'MODE # q': { replies: '728', ends: '729' },
  'MODE nick': { replies: '', ends: '221' },
  USERHOST: { replies: '', ends: '302' },
  ISON: { replies: '', ends: '303' },
  LUSERS: { replies: '250 251 252 253 254 255 265', ends: '266' },
  MOTD: { replies: '375 372', ends: '376 422' },
  VERSION: { replies: '005', ends: '351' },
  TIME: { replies: '', ends: '391' },
  ADMIN: { replies: '256 257 258', ends: '259' },
  INFO: { replies: '371 373', ends: '374' },
  LINKS: { replies: '364', ends: '365' },
  STATS: { replies: '210 211 212 213 215 216 218 240 241 242 243 244 249', ends: '219' },
  TRACE: { replies: '200 201 202 203 204 205 206 207 208 209 261', ends: '262' },
  INVITE: { replies: '301', ends: '341' },
  HELP: { replies: '704 705', ends: '706 524' },
  PRIVMSG: { replies: '301', ends: '' },
  OPER: { replies: '', ends: '381' },
}

/** Said to somebody: an error means that it was not heard. */
const speech = new Set(['PRIVMSG', 'NOTICE', 'TAGMSG'])

interface Question<Asker> {
  /** Nobody: the bouncer itself, which wants no answer shown. */
  asker: Asker | undefined
  verb: string
  /** The first parameter, folded: what errors and answers name. */
  about: string
  shape: Shape | undefined
  at: number
  /** Its answer will carry it too; '' where none will. */
  label: string
  /** Its end is waited for. */
  isEnding: boolean
}

/** What these bring about is news for everybody, but that they are refused. */
const news = new Set(['JOIN', 'PART', 'NICK', 'AWAY', 'QUIT'])
const refusal = /^([45]\d\d|FAIL)$/
const batchesMax = 100

export interface Reply<Asker> {
  asker: Asker | undefined
  /** To whom something was said that was not heard. */
  refused?: string | undefined
}

export type Answered<Asker> = Reply<Asker> | undefined

export class Asked<Asker> {
  #open: Question<Asker>[] = []
  readonly #fold: (name: string) => string
  /** Open batches of answers, and to what. */
  readonly #batches = new Map<string, Question<Asker>>()
  readonly #traced = new WeakMap<Message, Question<Asker>>()
  #labels = 0
  /** Those whose answers have ended. */
  #ended: Asker[] = []

  constructor(fold: (name: string) => string) {
    this.#fold = fold
  }

  /** @returns a label for a question; '' for what is said, which is told by its echo. */
  label({ verb }: Message): string {
    return speech.has(verb) ? '' : `q${++this.#labels}`
  }

  /**
   * A question has been sent.
   * @param isChannel whether MODE and its like are about a channel
   * @returns whether it will be known when the answer has ended: see `takeEnded`
   */
  ask(asker: Asker | undefined, message: Message, isChannel: boolean, label = ''): boolean {
    this.#expire()
    const { verb, params } = message
    const about = this.#fold(params[0] ?? '')
    const shape = shapes[shapeKey(message, isChannel)]
    const isEnding = label !== '' || (shape !== undefined && shape.ends !== '')
    this.#open.push({ asker, verb, about, shape, at: Date.now(), label, isEnding })
    if (this.#open.length > openMax) this.#drop(this.#open[0]!)
    return isEnding
  }

  /** Reads a line's label. @returns whether the line is nothing but the frame of an answer. */
  trace(line: Message): boolean {
    const { verb, params, tags } = line
    const label = tags?.get('label')
    if (label !== undefined) return this.#labelled(line, label)
    if (verb === 'BATCH' && this.#batches.has(params[0]?.slice(1) ?? '')) {
      const id = params[0]!.slice(1)
      this.#drop(this.#batches.get(id)!)
      return this.#batches.delete(id)
    }
    const question = this.#batches.get(tags?.get('batch') ?? '')
    if (!question) return false
    tags!.delete('batch')
    this.#traced.set(line, question)
    return false
  }

  #labelled(line: Message, label: string): boolean {
    line.tags!.delete('label')
    const question = this.#open.find((one) => one.label !== '' && one.label === label)
    const isFrame = line.verb === 'BATCH' && line.params[1] === 'labeled-response'
    if (!question) return isFrame || line.verb === 'ACK'
    if (line.verb === 'ACK') {
      // What another server says to it will come without the label.
      question.label = ''
      if (!question.shape?.ends) this.#end(question)
      return true
    }
    if (isFrame && this.#batches.size < batchesMax) {
      this.#batches.set(line.params[0]!.slice(1), question)
    } else if (!isFrame) {
      this.#traced.set(line, question)
      this.#drop(question)
    }
    return isFrame
  }

  /** Questions whose answers are told by their order. */
  get #waiting(): Question<Asker>[] {
    return this.#open.filter(({ label }) => label === '')
  }

  #drop(question: Question<Asker>): void {
    const at = this.#open.indexOf(question)
    if (at >= 0) this.#open.splice(at, 1)
    this.#end(question)
  }

  #end(question: Question<Asker>): void {
    if (question.isEnding && question.asker) this.#ended.push(question.asker)
    question.isEnding = false
  }

  /** @returns those whose answers have ended since the last call, each as often as it has asked. */
  takeEnded(): Asker[] {
    this.#expire()
    return this.#ended.length > 0 ? this.#ended.splice(0) : none
  }

  /** Takes an answer from the server. @returns whose it is, or nothing when it is everybody's. */
  answer(line: Message): Answered<Asker> {
    const { verb, params } = line
    const traced = this.#traced.get(line)
    if (traced)
      return news.has(traced.verb) && !refusal.test(verb) ? undefined : { asker: traced.asker }
    const found = /^[45]\d\d$/.test(verb)
      ? this.#refused(verb, params)
      : verb === 'FAIL' || verb === 'WARN' || verb === 'NOTE'
        ? this.#waiting.find((one) => one.verb === params[0])
        : this.#fitting(verb, params)
    if (!found) return undefined
    const ended = found.shape?.ends.includes(verb)
    const refused = verb === 'FAIL' || (/^[45]/.test(verb) && verb !== '401')
    const over = ended || refused || (verb === '401' && found.verb !== 'WHOIS')
    if (over) this.#drop(found)
    if (!over || !speech.has(found.verb)) return { asker: found.asker }
    return { asker: found.asker, refused: found.about }
  }

  /** A device has gone: what is answered to it is shown to nobody. */
  forget(isGone: (asker: Asker) => boolean): void {
    for (const one of this.#open) if (one.asker && isGone(one.asker)) one.asker = undefined
  }

  /** The connection has gone: no answer will come. */
  clear(): void {
    for (const one of [...this.#open]) this.#drop(one)
    this.#batches.clear()
  }

  #fitting(verb: string, params: string[]): Question<Asker> | undefined {
    const named = this.#fold(params[verb === '353' ? 2 : 1] ?? '')
    const fits = this.#waiting.filter(
      ({ shape }) => shape && (shape.replies.includes(verb) || shape.ends.includes(verb)),
    )
    const channel = channelReplies.has(verb)
    return fits.find(({ about }) => about === named) ?? (channel ? undefined : fits[0])
  }

  /** Errors name the command, or what it was about. */
  #refused(verb: string, params: string[]): Question<Asker> | undefined {
    if (verb === '422') return this.#waiting.find((one) => one.verb === 'MOTD')
    const word = params[1] ?? ''
    const named = this.#fold(word)
    return (
      this.#waiting.find((one) => one.verb === word.toUpperCase()) ??
      this.#waiting.find((one) => one.about === named || one.about.split(',').includes(named)) ??
      this.#waiting.find((one) => one.asker !== undefined)
    )
  }

  #expire(): void {
    const old = Date.now() - patienceMs
    while (this.#open.length > 0 && this.#open[0]!.at < old) this.#drop(this.#open[0]!)
  }
}

const none: never[] = []

/** Answers that also come unasked, when we join: they must name the channel that was asked about. */
const channelReplies = new Set(['324', '329', '331', '332', '333', '353', '366'])

function shapeKey({ verb, params }: Message, isChannel: boolean): string {
  if (verb !== 'MODE') return verb
  if (!isChannel) return 'MODE nick'
  const letter = /^\+?([beIq])$/.exec(params[1] ?? '')?.[1]
  if (letter && params.length === 2) return `MODE # ${letter}`
  return params.length === 1 ? 'MODE #' : 'MODE set'
}
