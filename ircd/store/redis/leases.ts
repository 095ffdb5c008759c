/** Leases and fences on Redis: see `../leases.ts`. */
import type { Claim, Fence, Leases, Member } from '../leases.ts'
import type { Store } from '../store.ts'
import type { Desk } from './desk.ts'
import type { Keys, Tag } from './keys.ts'
import { call, type ScriptName } from './scripts.ts'

const parts = ['members', 'about', 'owners', 'token']

export class RedisLeases implements Leases {
  readonly #desk: Desk
  readonly #keys: Keys
  readonly fence: (fence: Fence) => Store

  constructor(desk: Desk, keys: Keys, fence: (fence: Fence) => Store) {
    this.#desk = desk
    this.#keys = keys
    this.fence = fence
  }

  async renew(
    { kind, id, about, isNew }: Parameters<Leases['renew']>[0],
    forMs: number,
  ): Promise<Map<string, Member> | undefined> {
    const flat = await this.#run<(string | number)[] | null>('renew', kind, [
      id,
      forMs,
      about,
      isNew ? 1 : 0,
    ])
    return flat === null ? undefined : rollOf(flat)
  }

  async leave(kind: string, id: string): Promise<void> {
    await this.#run('leave', kind, [id, 1])
  }

  async bury(kind: string, id: string): Promise<void> {
    await this.#run('leave', kind, [id, 0])
  }

  async claim(kind: string, id: string, name: string): Promise<Claim> {
    const answer = await this.#run<string | [string, string, number] | null>('claim', kind, [
      id,
      name,
    ])
    if (answer === null) return 'over'
    if (typeof answer === 'string') return { token: Number(answer) }
    const [holder, about, overdue] = answer
    return { holder, member: { about, overdue: overdue === 1 } }
  }

  async release(kind: string, id: string, name: string): Promise<void> {
    await this.#run('release', kind, [id, name])
  }

  async owners(kind: string): Promise<Map<string, string>> {
    const tag = this.#keys.leases(kind)
    const held = ['hgetall', tag.key('owners')]
    const owners = await this.#carry<Record<string, string>>(tag, false, held)
    return new Map(Object.entries(owners).map(([name, one]) => [name, one.split(' ')[1]!]))
  }

  #run<T>(script: ScriptName, kind: string, values: (string | number)[]): Promise<T> {
    const tag = this.#keys.leases(kind)
    return this.#carry<T>(tag, true, call(script, parts.map(tag.key), values))
  }

  #carry<T>(tag: Tag, writes: boolean, words: (string | number)[]): Promise<T> {
    const decode = (value: T) => value
    return this.#desk.call<T>((batch) =>
      writes ? batch.write(tag, words, decode) : batch.read(tag, words, decode),
    )
  }
}

function rollOf(flat: (string | number)[]): Map<string, Member> {
  const roll = new Map<string, Member>()
  for (let i = 0; i < flat.length; i += 3) {
    roll.set(String(flat[i]), { about: String(flat[i + 1]), overdue: flat[i + 2] === 1 })
  }
  return roll
}
