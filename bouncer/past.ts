/**
 * A network's own history, asked page by page: what was said in one place since some moment, and
 * with whom there was talk at all. One question about each place at a time.
 * Source: https://ircv3.net/specs/extensions/chathistory
 */
import { formatTime, parseTime, type Ref } from '#wire/chathistory.ts'
import { type Message, message } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'

const pageLines = 1_000
/** Silence, after which the rest of an answer is not waited for. */
const patienceMs = 10_000
/** Lines of one answer: a network that never ends gets no further. */
export const linesMax = 20_000
const batchesMax = 1_000
const needed = ['draft/chathistory', 'batch', 'message-tags', 'server-time']

/** Our own server marks with it what it came to know itself only now: see its `healed.ts`. */
export const healedCap = 'causerie/healed'
const sinceTag = 'causerie/since'

/** How an answer ended: with all there is, before that, or with the connection. */
export type Ending = 'whole' | 'cut' | 'lost'

export type Answered = (lines: Message[], ending: Ending) => void

interface Question {
  /** A channel or nick; '' asks for the targets themselves. */
  target: string
  lines: Message[]
  /** Lines of the page that is being read. */
  page: number
  timer: NodeJS.Timeout | undefined
  /** One page is all that was wanted. */
  single?: boolean | undefined
  answered: Answered
  /** What is asked about the same place behind it. */
  next?: { at: number; answered: Answered } | undefined
}

/** What the network itself did not know before, of which a batch holds the latest. */
interface News {
  target: string
  since: number
  first: number | undefined
}

export interface PastPorts {
  /** The connection's state, as of now. */
  seen: () => Mirror
  send: (line: Message) => void
  /** A line of an answer that is not waited for any more. */
  late: (line: Message) => void
  /** There may be more in a channel's past than we were told, since that time. */
  more: (target: string, since: number) => void
}

export class Past {
  readonly #ports: PastPorts
  readonly #questions = new Map<string, Question>()
  /** Open batches of history, with the question that each answers. */
  readonly #batches = new Map<string, Question | undefined>()
  /** Those that answer no question. */
  readonly #news = new Map<string, News>()

  constructor(ports: PastPorts) {
    this.#ports = ports
  }

  /** Whether the network keeps one, and lets us read it. */
  get isKept(): boolean {
    const { caps } = this.#ports.seen()
    return needed.every((cap) => caps.has(cap))
  }

  /** What was said to a channel, or with somebody, after that time, oldest first. */
  since(target: string, at: number, answered: Answered): void {
    const question = this.#open(target, answered)
    this.#ask(question, 'AFTER', target, `timestamp=${formatTime(at)}`)
  }

  /**
   * As `since`, when the question about the place that is open has been answered. Those that wait
   * are asked as one, since the earliest of their times: the last of them is answered.
   */
  after(target: string, at: number, answered: Answered): void {
    const question = this.#questions.get(this.#key(target))
    if (!question) return this.since(target, at, answered)
    question.next = { at: Math.min(at, question.next?.at ?? at), answered }
  }

  /** One page of what was said before a place, or before now; nothing while another question is open. */
  before(target: string, ref: Ref | undefined, limit: number, answered: Answered): void {
    if (this.#questions.has(this.#key(target))) return answered([], 'cut')
    const question = this.#open(target, answered)
    question.single = true
    this.#await(question)
    const words = ref ? ['BEFORE', target, refText(ref)] : ['LATEST', target, '*']
    const most = String(Math.min(limit, this.#limit()))
    this.#ports.send(message('CHATHISTORY', ...words, most))
  }

  /** Where anything was said between two times: lines such as `CHATHISTORY TARGETS bob <time>`. */
  targets(from: number, to: number, answered: Answered): void {
    const question = this.#open('', answered)
    const span = [from, to].map((at) => `timestamp=${formatTime(at)}`)
    this.#ask(question, 'TARGETS', ...span)
  }

  /** The answer about a place is not waited for. */
  giveUp(target: string): void {
    this.#end(this.#questions.get(this.#key(target)), 'cut')
  }

  /** The connection is gone, and with it all answers. */
  clear(): void {
    this.#news.clear()
    for (const question of [...this.#questions.values()]) this.#end(question, 'lost')
    this.#batches.clear()
  }

  /** Takes a line of the network. @returns whether there is nothing left to do with it. */
  take(line: Message): boolean {
    const { verb, params } = line
    if (verb === 'BATCH') this.#batch(params, parseTime(line.tags?.get(sinceTag) ?? ''))
    else if (verb === 'FAIL' && params[0] === 'CHATHISTORY') this.#failed(params)
    else return this.#inBatch(line) || isTarget(line)
    return true
  }

  #open(target: string, answered: Answered): Question {
    const key = this.#key(target)
    const before = this.#questions.get(key)
    const next = before?.next
    if (before) before.next = undefined
    this.#end(before, 'cut')
    const question: Question = { target, lines: [], page: 0, timer: undefined, answered, next }
    this.#questions.set(key, question)
    return question
  }

  #batch([word = '', type = '', target = '']: string[], since: number | undefined): void {
    const id = word.slice(1)
    if (!word.startsWith('+')) return this.#batchEnds(id)
    if (this.#batches.size >= batchesMax) return
    if (type === 'chathistory' && since !== undefined) {
      this.#batches.set(id, undefined)
      this.#news.set(id, { target, since, first: undefined })
      return
    }
    const key = type === 'draft/chathistory-targets' ? '' : this.#key(target)
    if (key === '' || type === 'chathistory') this.#batches.set(id, this.#questions.get(key))
  }

  #batchEnds(id: string): void {
    const question = this.#batches.get(id)
    this.#batches.delete(id)
    this.#newsEnd(id)
    if (!question || !this.#isOpen(question)) return
    const { lines, page, target } = question
    // A full page has another behind it; the targets of one page are as many as we look at.
    const last = lines.findLast(({ tags }) => tags?.has('msgid'))?.tags?.get('msgid')
    const isAll = question.single || target === '' || page < this.#limit()
    if (isAll || last === undefined) this.#end(question, 'whole')
    else this.#ask(question, 'AFTER', target, `msgid=${last}`)
  }

  #newsEnd(id: string): void {
    const news = this.#news.get(id)
    this.#news.delete(id)
    if (!news || news.first === news.since) return
    this.#ports.more(news.target, news.since)
  }

  #inBatch(line: Message): boolean {
    const id = line.tags?.get('batch')
    if (id === undefined || !this.#batches.has(id)) {
      line.tags?.delete('batch')
      return false
    }
    line.tags?.delete('batch')
    const news = this.#news.get(id)
    if (news) news.first ??= parseTime(line.tags?.get('time') ?? '')
    const question = this.#batches.get(id)
    if (!question || !this.#isOpen(question)) this.#ports.late(line)
    else {
      question.page++
      question.lines.push(line)
      this.#await(question)
      if (question.lines.length >= linesMax) this.#end(question, 'cut')
    }
    return true
  }

  /** The words behind the code name the place; a network may leave them out. */
  #failed(params: string[]): void {
    const named = params.slice(2).map((param) => this.#questions.get(this.#key(param)))
    const [oldest] = this.#questions.values()
    this.#end(named.find(Boolean) ?? oldest, 'cut')
  }

  #ask(question: Question, ...words: string[]): void {
    question.page = 0
    this.#await(question)
    this.#ports.send(message('CHATHISTORY', ...words, String(this.#limit())))
  }

  #await(question: Question): void {
    clearTimeout(question.timer)
    question.timer = setTimeout(() => this.#end(question, 'cut'), patienceMs)
  }

  #end(question: Question | undefined, ending: Ending): void {
    if (!question) return
    clearTimeout(question.timer)
    this.#questions.delete(this.#key(question.target))
    const { target, lines, answered, next } = question
    answered(lines, ending)
    if (next && ending === 'lost') next.answered([], ending)
    else if (next) this.after(target, next.at, next.answered)
  }

  /** The server may give less at once than we would take. */
  #limit(): number {
    const most = Number(this.#ports.seen().support.tokens.get('CHATHISTORY')) || pageLines
    return Math.min(most, pageLines)
  }

  /** One that was given up may still be answered. */
  #isOpen(question: Question): boolean {
    return this.#questions.get(this.#key(question.target)) === question
  }

  #key(target: string): string {
    return this.#ports.seen().fold(target)
  }
}

function refText(ref: Ref): string {
  return 'msgid' in ref ? `msgid=${ref.msgid}` : `timestamp=${formatTime(ref.at)}`
}

/** A line of the answer to CHATHISTORY TARGETS: nobody's but ours. */
export function isTarget({ verb }: Message): boolean {
  return verb === 'CHATHISTORY'
}
