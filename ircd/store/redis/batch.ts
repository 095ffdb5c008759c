/**
 * Calls that travel together. What one batch writes to a log is one command, and so is all that it
 * does with a shelf's drawer: then a batch that is repeated, or half of it, changes nothing and
 * gives the same answers. A call that would break this opens the next batch.
 */
import type { NewRow } from '../store.ts'
import { AppendCommand } from './append-command.ts'
import { type Command, resultOf } from './courier.ts'
import { DrawerCommand, type Operation } from './drawer-command.ts'
import type { Keys, Tag } from './keys.ts'
import type { Words } from './node.ts'

/** Sends commands, and settles when all have their reply. */
export type Carry = (commands: readonly Command[]) => Promise<void>

/** What a call comes to, once its batch has been carried; it throws what Redis has refused. */
export type Answer = (carry: Carry) => unknown

/** A call takes its place in a batch, or has no room in it. */
export type Call = (batch: Batch) => Answer | undefined

/** More than this waits for the next batch, so that nobody waits for all. */
const rowsMax = 512
const charsMax = 1024 * 1024

export class Batch {
  readonly commands: Command[] = []
  readonly #keys: Keys
  /** Tells this batch's writes from those of all others, so that a repeated one is known. */
  readonly #number: string
  readonly #appends = new Map<string, AppendCommand>()
  readonly #drawers = new Map<string, DrawerCommand>()
  readonly #read = new Set<string>()
  #rows = 0
  #chars = 0
  #lone = false

  constructor(keys: Keys, number: string) {
    this.#keys = keys
    this.#number = number
  }

  /** Rows behind a read of their log wait, so that a repeated read never sees them. */
  append(rows: readonly NewRow[], token: number | undefined): Answer | undefined {
    const chars = rows.reduce((sum, { line }) => sum + line.length, 0)
    if (rows.some(({ log }) => this.#read.has(this.#keys.log(log).tag))) return undefined
    if (!this.#hasRoom(rows.length, chars)) return undefined
    const places = rows.map((row) => {
      const command = this.#appendTo(row.log, token)
      return { command, index: command.add(row) }
    })
    return () => places.map(({ command, index }) => command.seq(index))
  }

  /** A read of a log. */
  read<T>(tag: Tag, words: Words, decode: (value: never) => T): Answer | undefined {
    return this.#one({ tag, writes: false, words: () => words }, decode)
  }

  /** A write that changes nothing when it comes a second time, and answers the same. */
  write<T>(tag: Tag, words: Words, decode: (value: never) => T): Answer | undefined {
    return this.#one({ tag, writes: true, words: () => words }, decode)
  }

  #one<T>(command: Command, decode: (value: never) => T): Answer | undefined {
    if (!this.#hasRoom(1, 0)) return undefined
    this.#read.add(command.tag.tag)
    this.commands.push(command)
    return () => decode(resultOf(command) as never)
  }

  onDrawer(tag: Tag, operation: Operation): Answer | undefined {
    if (!this.#hasRoom(1, operation.value?.length ?? 0)) return undefined
    let command = this.#drawers.get(tag.tag)
    if (!command) {
      command = new DrawerCommand(tag, this.#number)
      this.#drawers.set(tag.tag, command)
      this.commands.push(command)
    }
    const index = command.add(operation)
    return () => command.result(index)
  }

  /** A call that takes several turns with Redis travels by itself. */
  alone(work: (carry: Carry) => Promise<unknown>): Answer | undefined {
    if (this.#lone || this.#rows > 0) return undefined
    this.#lone = true
    return work
  }

  #appendTo(log: string, token: number | undefined): AppendCommand {
    const key = `${token}/${log}`
    let command = this.#appends.get(key)
    if (!command) {
      command = new AppendCommand(this.#keys, log, token)
      this.#appends.set(key, command)
      this.commands.push(command)
    }
    return command
  }

  #hasRoom(rows: number, chars: number): boolean {
    if (this.#lone) return false
    const isFull = this.#rows + rows > rowsMax || this.#chars + chars > charsMax
    if (isFull && this.#rows > 0) return false
    // An empty call takes a place as well, so that a batch has an end.
    this.#rows += Math.max(1, rows)
    this.#chars += chars
    return true
  }
}
