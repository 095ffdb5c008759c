/**
 * The other web gates of the same store. A session lives in the gate that began it; a page that
 * comes back to another one is passed on to it, message by message, so that what is kept and
 * counted stays in one place. A session's token begins with its gate's name.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { dial } from '#host/dial.ts'
import {
  formatWhereabouts,
  type PeerDoor,
  parseWhereabouts,
  type Whereabouts,
} from '#host/whereabouts.ts'
import type { Leases } from '#store/leases.ts'
import { Tenure } from '#store/tenure.ts'
import { binaryProtocol } from './frames.ts'

const leaseMs = 4_000
/** However many pages come with tokens of gates that nobody knows. */
const lookEveryMs = 500
const namesGate = /^[0-9a-f]{8}-/
const dialMs = 3_000
const answerMs = 5_000
/** A page's message, and any line of a server with its tags. */
const messageBytesMax = 64 * 1024

interface About {
  gate: string
  where: string
}

export class Siblings implements AsyncDisposable {
  /** Begins the tokens of this gate's sessions. */
  readonly name = randomBytes(4).toString('hex')
  readonly #tenure: Tenure
  readonly #door: PeerDoor
  #lookedAt = Number.NEGATIVE_INFINITY

  constructor(leases: Leases, door: PeerDoor) {
    this.#door = door
    const about: About = { gate: this.name, where: formatWhereabouts(door.whereabouts) }
    const nothing = () => {}
    this.#tenure = new Tenure(
      { leases, kind: 'webgate', about: JSON.stringify(about), leaseMs },
      { over: nothing, vacancy: nothing },
    )
  }

  begin(): Promise<void> {
    return this.#tenure.begin()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#door.listener.close()
    await this.#tenure.end()
  }

  /**
   * Asks the gate that began a session for it.
   * @param wish the page's own words
   * @returns nothing when that gate is no more, or does not know of the session.
   */
  async resume(house: string, token: string, wish: Buffer): Promise<Resumed | undefined> {
    const where = this.#whereabouts(token) ?? (await this.#lookedUp(token))
    if (!where) return undefined
    const socket = await connectTo(where, house).catch(() => undefined)
    if (!socket) return undefined
    const heard: Buffer[] = []
    const hear = (data: Buffer) => heard.push(data)
    socket.on('message', hear)
    socket.send(wish)
    await answered(socket)
    socket.off('message', hear)
    if (heard[0]?.toString('latin1', 0, 10) === 'RESUME OK ') return { socket, heard }
    socket.terminate()
    return undefined
  }

  /** That gate may have joined a moment ago. */
  async #lookedUp(token: string): Promise<Whereabouts | undefined> {
    const now = performance.now()
    if (!namesGate.test(token) || now < this.#lookedAt + lookEveryMs) return undefined
    this.#lookedAt = now
    await this.#tenure.refresh()
    return this.#whereabouts(token)
  }

  #whereabouts(token: string): Whereabouts | undefined {
    const gates = this.#tenure.others().map((about) => JSON.parse(about) as About)
    const found = gates.find(({ gate }) => token.startsWith(`${gate}-`))
    return found && parseWhereabouts(found.where)
  }
}

/** A session of another gate, and what it has said so far. */
export interface Resumed {
  socket: WebSocket
  heard: Buffer[]
}

async function connectTo({ at, pin }: Whereabouts, house: string): Promise<WebSocket> {
  const tls = pin === undefined ? undefined : { pin: [pin] }
  const duplex = await dial(at, { timeoutMs: dialMs, tls })
  const path = house === 'bouncer' ? '/bouncer/websocket/' : '/webirc/websocket/'
  const socket = new WebSocket(`ws://gate${path}?resume`, [binaryProtocol], {
    createConnection: () => duplex as never,
    handshakeTimeout: dialMs,
    perMessageDeflate: false,
    maxPayload: messageBytesMax,
  })
  socket.on('error', () => {})
  await Promise.race([once(socket, 'open'), once(socket, 'close').then(refused)])
  return socket
}

function refused(): never {
  throw new Error('the other gate has refused')
}

/** Settles with the first message, or when there will be none. */
async function answered(socket: WebSocket): Promise<void> {
  const signal = AbortSignal.timeout(answerMs)
  const any = ['message', 'close'].map((event) => once(socket, event, { signal }))
  await Promise.race(any).catch(() => {})
}
