/**
 * The fence: how two servers that change the same thing at once end with the same value.
 *
 * A link is a queue, and the other side applies whatever comes out of it. One end of each link is
 * the active one. It remembers each change that it has sent until the other side has answered that
 * it has read it; a change of the same thing that arrives before that answer was made before ours was
 * read there, and will be overwritten there by ours: so it is not applied here either. Both ends
 * keep the change that came last at the passive end, and so, link by link, does the whole tree.
 *
 * Servers that do not know of it are the passive end without noticing: every PING is answered in
 * order. A thing that can have one value at a time is called a register here: a mode, a mask of a
 * list, a membership, a status, the topic.
 */

/** A change that has been sent. */
export interface Mark {
  /** Folded name of the channel. */
  channel: string
  /** Which of its things: see `registers`. */
  register: string
  /** The age of the channel that it was sent with: the other side drops it where it knows a lesser. */
  ts?: number | undefined
  /** What a status or a flag was set to. */
  on?: boolean | undefined
  /** Set where the other side merges this parameter with its own. */
  merges?: string | undefined
}

export interface Pending {
  n: number
  ts: number | undefined
  on: boolean
  merges: string | undefined
  /** The other side has said itself that the member left. */
  left?: true
}

/** The names of the registers of a channel. */
export const registers = {
  mode: (letter: string) => `mode ${letter}`,
  entry: (letter: string, mask: string) => `entry ${letter} ${mask}`,
  member: (uid: string) => `member ${uid}`,
  status: (letter: string, uid: string) => `status ${letter} ${uid}`,
  topic: 'topic',
  /** How old the channel is. */
  age: 'age',
  /** That everybody has left the channel. */
  end: 'end',
  /** That a nick is taken away from a user, who took it then; its channel is ''. */
  save: (uid: string, at: number) => `save ${uid} ${at}`,
}

export class Fence {
  /** Whether this end is the one that discards. */
  active = false
  #sent = 0
  #passed = 0
  readonly #pending = new Map<string, Map<string, Pending[]>>()
  /** In the order in which they were sent. */
  readonly #waiting: { n: number; channel: string; register: string }[] = []

  /** Remembers what a line changes. @returns the number to ask back for. */
  mark(marks: Mark[]): number {
    const n = ++this.#sent
    for (const { channel, register, ts, on = true, merges } of marks) {
      const inside = this.#pending.get(channel) ?? new Map<string, Pending[]>()
      this.#pending.set(channel, inside)
      const told = inside.get(register) ?? []
      inside.set(register, told)
      told.push({ n, ts, on, merges })
      this.#waiting.push({ n, channel, register })
    }
    return n
  }

  /** How many questions have been asked, and how many answered. */
  get open(): number {
    return this.#sent - this.#passed
  }

  /** Up to which question the other side has answered. */
  get passed(): number {
    return this.#passed
  }

  /** How many changes are on their way, as far as is known. */
  get size(): number {
    return this.#waiting.length
  }

  /** The other side has read everything up to the next question, or up to that number. */
  answered(n: number = this.#passed + 1): void {
    // What was not asked is no answer.
    if (!(n <= this.#sent)) return
    this.#passed = Math.max(this.#passed, n)
    let done = 0
    while (done < this.#waiting.length && this.#waiting[done]!.n <= n) {
      const { channel, register } = this.#waiting[done++]!
      const inside = this.#pending.get(channel)
      const told = inside?.get(register)
      while (told?.[0] && told[0].n <= n) told.shift()
      if (!told?.length) inside?.delete(register)
      if (inside?.size === 0) this.#pending.delete(channel)
    }
    if (done) this.#waiting.splice(0, done)
  }

  /** Whether anything about the channel is on its way. */
  isOpen(channel: string): boolean {
    return this.#pending.has(channel)
  }

  /** Whether somebody's coming or going is on its way: so the channel is, or will be, there. */
  isInhabited(channel: string): boolean {
    const inside = this.#pending.get(channel) ?? new Map<string, Pending[]>()
    if (inside.has(registers.end)) return true
    return inside.entries().some(([register, told]) => {
      return register.startsWith('member ') && !told.at(-1)!.left
    })
  }

  /** The other side says that somebody left; with the last of whom we told it the channel ended there. */
  left(channel: string, uid: string): void {
    const inside = this.#pending.get(channel)
    const told = inside?.get(registers.member(uid))
    if (!inside || !told) return
    for (const each of told) each.left = true
    const isLast = inside.entries().every(([register, [...all]]) => {
      return !register.startsWith('member ') || all.at(-1)!.left
    })
    if (isLast) inside.delete(registers.end)
  }

  /** Whether a change is on its way, be it that it will be overwritten. */
  isUnderway(channel: string, register: string): boolean {
    return this.#pending.get(channel)?.has(register) ?? false
  }

  /**
   * How old the channel will be at the other side at most, if it is there still when it has read all
   * that is on its way; endless where nothing is.
   */
  age(channel: string): number {
    const told = this.#pending.get(channel)?.get(registers.age) ?? []
    return Math.min(...told.map(({ ts }) => ts ?? Number.POSITIVE_INFINITY))
  }

  /** Folded names of the channels about whose register of that name something is on its way. */
  where(register: string): string[] {
    return [...this.#pending].flatMap(([channel, inside]) => (inside.has(register) ? channel : []))
  }

  /** What is on its way for a register, the latest last; nothing where none is. */
  pending(channel: string, register: string): Pending[] | undefined {
    if (!this.active) return undefined
    return this.#pending.get(channel)?.get(register)
  }

  /**
   * The channel is older than we knew: the other side drops all that we sent as if it were younger,
   * except who came and went.
   */
  lowered(channel: string, ts: number): void {
    const inside = this.#pending.get(channel)
    for (const [register, list] of inside ?? []) {
      const left = list.filter((each) => each.ts === undefined || each.ts <= ts)
      if (left.length) inside!.set(register, left)
      else inside!.delete(register)
    }
  }

  /** What the other side will make of a member's status: the last word that is on its way. */
  status(channel: string, letter: string, uid: string): boolean | undefined {
    const given = this.pending(channel, registers.status(letter, uid))?.at(-1)
    const moved = this.pending(channel, registers.member(uid))?.at(-1)
    if (moved && (!given || given.n < moved.n)) return false
    return given?.on
  }
}
