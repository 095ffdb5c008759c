/**
 * The plain WebSockets, a line in each message: which requests become one, and where each leads.
 *
 * | path (and anything below) | leads to |
 * |---|---|
 * | `/webirc/websocket/` | the IRC server, introduced with WEBIRC |
 * | `/bouncer/websocket/` | the bouncer, which asks for a login anyway |
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Log } from '#host/log.ts'
import type { Transport, WebMetrics } from '../metrics.ts'
import type { UpstreamEvents } from '../upstream/conversation.ts'
import type { Destinations, HouseName } from '../upstream/destinations.ts'
import { isRefusal, type Reception, type Visitor } from '../visitor/reception.ts'
import { Bridge } from './bridge.ts'
import { chooseProtocol } from './frames.ts'
import type { Wire } from './line-socket.ts'
import { refuseUpgrade } from './refuse.ts'
import type { ResumableOptions } from './resumable.ts'
import { Sessions, wantsSession } from './sessions.ts'
import type { Siblings } from './siblings.ts'

/** Pages that other gates have brought and that have not said yet what they want. */
const guestsMax = 1_000

export interface GateOptions {
  log: Log
  metrics: WebMetrics
  reception: Reception
  destinations: Destinations
  messageBytesMax: number
  queueBytesMax: number
  /** How long a page may be away and still resume, in milliseconds; 0 for never. */
  resumeMs: number
  resumeBytesMax: number
  /** The other gates, where there may be any. */
  siblings: Siblings | undefined
}

/** The house that a path leads to. */
export function houseOf(path: string): HouseName | undefined {
  if (path === '/webirc/websocket' || path.startsWith('/webirc/websocket/')) return 'ircd'
  if (path === '/bouncer/websocket' || path.startsWith('/bouncer/websocket/')) return 'bouncer'
  return undefined
}

export class Gate {
  readonly #options: GateOptions
  readonly #bridges = new Set<Bridge>()
  readonly #sessions: Sessions
  readonly #server: WebSocketServer

  constructor(options: GateOptions) {
    this.#options = options
    this.#sessions = new Sessions({
      siblings: options.siblings,
      queueBytesMax: options.queueBytesMax,
      cameBack: (outcome) => options.metrics.resumed.inc({ outcome }),
    })
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.messageBytesMax,
      handleProtocols: (offered) => chooseProtocol(offered) ?? false,
    })
  }

  /** Conversations that are open now. */
  get size(): number {
    return this.#bridges.size + this.#sessions.size
  }

  /** Takes over a request that asks for a WebSocket; any answer, also a refusal, is written here. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, house: HouseName): void {
    const { reception } = this.#options
    const resumes = this.#options.resumeMs > 0 && wantsSession(request.url)
    const visitor = resumes ? reception.receive(request) : reception.admit(request)
    if (isRefusal(visitor)) return refuseUpgrade(socket, visitor.status, visitor.text)
    // Whatever becomes of the handshake, the socket closes once and gives its place back.
    socket.once('close', visitor.leave)
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      this.#options.log.debug({ house, ip: visitor.ip, protocol: ws.protocol }, 'socket open')
      const wire = { socket: ws, stream: socket }
      if (resumes) this.#receive(wire, house, visitor)
      else this.#bridge(wire, house, visitor)
    })
  }

  /** Another gate brings a page back to its session. Nothing else can be had here. */
  visit(request: IncomingMessage, socket: Duplex, head: Buffer, house: HouseName): void {
    if (this.#sessions.guests >= guestsMax) return refuseUpgrade(socket, 429, 'Too many at once')
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      const wire = { socket: ws, stream: socket }
      this.#sessions.receive(wire, house, { begin: () => undefined, settled: () => {} })
    })
  }

  #receive(wire: Wire, house: HouseName, visitor: Visitor): void {
    this.#sessions.receive(wire, house, {
      begin: () => this.#session(house, visitor),
      settled: visitor.leave,
    })
  }

  #bridge(wire: Wire, house: HouseName, visitor: Visitor): void {
    const ended = this.#count('websocket', house, visitor)
    const bridge = new Bridge({
      wire,
      queueBytesMax: this.#options.queueBytesMax,
      open: (events) => this.#lead(house, visitor, events),
      ended: (why) => {
        this.#bridges.delete(bridge)
        ended(why)
      },
    })
    this.#bridges.add(bridge)
  }

  /** A session holds the place of its page, since it outlives all of its sockets. */
  #session(house: HouseName, visitor: Visitor): ResumableOptions | undefined {
    const { reception, resumeMs, resumeBytesMax, siblings } = this.#options
    const release = reception.hold(visitor.ip)
    if (!release) return undefined
    const ended = this.#count('resumable', house, visitor)
    return {
      gate: siblings?.name,
      awayMsMax: resumeMs,
      keptBytesMax: resumeBytesMax,
      answersPing: house === 'ircd',
      open: (events) => this.#lead(house, visitor, events),
      ended: (why) => {
        release()
        ended(why)
      },
    }
  }

  #lead(house: HouseName, visitor: Visitor, events: UpstreamEvents) {
    return this.#options.destinations.house(house).open(visitor, events)
  }

  #count(transport: Transport, house: HouseName, { ip }: Visitor): (why: string) => void {
    const { log, metrics } = this.#options
    metrics.sessions.inc({ transport })
    return (why) => {
      metrics.sessions.dec({ transport })
      // A page may close with any code: those are not counted one by one.
      if (!why.startsWith('closed by')) metrics.ended.inc({ reason: why })
      log.debug({ house, ip, why }, 'conversation ended')
    }
  }

  ping(): void {
    for (const one of this.#all()) one.ping()
  }

  /** Tells every browser that the gateway goes; they reconnect by themselves. */
  close(): void {
    for (const one of this.#all()) one.close(1001, 'the gateway is shutting down')
  }

  /** Cuts off those who did not answer the goodbye. */
  terminate(): void {
    for (const one of this.#all()) one.terminate('the gateway is shutting down')
  }

  #all(): Pick<Bridge, 'ping' | 'close' | 'terminate'>[] {
    return [...this.#bridges, ...this.#sessions]
  }
}
