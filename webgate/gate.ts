/**
 * The WebSocket side: which requests become a socket, and where each leads.
 *
 * | path (and anything below) | leads to |
 * |---|---|
 * | `/webirc/websocket/` | the IRC server, introduced with WEBIRC |
 * | `/bouncer/websocket/` | the bouncer, which asks for a login anyway |
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Log } from '#host/log.ts'
import { taggedLineBytesMax } from '#wire/message.ts'
import type { Origin } from './address.ts'
import { Bridge } from './bridge.ts'
import { chooseProtocol } from './frames.ts'
import type { AllowedOrigins } from './origins.ts'
import { Tally } from './tally.ts'
import { webircLine } from './webirc.ts'

export interface GateOptions {
  log: Log
  origins: AllowedOrigins
  /** Where a request comes from. */
  origin: (request: IncomingMessage) => Origin
  /** Opens a connection to the IRC server or to the bouncer; nothing when there is no such house. */
  dial: (house: House) => Promise<Duplex> | undefined
  /** The password that the IRC server takes WEBIRC with; without one nobody is introduced. */
  secret?: string | undefined
  socketsPerAddressMax: number
  pingMs: number
}

export type House = 'ircd' | 'bouncer'

/** The house that a path leads to. */
export function houseOf(path: string): House | undefined {
  if (path === '/webirc/websocket' || path.startsWith('/webirc/websocket/')) return 'ircd'
  if (path === '/bouncer/websocket' || path.startsWith('/bouncer/websocket/')) return 'bouncer'
  return undefined
}

export class Gate {
  readonly #options: GateOptions
  readonly #bridges = new Set<Bridge>()
  readonly #tally: Tally
  readonly #pings: NodeJS.Timeout
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: taggedLineBytesMax,
    handleProtocols: (offered) => chooseProtocol(offered) ?? false,
  })

  constructor(options: GateOptions) {
    this.#options = options
    this.#tally = new Tally(options.socketsPerAddressMax)
    this.#pings = setInterval(() => this.#ping(), options.pingMs).unref()
  }

  /** Sockets that are open now. */
  get size(): number {
    return this.#bridges.size
  }

  /** Takes over a request that asks for a WebSocket; any answer, also a refusal, is written here. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, path: string): void {
    socket.on('error', () => socket.destroy())
    const house = houseOf(path)
    if (!house) return refuse(socket, 404, 'There is no socket at this path')
    const from = this.#options.origin(request)
    if (!this.#options.origins.allows(request.headers.origin, from.host)) {
      this.#options.log.info({ ip: from.ip, origin: request.headers.origin }, 'origin refused')
      return refuse(socket, 403, 'Pages of this origin may not connect')
    }
    if (!this.#tally.take(from.ip)) return refuse(socket, 429, 'Too many sockets of this address')
    // Whatever becomes of the handshake, the socket closes once and gives its place back.
    socket.once('close', () => this.#tally.release(from.ip))
    this.#server.handleUpgrade(request, socket, head, (ws) => this.#open(ws, house, from))
  }

  #open(socket: WebSocket, house: House, from: Origin): void {
    const { dial, log, secret } = this.#options
    const upstream = dial(house)
    if (!upstream) return socket.close(1013, `there is no ${house} here`)
    upstream.catch((error: Error) => log.warn({ house, error: error.message }, 'dial failed'))
    const bridge = new Bridge({
      socket,
      upstream,
      introduction: house === 'ircd' && secret ? webircLine(secret, from) : undefined,
      ended: (why) => {
        this.#bridges.delete(bridge)
        log.debug({ house, ip: from.ip, why }, 'socket closed')
      },
    })
    this.#bridges.add(bridge)
    log.debug({ house, ip: from.ip, protocol: socket.protocol }, 'socket open')
  }

  #ping(): void {
    for (const bridge of this.#bridges) bridge.ping()
  }

  /** Tells every browser that the gateway goes; they reconnect by themselves. */
  close(): void {
    clearInterval(this.#pings)
    for (const bridge of this.#bridges) bridge.close(1001, 'the gateway is shutting down')
  }

  /** Cuts off those who did not answer the goodbye. */
  terminate(): void {
    for (const bridge of this.#bridges) bridge.terminate('the gateway is shutting down')
  }
}

const reasons = { 404: 'Not Found', 403: 'Forbidden', 429: 'Too Many Requests' } as const

function refuse(socket: Duplex, status: keyof typeof reasons, text: string): void {
  const body = `${text}\n`
  socket.end(
    `HTTP/1.1 ${status} ${reasons[status]}\r\nConnection: close\r\n` +
      `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
}
