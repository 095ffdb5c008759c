/**
 * Carries commands to the servers that have their keys, and tries until each has been done: through
 * restarts, fail-overs and moved slots, without loss and without changing the order of what
 * concerns one tag.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Fenced } from '../leases.ts'
import { Trouble } from '../trouble.ts'
import type { Place, RedisAddress } from './address.ts'
import { askedFor, codeOf, isRoutine, isTrouble } from './faults.ts'
import type { Tag } from './keys.ts'
import type { Node, Reply, Words } from './node.ts'
import type { Nodes } from './nodes.ts'

/**
 * One command. To do it again must change nothing, and it must not matter whether commands of
 * other tags go before or after it.
 */
export interface Command {
  tag: Tag
  writes: boolean
  words(): Words
  /** What must be done before this can succeed, as its reply tells; then it is sent again. */
  before?(value: unknown): Command | undefined
  reply?: Reply | undefined
}

const retryFirstMs = 5
const retryLastMs = 1_000

/** How long the replicas may take to confirm, before that counts as trouble. */
const confirmWithinMs = 1_000

export class Courier {
  readonly #nodes: Nodes
  readonly #replicas: number
  #giveUpAt = Number.POSITIVE_INFINITY
  readonly #stop = new AbortController()
  #givingUp: NodeJS.Timeout | undefined
  #troubled = false
  readonly trouble = new Trouble()

  constructor(nodes: Nodes, { replicas }: RedisAddress) {
    this.#nodes = nodes
    this.#replicas = replicas
  }

  /**
   * Settles when every command has its reply, which is an error only where the command is wrong.
   * @throws Error when the time to give up has come.
   */
  async carry(commands: readonly Command[]): Promise<void> {
    await this.#carry(commands)
    if (!this.#troubled) return
    this.#troubled = false
    this.trouble.tell(undefined)
  }

  async #carry(commands: readonly Command[]): Promise<void> {
    const asked = new Map<string, Place>()
    let trouble: Error | undefined
    for (let attempt = 0, waitMs = 0; ; attempt++) {
      const failure = await this.#attempt(commands, asked, attempt > 0)
      if (commands.every(({ reply }) => reply)) return
      trouble ??= failure
      if (performance.now() >= this.#giveUpAt) throw trouble ?? new Error('it is too late')
      if (!failure) continue
      if (attempt > 0 || !isRoutine(failure)) this.#report(failure)
      await sleep(waitMs, undefined, { signal: this.#stop.signal }).catch(() => {})
      waitMs = Math.min(Math.max(waitMs * 2, retryFirstMs), retryLastMs)
      await this.#nodes.refresh().catch((error: Error) => this.#report(error))
    }
  }

  /** What has not been done within this time is given up, and nothing is carried afterwards. */
  giveUpWithin(ms: number): void {
    this.#giveUpAt = performance.now() + ms
    this.#givingUp = setTimeout(() => this.#giveUp(), ms)
  }

  /** Takes `giveUpWithin` back. */
  keepTrying(): void {
    this.#giveUpAt = Number.POSITIVE_INFINITY
    clearTimeout(this.#givingUp)
  }

  close(): void {
    clearTimeout(this.#givingUp)
    this.#nodes.close()
  }

  /** Whatever is waited for comes to an end. */
  #giveUp(): void {
    this.#stop.abort()
    this.#nodes.close()
  }

  /**
   * Sends what has no reply yet. Where a command fails, those behind it on its tag are to be sent
   * again with it, whatever their replies were.
   * @returns why it must be tried again, where there is trouble.
   */
  async #attempt(
    commands: readonly Command[],
    asked: Map<string, Place>,
    again: boolean,
  ): Promise<Error | undefined> {
    const open = commands.filter(({ reply }) => !reply)
    const replies = await this.#send(open, asked, again)
    asked.clear()
    const waiting = new Set<string>()
    const first: Command[] = []
    let failure: Error | undefined
    for (const command of open) {
      const reply = replies.get(command)!
      const { tag } = command.tag
      if (waiting.has(tag)) continue
      const before = 'value' in reply ? command.before?.(reply.value) : undefined
      if (before) first.push(before)
      if ('error' in reply && isTrouble(reply.error)) {
        failure ??= reply.error
        const place = askedFor(reply.error)
        if (place) asked.set(tag, place)
      } else if (!before) {
        command.reply = reply
        continue
      }
      waiting.add(tag)
    }
    if (first.length > 0) await this.#carry(first)
    return failure
  }

  async #send(
    commands: readonly Command[],
    asked: ReadonlyMap<string, Place>,
    again: boolean,
  ): Promise<Map<Command, Reply>> {
    const replies = new Map<Command, Reply>()
    const shares = new Map<Node, Command[]>()
    for (const command of commands) {
      try {
        const place = asked.get(command.tag.tag)
        const node = place ? this.#nodes.at(place) : this.#nodes.of(command.tag.tag)
        const share = shares.get(node)
        if (share) share.push(command)
        else shares.set(node, [command])
      } catch (error) {
        replies.set(command, { error: error as Error })
      }
    }
    const isAsked = (command: Command) => asked.has(command.tag.tag)
    await Promise.all(
      [...shares].map(async ([node, share]) => {
        const answers = await this.#sendTo(node, share, isAsked, again)
        for (const [i, command] of share.entries()) replies.set(command, answers[i]!)
      }),
    )
    return replies
  }

  /** With replicas to wait for, all replies are errors unless enough of them have confirmed. */
  async #sendTo(
    node: Node,
    commands: readonly Command[],
    isAsked: (command: Command) => boolean,
    again: boolean,
  ): Promise<Reply[]> {
    const lines: Words[] = []
    const places = commands.map((command) => {
      if (isAsked(command)) lines.push(['asking'])
      return lines.push(command.words()) - 1
    })
    const written = commands.find(({ writes }) => writes)
    const waits = this.#replicas > 0 && written
    // WAIT looks at what this connection has written: a repeated command may write nothing.
    if (waits && again) lines.push(['set', written.tag.key('repeated'), 1, 'ex', 60])
    if (waits) lines.push(['wait', this.#replicas, confirmWithinMs])
    try {
      const replies = await node.run(lines)
      const unconfirmed = waits && this.#unconfirmed(replies.at(-1)!)
      return places.map((place) => (unconfirmed ? { error: unconfirmed } : replies[place]!))
    } catch (error) {
      return commands.map(() => ({ error: error as Error }))
    }
  }

  #unconfirmed(reply: Reply): Error | undefined {
    if ('error' in reply) return new Error(reply.error.message, { cause: reply.error })
    const count = reply.value as number
    if (count >= this.#replicas) return undefined
    return new Error(`only ${count} of ${this.#replicas} replicas have confirmed a write`)
  }

  #report(error: Error): void {
    if (this.#troubled) return
    this.#troubled = true
    this.trouble.tell(told(error))
  }
}

/** What a script adds to its error says nothing to an operator. */
function told(error: Error): Error {
  if (codeOf(error) === '') return error
  const message = error.message.replace(/ script: [0-9a-f]{40}.*/s, '')
  return new Error(`Redis refuses: ${message}`, { cause: error })
}

/** @throws Error where Redis has called the command wrong, or knows a newer owner: `Fenced`. */
export function resultOf({ reply }: Command): unknown {
  if (!reply) throw new Error('the store has not answered')
  if ('error' in reply && codeOf(reply.error) === 'FENCED') throw new Fenced()
  if ('error' in reply) throw new Error(`The store refuses: ${reply.error.message}`)
  return reply.value
}
