/** All that one batch does with one drawer of a shelf. */
import { Buffer } from 'node:buffer'
import { type Fence, Fenced } from '../leases.ts'
import { type Command, resultOf } from './courier.ts'
import type { Tag } from './keys.ts'
import type { Words } from './node.ts'
import { call } from './scripts.ts'

export interface Operation {
  /** `raise` shuts out the older owners of what begins with its key. */
  name: 'get' | 'add' | 'put' | 'replace' | 'remove' | 'list' | 'raise'
  /** A prefix for `list`. */
  key: string
  /** For `replace` see `exchange`. */
  value?: string | undefined
  fence?: Fence | undefined
}

/** Both documents of a `replace` in one word: the bytes of the first, a colon, and the two. */
export function exchange(was: string, value: string | undefined): string {
  return `${Buffer.byteLength(was)}:${was}${value ?? ''}`
}

/** What a refused operation yields; no value of JSON reads so. */
const shutOut = 'FENCED'

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
    const result = (resultOf(this) as unknown[])[index]
    if (result === shutOut) throw new Fenced()
    return result
  }

  words(): Words {
    const { key } = this.tag
    const [client] = this.#number.split('/')
    const keys = [key('values'), key('keys'), key(`done/${client}`), key('fences')]
    const words = this.#operations.flatMap(({ name, key, value = '', fence }) => {
      return [name, key, value, fence?.owner ?? '', fence?.token ?? '']
    })
    return this.writes
      ? call('drawer', keys, [this.#number, ...words])
      : call('drawerRead', keys, ['', ...words])
  }
}
