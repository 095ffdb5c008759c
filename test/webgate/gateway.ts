/** A gateway on a free port, with a server behind it that a test speaks for. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { type ClientOptions, WebSocket } from 'ws'
import type { Address, NetAddress } from '#host/address.ts'
import { parseConfig } from '#host/config.ts'
import type { Ground, House } from '#host/house.ts'
import { type Listener, listen } from '#host/listen.ts'
import { createLog } from '#host/log.ts'
import { start, type WebgateConfig, type WebgateOptions } from '../../webgate/index.ts'

export const houseSecret = 'a-secret-of-the-house'

/** The server's end of one visitor's conversation. */
export class Upstream {
  readonly duplex: Duplex
  #text = ''
  #waiting: (() => void)[] = []

  constructor(duplex: Duplex) {
    this.duplex = duplex
    duplex.on('error', () => {})
    duplex.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1')
      for (const wake of this.#waiting.splice(0)) wake()
    })
    duplex.on('end', () => duplex.end())
  }

  /** The next line that the gateway passed on, as bytes in latin1. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#text.indexOf('\r\n')
      if (end >= 0) {
        const line = this.#text.slice(0, end)
        this.#text = this.#text.slice(end + 2)
        return line
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  /** Everything that has come and was not read. */
  get rest(): string {
    return this.#text
  }
}

export class Gateway implements AsyncDisposable {
  readonly port: number
  readonly #house: House
  readonly #close: () => Promise<void>
  readonly #arrived: Upstream[] = []
  readonly #awaited: ((upstream: Upstream) => void)[] = []

  constructor(house: House, close: () => Promise<void>) {
    this.port = (house.addresses[0] as NetAddress).port
    this.#house = house
    this.#close = close
  }

  get http(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** As an operator asks for it who has a new certificate. */
  reload(): void {
    this.#house.reload?.()
  }

  arrive(upstream: Upstream): void {
    const awaited = this.#awaited.shift()
    if (awaited) awaited(upstream)
    else this.#arrived.push(upstream)
  }

  /** The next conversation that the gateway opens with the server. */
  async upstream(): Promise<Upstream> {
    return this.#arrived.shift() ?? (await new Promise((resolve) => this.#awaited.push(resolve)))
  }

  /** Conversations that nobody asked for. */
  get strangers(): number {
    return this.#arrived.length
  }

  dial(options: ClientOptions & { path?: string; protocols?: string[] } = {}): WebSocket {
    const { path = '/webirc/websocket/', protocols = [], ...rest } = options
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}${path}`, protocols, rest)
    socket.on('error', () => {})
    return socket
  }

  /** Opens a socket and gives both of its ends; WEBIRC has been read already. */
  async open(options: Parameters<Gateway['dial']>[0] = {}) {
    const socket = this.dial(options)
    await once(socket, 'open')
    const upstream = await this.upstream()
    const introduction = await upstream.line()
    return { socket, upstream, introduction }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close()
  }
}

export interface GatewayOptions extends WebgateOptions {
  config?: Partial<WebgateConfig>
  /** Where the server is; a server of the test's own where it is not given. */
  upstream?: Address
  /** '' for a server that takes no WEBIRC. */
  secret?: string
  tls?: Ground['tls']
  metrics?: Ground['metrics']
}

export async function startGateway(options: GatewayOptions = {}) {
  const { config, upstream, secret, tls, metrics, ...tuning } = options
  const name = `server-${randomUUID()}`
  let gateway: Gateway | undefined
  let server: Listener | undefined
  if (!upstream) {
    const accept = (duplex: Duplex) => gateway!.arrive(new Upstream(duplex))
    server = await listen({ kind: 'inproc', name }, { accept })
  }
  const where = upstream ?? ({ kind: 'inproc', name } as const)
  const house = await start(
    {
      ...parseConfig('', 'defaults', '/').webgate,
      listen: [{ kind: 'tcp', host: '127.0.0.1', port: 0 }],
      upstream: where,
      bouncer_upstream: { kind: 'inproc', name: 'nobody-listens-here' },
      reverse_dns: false,
      ...config,
    },
    { ...ground, secret: secret ?? houseSecret, tls: tls ?? ground.tls, metrics },
    tuning,
  )
  gateway = new Gateway(house, async () => {
    await house[Symbol.asyncDispose]()
    await server?.close()
  })
  return gateway
}

const ground: Ground = {
  log: createLog({ level: 'silent' }),
  secret: houseSecret,
  tls: () => undefined,
}

/** How a socket ended. */
export async function closing(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer]
  return { code, reason: reason.toString() }
}

/** The next message as it came. */
export async function heard(socket: WebSocket): Promise<{ data: Buffer; binary: boolean }> {
  const [data, binary] = (await once(socket, 'message')) as [Buffer, boolean]
  return { data, binary }
}

/** The status of a handshake that was refused. */
export async function refusal(socket: WebSocket): Promise<number> {
  const [, response] = await once(socket, 'unexpected-response')
  socket.terminate()
  return response.statusCode
}
