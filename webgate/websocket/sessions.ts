/** The sessions that pages may come back to, by their tokens: see `resumable.ts`. */
import { createHash } from 'node:crypto'
import { LineSocket, type Wire } from './line-socket.ts'
import { Resumable, type ResumableOptions } from './resumable.ts'

/** How long a page may take to say what it wants. */
const wishMsMax = 10_000
const expected = 'RESUME, alone or with a token and a number, was expected first'

export interface SessionsOptions {
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
  /** Pages that have not said yet what they want. */
  readonly #guests = new Set<LineSocket>()

  constructor(options: SessionsOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#sessions.size + this.#guests.size
  }

  *[Symbol.iterator](): Iterator<Pick<Resumable, 'ping' | 'close' | 'terminate'>> {
    yield* this.#sessions.values()
    yield* this.#guests
  }

  /**
   * Waits for what the page wants, and leads it to its session.
   * @param begin what a new session stands on; nothing when there is no room for one
   */
  receive(wire: Wire, house: string, begin: () => ResumableOptions | undefined): void {
    let session: Resumable | undefined
    const socket: LineSocket = new LineSocket(wire, this.#options.queueBytesMax, {
      line: (line) => {
        if (session) return session.hear(line)
        this.#guests.delete(socket)
        clearTimeout(timer)
        session = this.#enter(socket, house, line, begin)
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
    begin: () => ResumableOptions | undefined,
  ): Resumable | undefined {
    const wish = /^RESUME(?: ([\w-]+) (\d{1,15}))?\r\n$/.exec(line.toString('latin1', 0, 100))
    if (!wish) {
      socket.close(1008, expected)
      return undefined
    }
    const [, token, ack] = wish
    if (token === undefined) return this.#begin(socket, house, begin)
    const known = this.#sessions.get(keyOf(house, token))
    const fits = known?.holds(Number(ack)) === true
    this.#options.cameBack(fits ? 'resumed' : 'gone')
    if (!fits) return this.#begin(socket, house, begin)
    known.resume(socket, Number(ack))
    return known
  }

  #begin(
    socket: LineSocket,
    house: string,
    begin: () => ResumableOptions | undefined,
  ): Resumable | undefined {
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
