/** All that one batch does with one drawer of a shelf. */
import { type Command, resultOf } from './courier.ts'
import type { Tag } from './keys.ts'
import type { Words } from './node.ts'
import { call } from './scripts.ts'

export interface Operation {
  name: 'get' | 'add' | 'put' | 'remove' | 'list'
  /** A prefix for `list`. */
  key: string
  value?: string | undefined
}

export class DrawerCommand implements Command {
  readonly tag: Tag
  reply: Command['reply']
  readonly #number: string
  readonly #operations: Operation[] = []

  /** @param number unlike that of any other batch of any process: `CLIENT/COUNT` */
  constructor(tag: Tag, number: string) {
    this.tag = tag
    this.#number = number
  }

  get writes(): boolean {
    return this.#operations.some(({ name }) => name !== 'get' && name !== 'list')
  }

  /** @returns which of the operations it is. */
  add(operation: Operation): number {
    return this.#operations.push(operation) - 1
  }

  result(index: number): unknown {
    return (resultOf(this) as unknown[])[index]
  }

  words(): Words {
    const { key } = this.tag
    const [client] = this.#number.split('/')
    const keys = [key('values'), key('keys'), key(`done/${client}`)]
    const words = this.#operations.flatMap(({ name, key, value = '' }) => [name, key, value])
    return this.writes
      ? call('drawer', keys, [this.#number, ...words])
      : call('drawerRead', keys, ['', ...words])
  }
}
