/**
 * The names of the keys. Whatever is written together carries one hash tag, so that it stands on
 * one node of a cluster: each log is a tag, and each of a shelf's drawers.
 *
 * | key | type | |
 * |---|---|---|
 * | `causerie:{log/NAME}:rows` | stream | the rows by seq: entry `SEQ-0`, buffer → packed row |
 * | `causerie:{log/NAME}:seq` | string | the highest seq that was ever given |
 * | `causerie:{log/NAME}:said` | sorted set | buffers by the time of their newest message |
 * | `causerie:{log/NAME}:any` | sorted set | buffers by the time of their newest row |
 * | `causerie:{log/NAME}:bytes` | hash | buffer → bytes of its packed rows |
 * | `causerie:{log/NAME}:ids/BUFFER` | hash | id → seq |
 * | `causerie:{log/NAME}:messages/BUFFER` | sorted set | ids by time; Redis orders ties by bytes |
 * | `causerie:{log/NAME}:events/BUFFER` | sorted set | the same of what is no message |
 * | `causerie:{log/NAME}:done/CLIENT` | string | the last step of forgetting, and its result |
 * | `causerie:{log/NAME}:fence` | string | the token of the log's newest owner |
 * | `causerie:{logs/DRAWER}` | sorted set | names of logs, by the second of their registration |
 * | `causerie:{shelf/NAME/DRAWER}:values` | hash | key → JSON |
 * | `causerie:{shelf/NAME/DRAWER}:keys` | sorted set | the keys, all of one score: by bytes |
 * | `causerie:{shelf/NAME/DRAWER}:done/CLIENT` | string | the last write, and its results |
 * | `causerie:{shelf/NAME/DRAWER}:fences` | hash | first part of keys → token of its newest owner |
 * | `causerie:{leases/KIND}:…` | | see `lease-scripts.ts` |
 * | `causerie:{shelves}` | set | names of shelves |
 * | `causerie:{format}` | string | which of these tables the data follows |
 */
import { crc16 } from './slot.ts'

/** What all keys that are written together share. */
export interface Tag {
  /** Decides the node. */
  tag: string
  key(name: string): string
}

/** Enough to spread a shelf over any cluster, few enough to list it by asking each. */
export const drawers = 64

export class Keys {
  readonly #prefix: string

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  log(name: string): Tag {
    return this.#tag(`log/${name}`)
  }

  /** Where the name of a log stands, so that the log is found again. */
  registry(log: string): Tag {
    return this.#tag(`logs/${crc16(log) % drawers}`)
  }

  registries(): Tag[] {
    return numbers.map((drawer) => this.#tag(`logs/${drawer}`))
  }

  /** Keys that share what stands before their first `/` lie in one drawer. */
  drawer(shelf: string, key: string): Tag {
    return this.#tag(`shelf/${shelf}/${crc16(firstPart(key)) % drawers}`)
  }

  /** The drawers in which keys of this prefix may lie. */
  drawersOf(shelf: string, prefix: string): Tag[] {
    if (prefix.includes('/')) return [this.drawer(shelf, prefix)]
    return numbers.map((drawer) => this.#tag(`shelf/${shelf}/${drawer}`))
  }

  shelves(): Tag {
    return this.#tag('shelves')
  }

  /** Members of one kind, and what they own. */
  leases(kind: string): Tag {
    return this.#tag(`leases/${kind}`)
  }

  format(): Tag {
    return this.#tag('format')
  }

  /** A tag ends at its first brace, which a name may contain. */
  #tag(text: string): Tag {
    const tag = text.replaceAll('%', '%25').replaceAll('}', '%7D')
    const base = `${this.#prefix}:{${tag}}`
    return { tag, key: (name) => (name === '' ? base : `${base}:${name}`) }
  }
}

const numbers = Array.from({ length: drawers }, (_, drawer) => drawer)

function firstPart(key: string): string {
  const end = key.indexOf('/')
  return end < 0 ? key : key.slice(0, end)
}
