/**
 * Shelves on Redis: 64 drawers each, so that a large one is spread over a cluster, while all
 * entries of one account lie together and are listed by one question.
 */
import { Buffer } from 'node:buffer'
import type { Shelf } from '../store.ts'
import type { Carry } from './batch.ts'
import { type Command, resultOf } from './courier.ts'
import type { Desk } from './desk.ts'
import { DrawerCommand, exchange, type Operation } from './drawer-command.ts'
import type { Guard } from './guard.ts'
import type { Keys, Tag } from './keys.ts'

export class Shelves {
  readonly #desk: Desk
  readonly #keys: Keys
  readonly #guard: Guard | undefined
  readonly #listed: Set<string>

  /**
   * @param listed which stand in the list of shelves for certain, since nothing takes them out: of
   * this process, whoever writes
   * @param guard of the documents' owner
   */
  constructor(desk: Desk, keys: Keys, listed: Set<string>, guard?: Guard) {
    this.#desk = desk
    this.#keys = keys
    this.#listed = listed
    this.#guard = guard
  }

  /** Values cross as JSON text: what the caller changes afterwards stays the caller's. */
  shelf<T>(name: string): Shelf<T> {
    const write = (operation: Operation) => {
      const listed = this.#list(name)
      const written = this.#ask(name, operation) as Promise<number>
      return Promise.all([written, listed]).then(([changed]) => changed === 1)
    }
    return {
      get: async (key) => {
        const json = (await this.#ask(name, { name: 'get', key })) as string | null
        return json === null ? undefined : (JSON.parse(json) as T)
      },
      add: async (key, value) => write({ name: 'add', key, value: JSON.stringify(value) }),
      put: async (key, value) => {
        await write({ name: 'put', key, value: JSON.stringify(value) })
      },
      replace: async (key, was, value) => {
        const next = value === undefined ? undefined : JSON.stringify(value)
        return write({ name: 'replace', key, value: exchange(JSON.stringify(was), next) })
      },
      remove: (key) => write({ name: 'remove', key }),
      list: async (prefix = '') => {
        const found = await this.#entries(name, prefix)
        return found.map(([key, json]) => [key, JSON.parse(json) as T])
      },
    }
  }

  names(): Promise<string[]> {
    return this.#desk.call((batch) =>
      batch.alone(async (carry) => {
        const tag = this.#keys.shelves()
        const listed = command(tag, ['smembers', tag.key('')])
        await carry([listed])
        const full: string[] = []
        for (const name of (resultOf(listed) as string[]).sort()) {
          if ((await this.#size(name, carry)) > 0) full.push(name)
        }
        return full
      }),
    )
  }

  /** Goes before the first write of this process, so that what lies on a shelf is always found. */
  async #list(name: string): Promise<void> {
    if (this.#listed.has(name)) return
    this.#listed.add(name)
    const tag = this.#keys.shelves()
    const writing: Command = {
      tag,
      writes: true,
      words: () => ['sadd', tag.key(''), name],
    }
    await this.#desk.call((batch) => batch.alone((carry) => carry([writing])))
  }

  #ask(shelf: string, operation: Operation): Promise<unknown> {
    const tag = this.#keys.drawer(shelf, operation.key)
    const call = (one: Operation) => this.#desk.call((batch) => batch.onDrawer(tag, one))
    const guard = this.#guard
    if (!guard) return call(operation)
    const { fence } = guard
    guard.first(tag, () => call({ name: 'raise', key: fence.owner, fence }))
    return guard.watch(call({ ...operation, fence }))
  }

  async #entries(shelf: string, prefix: string): Promise<[string, string][]> {
    const operation: Operation = { name: 'list', key: prefix }
    const tags = this.#keys.drawersOf(shelf, prefix)
    if (tags.length === 1) return pairs((await this.#ask(shelf, operation)) as string[])
    const lists = await this.#desk.call<string[][]>((batch) =>
      batch.alone((carry) => askAll(tags, operation, carry)),
    )
    const found = lists.flatMap(pairs).map(([key, json]) => ({ key, json, at: Buffer.from(key) }))
    found.sort((a, b) => Buffer.compare(a.at, b.at))
    return found.map(({ key, json }) => [key, json])
  }

  async #size(shelf: string, carry: Carry): Promise<number> {
    const commands = this.#keys
      .drawersOf(shelf, '')
      .map((tag) => command(tag, ['zcard', tag.key('keys')]))
    await carry(commands)
    return commands.reduce((sum, each) => sum + (resultOf(each) as number), 0)
  }
}

async function askAll(tags: Tag[], operation: Operation, carry: Carry): Promise<string[][]> {
  const commands = tags.map((tag) => {
    const asking = new DrawerCommand(tag, '')
    asking.add(operation)
    return asking
  })
  await carry(commands)
  return commands.map((each) => each.result(0) as string[])
}

function command(tag: Tag, words: (string | number)[]): Command {
  return { tag, writes: false, words: () => words }
}

function pairs(flat: string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!])
}
