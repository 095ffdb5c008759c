/** The HTTP server: what each path leads to. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { HostNames } from '#host/host-names.ts'
import type { Ground } from '#host/house.ts'
import type { Peer } from '#host/listen.ts'
import type { Log } from '#host/log.ts'
import { version } from '#host/version.ts'
import { HookDoor } from './hooks/door.ts'
import type { WebgateConfig, WebgateOptions } from './index.ts'
import { captchaOf } from './kiwi/captcha.ts'
import { Multiplexer } from './kiwi/multiplexer.ts'
import type { WebMetrics } from './metrics.ts'
import { Pages, pathOf } from './pages.ts'
import { setSecurityHeaders } from './security.ts'
import { Site } from './site.ts'
import { Endpoint, type EndpointOptions } from './sockjs/endpoint.ts'
import { single } from './sockjs/single.ts'
import { Destinations } from './upstream/destinations.ts'
import { type Origin, originOf, type TrustedProxies } from './visitor/address.ts'
import { AllowedOrigins } from './visitor/origins.ts'
import { Reception } from './visitor/reception.ts'
import { Gate, houseOf } from './websocket/gate.ts'
import { refuseUpgrade } from './websocket/refuse.ts'
import type { Siblings } from './websocket/siblings.ts'

const pingMs = 25_000
const graceMs = 5000
/** A request's headers, and the request as a whole, must have come by then. */
const headersMs = 10_000
const requestMs = 20_000
/** A connection on which nothing moves. */
const idleMs = 30_000
/** How long browsers may take to answer the goodbye. */
const goodbyeMs = 1000

export class Web {
  readonly #peers = new WeakMap<Duplex, Peer>()
  readonly #siblings = new WeakSet<Duplex>()
  readonly #trusted: TrustedProxies
  readonly #embeds: readonly string[]
  readonly #gate: Gate
  /** By their path, in lower case: Kiwi IRC writes it so. */
  readonly #endpoints: Map<string, Endpoint>
  readonly #hooks: HookDoor | undefined
  readonly #pages: Pages
  readonly #server: Server
  readonly #pings: NodeJS.Timeout

  /** @throws Error of one line when a file that the configuration names cannot be read. */
  constructor(
    config: WebgateConfig,
    ground: Ground,
    options: WebgateOptions & { siblings: Siblings | undefined },
    trusted: TrustedProxies,
    metrics: WebMetrics,
  ) {
    this.#trusted = trusted
    this.#embeds = config.embeds
    const parts = {
      log: ground.log,
      metrics,
      reception: this.#reception(config, ground, options),
      destinations: destinationsOf(config, ground, options, metrics),
      messageBytesMax: config.message_size,
      queueBytesMax: config.queue,
    }
    this.#gate = new Gate({
      ...parts,
      resumeMs: config.resume_for,
      resumeBytesMax: config.resume_queue,
      siblings: options.siblings,
    })
    this.#endpoints = endpointsOf(parts, config, options)
    if (options.store) this.#hooks = hookDoorOf(config, options.store, parts)
    const site = new Site(options.dist ?? join(import.meta.dirname, 'dist'))
    if (!site.built) ground.log.warn('the web client has not been built: npm run build')
    this.#pages = new Pages({
      site,
      version: version.replace('causerie-', ''),
      trouble: () => options.store?.trouble.now,
    })
    this.#server = this.#serve()
    this.#pings = setInterval(() => this.#ping(), options.pingMs ?? pingMs).unref()
  }

  #reception(config: WebgateConfig, { log }: Ground, options: WebgateOptions): Reception {
    return new Reception({
      log,
      origins: new AllowedOrigins(config.origins),
      originRequired: config.origin_required,
      sessionsPerAddressMax: config.sessions_per_address,
      names: config.reverse_dns ? new HostNames(options.lookups, options.namesMs) : undefined,
      origin: (request) => this.#originOf(request),
    })
  }

  #serve(): Server {
    const server = createServer({
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: 2000,
      // Another protocol that a browser would rather speak (h2c) is not an upgrade to us.
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    })
    server.timeout = idleMs
    server.on('request', (request, response) => this.#answer(request, response))
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
    server.on('clientError', answerNonsense)
    // It has no socket of its own: connections come from `listen`. This starts its timeouts.
    server.emit('listening')
    return server
  }

  accept(duplex: Duplex, peer: Peer): void {
    this.#peers.set(duplex, peer)
    this.#server.emit('connection', duplex)
  }

  /** Another gate of this network comes. */
  acceptSibling(duplex: Duplex): void {
    this.#siblings.add(duplex)
    this.#server.emit('connection', duplex)
  }

  #originOf(request: IncomingMessage): Origin {
    const peer = this.#peers.get(request.socket)
    // A unix socket is safe from listeners, but how the browser reached its other end is unknown.
    const encrypted = peer?.secure === true && peer.ip !== ''
    return originOf(request, peer?.ip ?? '', encrypted, this.#trusted)
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (this.#siblings.has(request.socket)) return void response.writeHead(404).end()
    const path = pathOf(request)
    setSecurityHeaders(response, this.#originOf(request).host, this.#embeds)
    const [endpoint, rest] = this.#endpointAt(path)
    if (endpoint) return endpoint.answer(request, response, rest)
    const token = /^\/hooks\/([\w-]+)\/?$/.exec(path)?.[1]
    if (token && this.#hooks) return void this.#hooks.answer(request, response, token)
    this.#pages.answer(request, response)
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const path = pathOf(request)
    const house = houseOf(path)
    if (house && this.#siblings.has(socket)) return this.#gate.visit(request, socket, head, house)
    if (house) return this.#gate.upgrade(request, socket, head, house)
    const [endpoint, rest] = this.#endpointAt(path)
    if (endpoint) return endpoint.upgrade(request, socket, head, rest)
    refuseUpgrade(socket, 404, 'There is no socket at this path')
  }

  #endpointAt(path: string): [Endpoint | undefined, string] {
    const base = /^\/webirc\/[a-z]+(?=\/|$)/i.exec(path)?.[0] ?? ''
    return [this.#endpoints.get(base.toLowerCase()), path.slice(base.length)]
  }

  #ping(): void {
    this.#gate.ping()
    for (const endpoint of this.#endpoints.values()) endpoint.ping()
  }

  async close(): Promise<void> {
    clearInterval(this.#pings)
    this.#server.close()
    this.#server.closeIdleConnections()
    const doors = [this.#gate, ...this.#endpoints.values()]
    for (const door of doors) door.close()
    this.#hooks?.close()
    const deadline = Date.now() + goodbyeMs
    while (doors.some(({ size }) => size > 0) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    for (const door of doors) door.terminate()
    this.#server.closeAllConnections()
  }
}

function destinationsOf(
  config: WebgateConfig,
  { log, secret }: Ground,
  options: WebgateOptions,
  metrics: WebMetrics,
): Destinations {
  return new Destinations({
    log,
    metrics,
    ircd: [config.upstream, ...config.upstream_spare],
    bouncer: [config.bouncer_upstream],
    networks: config.networks,
    networkLinesPerSecond: config.network_lines_per_second,
    secret,
    dial: options.dial,
    resolve: options.resolve,
  })
}

type Parts = Omit<EndpointOptions, 'heartbeatMs' | 'graceMs' | 'converse'> & {
  destinations: Destinations
  log: Log
}

function endpointsOf(
  parts: Parts,
  config: WebgateConfig,
  options: WebgateOptions,
): Map<string, Endpoint> {
  const { destinations, metrics } = parts
  const times = { heartbeatMs: options.pingMs ?? pingMs, graceMs: options.graceMs ?? graceMs }
  const channelsMax = config.channels_per_session
  const lineBytesMax = parts.messageBytesMax
  const captcha = captchaOf(config.captcha, parts.log, options.captchaMs)
  const kiwi = new Endpoint({
    ...parts,
    ...times,
    converse: (session, visitor) =>
      new Multiplexer(session, visitor, {
        destinations,
        metrics,
        channelsMax,
        lineBytesMax,
        captcha,
      }),
  })
  const plain = new Endpoint({
    ...parts,
    ...times,
    converse: (session, visitor) =>
      single(session, visitor, { destination: destinations.house('ircd'), metrics, lineBytesMax }),
  })
  return new Map([
    ['/webirc/kiwiirc', kiwi],
    ['/webirc/sockjs', plain],
  ])
}

function hookDoorOf(
  config: WebgateConfig,
  store: NonNullable<WebgateOptions['store']>,
  { metrics, destinations }: Parts,
): HookDoor {
  return new HookDoor({
    store,
    metrics,
    destination: () => destinations.house('ircd'),
    messagesPerMinute: config.hook_messages_per_minute,
  })
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
