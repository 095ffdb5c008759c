/** The links put on sockets: who comes, who is dialled, and how their lines are read and sent. */
import type { Duplex } from 'node:stream'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import type { Config } from '#host/config.ts'
import { Connection, type ConnectionLimits, type Handler } from '#host/connection.ts'
import type { Ground } from '#host/house.ts'
import type { Peer as FarEnd } from '#host/listen.ts'
import type { Gate } from '#host/outbox.ts'
import type { Caller } from '../core/ports.ts'
import type { Server } from '../core/server.ts'
import { Links } from '../link/links.ts'
import type { Peer } from '../link/peer.ts'
import type { LinkSink } from '../link/terms.ts'
import { findServer } from '../link/tree.ts'
import { Calls } from './calls.ts'
import { isSecure, type Route, routesOf } from './routes.ts'
import { Threshold } from './threshold.ts'

/** Of one line: its tags, and the rest of it between two servers of ours. */
const tagBytesMax = 8191
const lineBytesMax = 16 * 1024
const unendedBytesMax = 32 * 1024
/** Until it has said who it is, no more than this waits for a server. */
const strangerSendq = 1024 * 1024
/** For so long one server is read while everybody else waits. */
const sliceMs = 5
/** How long a server may take to read why we close. */
const goodbyeMs = 500

export interface LinkedOptions {
  ground: Ground
  server: Server
  gate: Gate
  /** Nobody is read while the disk lags behind: see `Ircd`. */
  heed(answered: void | Promise<void>): void | Promise<void>
}

export class Linked {
  readonly #options: LinkedOptions
  readonly #links: Links
  readonly #calls: Calls
  readonly #connections = new Map<Connection, Peer>()

  constructor(config: Config, options: LinkedOptions) {
    const { server, ground } = options
    this.#options = options
    this.#calls = new Calls({
      now: () => server.ports.now(),
      certificate: () => ground.tls(),
      isLinked: (name) => findServer(server.net, name) !== undefined,
      connected: (route, duplex, end) => this.#dialled(route, duplex, end),
      tell: (event, facts) => server.ports.tell(event, facts),
    })
    this.#links = new Links(server, { terms: [] })
    this.configure(config)
  }

  /** Takes a new configuration. Links that are up stay so. */
  configure(config: Config): void {
    const routes = routesOf(config)
    this.#calls.routes = routes
    this.#links.config = {
      terms: routes.map(({ terms }) => terms),
      dial: ({ name }) => void this.#calls.call(this.#calls.find(name)!),
      ended: (peer, reason) => this.#ended(peer, reason),
    }
  }

  /** To be called every second or so. */
  tick(): void {
    this.#calls.tick()
  }

  /**
   * Listens along to somebody who has just connected, and takes it over when it says that it is a
   * server.
   * @param client who hears what clients say; it is told `closed` when the client is none
   * @param isClient whether it has registered, after which nobody is a server any more
   */
  watch(connection: Connection, client: Handler, isClient: () => boolean): Handler {
    const threshold = new Threshold()
    return {
      line: (text, fault) => {
        const said = isClient() ? undefined : threshold.read(text)
        if (!said) return client.line(text, fault)
        client.closed('It is a server')
        const limits = this.#limits(strangerSendq)
        const sink = this.#sink(connection, limits)
        const peer = this.#links.accept(sink, callerOf(connection.peer))
        connection.adopt(this.#handler(connection, peer), limits)
        for (const line of said) peer.receive(line)
      },
      closed: (reason) => client.closed(reason),
    }
  }

  /** Says why, and gives the others a moment to read it. */
  async close(): Promise<void> {
    this.#calls.close()
    for (const peer of [...this.#connections.values()]) peer.squit('The server is stopping')
    const until = Date.now() + goodbyeMs
    while (this.#connections.size && Date.now() < until) await sleep(10)
    for (const connection of [...this.#connections.keys()]) connection.destroy()
  }

  #dialled(route: Route, duplex: Duplex, end: FarEnd): void {
    const { sendqBytesMax, terms } = route
    const limits = this.#limits(sendqBytesMax)
    const connection = new Connection(duplex, end, this.#options.gate, limits)
    const peer = this.#links.dial(this.#sink(connection, limits), callerOf(end), terms)
    connection.open(this.#handler(connection, peer))
  }

  #handler(connection: Connection, peer: Peer): Handler {
    this.#connections.set(connection, peer)
    let readSince = performance.now()
    return {
      line: (text, fault) => {
        if (fault === 'too-long') return peer.close('A line was too long')
        peer.receive(text)
        if (performance.now() - readSince < sliceMs) return this.#options.heed(undefined)
        // A burst comes all at once: everybody else has a turn now and then.
        const turned = turn().then(() => {
          readSince = performance.now()
        })
        return this.#options.heed(turned)
      },
      closed: (reason) => {
        this.#connections.delete(connection)
        peer.closed(reason)
      },
    }
  }

  /** Once it is known who it is, as much may wait for it as its `[[link]]` says. */
  #sink(connection: Connection, limits: ConnectionLimits): LinkSink {
    let known = false
    return {
      push: (text) => {
        const terms = known ? undefined : this.#connections.get(connection)?.terms
        if (terms) {
          known = true
          limits.sendqBytesMax = this.#calls.find(terms.name)?.sendqBytesMax ?? strangerSendq
        }
        connection.push(text)
      },
      room: () => connection.room(),
      end: (line) => connection.end(line),
    }
  }

  #limits(sendqBytesMax: number): ConnectionLimits {
    const { log } = this.#options.ground
    return {
      tagBytesMax,
      lineBytesMax,
      unendedBytesMax,
      sendqBytesMax,
      onBug: (err, { ip }) => log.error({ err, ip }, 'a defect ended a link'),
    }
  }

  #ended({ terms, since, node, incoming, isSkewed }: Peer, reason: string): void {
    if (!terms) return
    const { ports } = this.#options.server
    // Who was up has its own line in the log.
    if (!node && !incoming) ports.tell('link failed', { name: terms.name, reason })
    this.#calls.ended(terms.name, node ? ports.now() - since : 0)
    if (isSkewed) this.#calls.stop(terms.name)
  }
}

function callerOf(end: FarEnd): Caller {
  const { ip, fingerprint, keyPin } = end
  return { ip, secure: isSecure(end), fingerprint, keyPin }
}
