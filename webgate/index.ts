/**
 * The web house: the page at `/`, WebSockets and SockJS that lead to the IRC server, to the bouncer
 * and to other networks, and webhooks. To all of them it is a client like any other.
 */
import type { Duplex } from 'node:stream'
import { Registry } from 'prom-client'
import type { Address } from '#host/address.ts'
import type { Config } from '#host/config.ts'
import type { DialOptions } from '#host/dial.ts'
import type { Lookups } from '#host/host-names.ts'
import type { Ground, House } from '#host/house.ts'
import { type Listener, listen } from '#host/listen.ts'
import { createMetrics, serveMetrics } from '#host/metrics.ts'
import { listenForPeers } from '#host/whereabouts.ts'
import type { Store } from '#store/store.ts'
import { WebMetrics } from './metrics.ts'
import type { Resolve } from './upstream/networks.ts'
import { TrustedProxies } from './visitor/address.ts'
import { Web } from './web.ts'
import { Siblings } from './websocket/siblings.ts'

/** See `causerie.example.toml`. */
export type WebgateConfig = Config['webgate']

/** What is not configuration: what others hand in, and what tests turn. */
export interface WebgateOptions {
  /** Where webhooks are kept; without it there are none. */
  store?: Store | undefined
  /** How to trust `tls:` upstreams of this network. */
  dial?: DialOptions | undefined
  /** Answers about names of addresses, in place of DNS. */
  lookups?: Lookups | undefined
  /** Answers about addresses of named networks, in place of the system. */
  resolve?: Resolve | undefined
  /** How long a name is waited for. */
  namesMs?: number | undefined
  pingMs?: number | undefined
  /** How long a SockJS session lives without a receiver. */
  graceMs?: number | undefined
  /** How long the provider of a CAPTCHA is waited for. */
  captchaMs?: number | undefined
  /** The directory of the built client. */
  dist?: string | undefined
}

/**
 * Opens the house.
 * @throws Error with one line, when an address cannot be listened on or a setting makes no sense.
 */
export async function start(
  config: WebgateConfig,
  ground: Ground,
  options: WebgateOptions = {},
): Promise<House> {
  // Figures of the process are gathered only where somebody reads them.
  const metrics = ground.metrics ?? (config.metrics.length > 0 ? createMetrics() : new Registry())
  const trusted = new TrustedProxies(config.trusted_proxies)
  const listeners: Listener[] = []
  await using stack = new AsyncDisposableStack()
  const siblings = await siblingsOf(config, ground, options, (duplex) => web.acceptSibling(duplex))
  if (siblings) stack.use(siblings)
  const parts = { ...options, siblings }
  const web: Web = new Web(config, ground, parts, trusted, new WebMetrics(metrics))
  stack.defer(async () => {
    await Promise.all(listeners.map((listener) => listener.close()))
    await web.close()
  })
  for (const address of config.listen) {
    listeners.push(
      await listen(address, {
        accept: (duplex, peer) => web.accept(duplex, peer),
        tls: ground.tls,
        proxied: config.proxy_protocol ? (ip) => trusted.has(ip) : undefined,
        onTrouble: (error) => ground.log.debug({ error: error.message }, 'web listener'),
      }),
    )
  }
  for (const address of config.metrics) {
    const { address: bound } = stack.use(await serveMetrics(address, metrics))
    ground.log.info({ address: bound }, 'metrics')
  }
  const addresses: Address[] = listeners.map(({ address }) => address)
  const open = stack.move()
  return {
    name: 'webgate',
    addresses,
    reload() {
      for (const listener of listeners) listener.reload()
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** Where several gates share the store, this becomes one of them. */
async function siblingsOf(
  { peer_listen }: WebgateConfig,
  ground: Ground,
  { store }: WebgateOptions,
  accept: (duplex: Duplex) => void,
): Promise<Siblings | undefined> {
  if (!store?.leases) return undefined
  const door = await listenForPeers(peer_listen, 'webgate.peer_listen', ground, accept)
  const siblings = new Siblings(store.leases, door)
  await siblings.begin()
  return siblings
}
