/**
 * The web house: the page at `/`, and WebSockets that lead to the IRC server and to the bouncer.
 * To both of them it is a client like any other.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import type { Address } from '#host/address.ts'
import { type DialOptions, dial } from '#host/dial.ts'
import type { Ground, House } from '#host/house.ts'
import { type Listener, listen, type Peer } from '#host/listen.ts'
import { version } from '#host/version.ts'
import { type Origin, originOf, TrustedProxies } from './address.ts'
import { Gate } from './gate.ts'
import { AllowedOrigins } from './origins.ts'
import { Pages, pathOf } from './pages.ts'
import { Site } from './site.ts'

export interface WebgateConfig {
  listen: Address[]
  /** The IRC server. */
  upstream: Address
  /** The bouncer. */
  bouncer_upstream: Address
  /** Globs of the origins of foreign pages that may connect; see `AllowedOrigins`. */
  origins: string[]
  /** Addresses and CIDR ranges of proxies whose X-Forwarded headers are believed. */
  trusted_proxies: string[]
}

/** What is not configuration: how to trust `tls:` upstreams, and what tests turn. */
export interface WebgateOptions {
  dial?: DialOptions | undefined
  pingMs?: number | undefined
  socketsPerAddressMax?: number | undefined
  /** The directory of the built client. */
  dist?: string | undefined
}

const pingMs = 25_000
/** One household behind one address may have many tabs; nobody needs a thousand. */
const socketsPerAddressMax = 200
/** A request's headers, and the request as a whole, must have come by then. */
const headersMs = 10_000
const requestMs = 20_000
/** A connection on which nothing moves. */
const idleMs = 30_000
/** How long browsers may take to answer the goodbye. */
const goodbyeMs = 1000

/**
 * Opens the house.
 * @throws Error with one line, when an address cannot be listened on or a setting makes no sense.
 */
export async function start(
  config: WebgateConfig,
  ground: Ground,
  options: WebgateOptions = {},
): Promise<House> {
  const web = new Web(config, ground, options)
  const listeners: Listener[] = []
  const dispose = async () => {
    await Promise.all(listeners.map((listener) => listener.close()))
    await web.close()
  }
  try {
    for (const address of config.listen) {
      listeners.push(
        await listen(address, {
          accept: (duplex, peer) => web.accept(duplex, peer),
          tls: ground.tls,
          onTrouble: (error) => ground.log.debug({ error: error.message }, 'web listener'),
        }),
      )
    }
  } catch (error) {
    await dispose()
    throw error
  }
  const addresses = listeners.map(({ address }) => address)
  return { name: 'webgate', addresses, [Symbol.asyncDispose]: dispose }
}

class Web {
  readonly #peers = new WeakMap<Duplex, Peer>()
  readonly #trusted: TrustedProxies
  readonly #gate: Gate
  readonly #server: Server

  constructor(config: WebgateConfig, { log, secret }: Ground, options: WebgateOptions) {
    this.#trusted = new TrustedProxies(config.trusted_proxies)
    const addresses = { ircd: config.upstream, bouncer: config.bouncer_upstream }
    this.#gate = new Gate({
      log,
      origins: new AllowedOrigins(config.origins),
      origin: (request) => this.#originOf(request),
      dial: (house) => dial(addresses[house], options.dial),
      secret,
      socketsPerAddressMax: options.socketsPerAddressMax ?? socketsPerAddressMax,
      pingMs: options.pingMs ?? pingMs,
    })
    const site = new Site(options.dist ?? join(import.meta.dirname, 'dist'))
    if (!site.built) log.warn('the web client has not been built: npm run build')
    const host = (request: IncomingMessage) => this.#originOf(request).host
    this.#server = this.#serve(new Pages({ site, version: version.replace('causerie-', ''), host }))
  }

  #serve(pages: Pages): Server {
    const server = createServer({
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: 2000,
      // Another protocol that a browser would rather speak (h2c) is not an upgrade to us.
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    })
    server.timeout = idleMs
    server.on('request', (request, response) => pages.answer(request, response))
    server.on('upgrade', (request, socket, head) => {
      this.#gate.upgrade(request, socket, head, pathOf(request))
    })
    server.on('clientError', answerNonsense)
    // It has no socket of its own: connections come from `listen`. This starts its timeouts.
    server.emit('listening')
    return server
  }

  accept(duplex: Duplex, peer: Peer): void {
    this.#peers.set(duplex, peer)
    this.#server.emit('connection', duplex)
  }

  #originOf(request: IncomingMessage): Origin {
    const peer = this.#peers.get(request.socket)
    // A unix socket is safe from listeners, but how the browser reached its other end is unknown.
    const encrypted = peer?.secure === true && peer.ip !== ''
    return originOf(request, peer?.ip ?? '', encrypted, this.#trusted)
  }

  async close(): Promise<void> {
    this.#server.close()
    this.#server.closeIdleConnections()
    this.#gate.close()
    const deadline = Date.now() + goodbyeMs
    while (this.#gate.size > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    this.#gate.terminate()
    this.#server.closeAllConnections()
  }
}

const refusals: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** Bytes that are no HTTP get one answer, and the connection ends. */
function answerNonsense(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
  const status = refusals[error.code ?? ''] ?? '400 Bad Request'
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
