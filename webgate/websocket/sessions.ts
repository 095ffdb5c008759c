/** The sessions that pages may come back to, by their tokens: see `resumable.ts`. */
import { createHash } from 'node:crypto'
import { Forwarded } from './forwarded.ts'
import { LineSocket, type Wire } from './line-socket.ts'
import { Resumable, type ResumableOptions } from './resumable.ts'
import type { Siblings } from './siblings.ts'

type Session = Pick<Resumable, 'hear' | 'drained' | 'detach' | 'ping' | 'close' | 'terminate'>

interface Returning {
  socket: LineSocket
  house: string
  token: string
  line: Buffer
}

/** How long a page may take to say what it wants. */
const wishMsMax = 10_000
const expected = 'RESUME, alone or with a token and a number, was expected first'

export interface Arrival {
  /** What a new session stands on; nothing when there is no room for one. */
  begin(): ResumableOptions | undefined
  /** The page is with its session, in this gate. */
  settled(): void
}

export interface SessionsOptions {
  /** The other gates, where there may be any. */
  siblings: Siblings | undefined
  queueBytesMax: number
  /** Told of every page that came back with a token. */
  cameBack: (outcome: 'resumed' | 'gone') => void
}

/** @returns whether a page knows of all this, and will say first what it wants. */
export function wantsSession(url: string | undefined): boolean {
  return new URLSearchParams(url?.split('?', 2)[1] ?? '').has('resume')
}

export class Sessions {
  readonly #options: SessionsOptions
  /** By a hash of the token, and of where it leads: how long a look-up takes tells nothing. */
  readonly #sessions = new Map<string, Resumable>()
  /** Pages that have not said yet what they want, or wait for another gate. */
  readonly #guests = new Set<LineSocket>()
  /** Pages whose session is in another gate. */
  readonly #forwarded = new Set<Forwarded>()

  constructor(options: SessionsOptions) {
    this.#options = options
  }

  get guests(): number {
    return this.#guests.size
  }

  get size(): number {
    return this.#sessions.size + this.#guests.size + this.#forwarded.size
  }

  *[Symbol.iterator](): Iterator<Pick<Resumable, 'ping' | 'close' | 'terminate'>> {
    yield* this.#sessions.values()
    yield* this.#guests
    yield* this.#forwarded
  }

  /** Waits for what the page wants, and leads it to its session. */
  receive(wire: Wire, house: string, { begin, settled }: Arrival): void {
    let session: Session | undefined
    let isWaiting = false
    const arrive = (found: Session | undefined) => {
      session = found
      this.#guests.delete(socket)
      if (found instanceof Resumable) settled()
    }
    const socket: LineSocket = new LineSocket(wire, this.#options.queueBytesMax, {
      line: (line) => {
        if (session) return session.hear(line)
        // It was to wait for the answer.
        if (isWaiting) return socket.close(1008, expected)
        isWaiting = true
        clearTimeout(timer)
        const entered = this.#enter(socket, house, line, begin)
        if (!(entered instanceof Promise)) {
          arrive(entered)
          return
        }
        socket.pause()
        entered.then(arrive)
      },
      drained: () => session?.drained(),
      gone: (why, code) => {
        this.#guests.delete(socket)
        session?.detach(socket, why, code)
      },
    })
    const timer = setTimeout(() => socket.close(1008, expected), wishMsMax).unref()
    this.#guests.add(socket)
    socket.resume()
  }

  #enter(
    socket: LineSocket,
    house: string,
    line: Buffer,
    begin: Arrival['begin'],
  ): Session | undefined | Promise<Session | undefined> {
    const wish = /^RESUME(?: ([\w-]+) (\d{1,15}))?\r\n$/.exec(line.toString('latin1', 0, 120))
    if (!wish) {
      socket.close(1008, expected)
      return undefined
    }
    const [, token, ack] = wish
    if (token === undefined) return this.#begin(socket, house, begin)
    const known = this.#sessions.get(keyOf(house, token))
    const { siblings } = this.#options
    if (!known && siblings) return this.#forward(siblings, { socket, house, token, line }, begin)
    const fits = known?.holds(Number(ack)) === true
    this.#options.cameBack(fits ? 'resumed' : 'gone')
    if (!fits) return this.#begin(socket, house, begin)
    known.resume(socket, Number(ack))
    return known
  }

  /** The session may be in another gate. */
  async #forward(
    siblings: Siblings,
    { socket, house, token, line }: Returning,
    begin: Arrival['begin'],
  ): Promise<Session | undefined> {
    const found = await siblings.resume(house, token, line.subarray(0, -2))
    if (!socket.open) {
      found?.socket.terminate()
      return undefined
    }
    this.#options.cameBack(found ? 'resumed' : 'gone')
    if (!found) {
      socket.resume()
      return this.#begin(socket, house, begin)
    }
    const forwarded = new Forwarded(socket, found, () => this.#forwarded.delete(forwarded))
    this.#forwarded.add(forwarded)
    return forwarded
  }

  #begin(socket: LineSocket, house: string, begin: Arrival['begin']): Resumable | undefined {
    const options = begin()
    if (!options) {
      socket.close(1008, 'too many connections of this address')
      return undefined
    }
    const session: Resumable = new Resumable({
      ...options,
      ended: (why) => {
        if (this.#sessions.delete(keyOf(house, session.token))) options.ended(why)
      },
    })
    this.#sessions.set(keyOf(house, session.token), session)
    session.begin(socket)
    return session
  }
}

function keyOf(house: string, token: string): string {
  return createHash('sha256').update(`${house} ${token}`).digest('base64')
}
