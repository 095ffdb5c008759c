/**
 * The bouncer: keeps people on the network when their devices are gone, and gives each device
 * what it missed. To the network it is a client of its own, on `upstream`.
 */
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { bearerOf } from '#accounts/bearer.ts'
import { usualRules } from '#accounts/possessions.ts'
import { shareOf } from '#accounts/replication/share.ts'
import type { Config } from '#host/config.ts'
import type { DialOptions } from '#host/dial.ts'
import type { Ground, House as OpenHouse } from '#host/house.ts'
import { type Listener, listen, type Peer } from '#host/listen.ts'
import { formatWhereabouts, listenForPeers } from '#host/whereabouts.ts'
import type { Store } from '#store/store.ts'
import { clientTagBytesMax, lineBytesMax, taggedLineBytesMax } from '#wire/message.ts'
import { answer, type ConsoleRequest } from './console.ts'
import { defaultPace, type Pace } from './downstream/pump.ts'
import { House } from './house.ts'
import { LeaseFile } from './lease-file.ts'
import { type PushTerms, vapidKeys } from './push/terms.ts'
import { Reach } from './reach.ts'
import { SealedNetworks } from './sealed-networks.ts'
import type { ServiceCommand } from './service/command.ts'
import { table } from './service/table.ts'
import type { Patience, Setting } from './setting.ts'
import { defaultTiming, type Timing } from './upstream.ts'

export interface BouncerConfig {
  bouncer: Pick<Config['bouncer'], 'listen' | 'upstream' | 'sendq'> & Partial<Config['bouncer']>
  network: Pick<Config['network'], 'name'>
  accounts?: Config['accounts'] | undefined
  limits?: Pick<Config['limits'], 'nick'> | undefined
  server?: Pick<Config['server'], 'name'> | undefined
  webgate?: Pick<Config['webgate'], 'public_url'> | undefined
  /** The data directory: where the operator's socket file is. Without it there is none. */
  data?: string | undefined
}

/** What tests and unusual places turn. */
export interface BouncerTuning {
  pace?: Partial<Pace> | undefined
  timing?: Partial<Timing & Patience> | undefined
  dial?: DialOptions | undefined
}

const patience: Patience = {
  accountsMs: 1_000,
  signInMs: 60_000,
  networkMs: 5_000,
  restoreMs: 60_000,
  awayMs: 10_000,
  keepEveryMs: 86_400_000,
  keepGraceMs: 7 * 86_400_000,
  loginMs: 3_000,
  rejoinMs: [15_000, 60_000, 300_000, 1_800_000],
  coldStartMs: 5_000,
  pushWaitMs: 5_000,
  pushLookMs: 30_000,
  isonMs: 60_000,
  pushRetryMs: [5_000, 30_000, 120_000, 600_000, 3_600_000],
  leaseMs: 4_000,
  shareAfterMs: 600_000,
  shareEveryMs: 2_000,
  ownerMs: 20_000,
}

/**
 * Opens the house. Everybody whom the store knows to have been on the network comes back to it;
 * whether the network can be reached is not waited for.
 * @throws Error with one line when an address cannot be listened at.
 */
export async function start(
  config: BouncerConfig,
  ground: Ground,
  store: Store,
  tuning: BouncerTuning = {},
): Promise<OpenHouse> {
  const setting = settingOf(config, ground, store, tuning)
  const house = new House(setting)
  const listeners: Listener[] = []
  const doors: Listener[] = []
  const dispose = async () => {
    await Promise.all(listeners.map((listener) => listener.close()))
    await house.close()
  }
  try {
    for (const address of config.bouncer.listen) {
      const door = await listen(address, {
        accept: (duplex, peer) => house.accept(duplex, peer),
        tls: ground.tls,
        clientCertificates: true,
        onTrouble: (error) => ground.log.debug({ error: error.message }, 'bouncer listener'),
      })
      listeners.push(door)
      doors.push(door)
    }
    await sealSecrets(store, ground)
    setting.push = await pushTerms(config, ground, store)
    if (store.leases) {
      const address = config.bouncer.peer_listen ?? { kind: 'tcp', host: '127.0.0.1', port: 0 }
      const visit = (duplex: Duplex, peer: Peer) => house.visit(duplex, peer)
      const door = await listenForPeers(address, 'bouncer.peer_listen', ground, visit)
      listeners.push(door.listener)
      const file = config.data === undefined ? undefined : new LeaseFile(config.data)
      await house.join(formatWhereabouts(door.whereabouts), file)
    }
    await house.open()
    if (config.data !== undefined) {
      const socket = await openConsole(house, config.data, ground)
      if (socket) listeners.push(socket)
    }
  } catch (error) {
    await dispose()
    throw error
  }
  const addresses = doors.map(({ address }) => address)
  return {
    name: 'bouncer',
    addresses,
    reload() {
      for (const door of doors) door.reload()
    },
    [Symbol.asyncDispose]: dispose,
  }
}

export { newDraft } from './draft.ts'
export { SealedNetworks } from './sealed-networks.ts'
export { counted } from './service/command.ts'

/** Commands that `runService` takes, as their words: what the command line offers. */
export function serviceCommands(): ServiceSummary[] {
  return table.filter(({ name }) => name !== 'help')
}

export type ServiceSummary = Pick<
  ServiceCommand,
  'name' | 'params' | 'help' | 'admin' | 'min' | 'secret'
>

/** The socket file on which a running bouncer takes requests: see `console.ts`. */
export function consolePath(data: string): string {
  return join(data, 'bouncer.sock')
}

/**
 * Carries a command out on the store alone, while no bouncer runs on it.
 * @param account '' for commands that are about nobody
 * @returns lines to show
 */
export async function runService(
  config: BouncerConfig,
  ground: Ground,
  store: Store,
  request: ConsoleRequest,
): Promise<string[]> {
  const house = new House({ ...settingOf(config, ground, store, {}), still: true })
  try {
    await house.join('')
    if (request.account === '') await house.open()
    return await answer(house, request)
  } finally {
    await house.close()
  }
}

/** An older version kept passwords in the clear; a store from another house has sealed ones. */
async function sealSecrets(store: Store, { log, secret }: Ground): Promise<void> {
  const foreign = await new SealedNetworks(store.networks, secret).sealAll()
  for (const network of foreign) {
    log.error({ network }, 'its passwords were sealed with another house-secret: it stays offline')
  }
}

/** @returns nothing where the operator wants none, or where the keys are another house's. */
async function pushTerms(
  { bouncer, webgate, server }: BouncerConfig,
  { log, secret }: Ground,
  store: Store,
): Promise<PushTerms | undefined> {
  const allowed = bouncer.push_allowed ?? ['*']
  if (allowed.length === 0) return undefined
  const keys = await vapidKeys(store, secret)
  if (!keys) {
    log.error('the keys for push were sealed with another house-secret: nothing is pushed')
    return undefined
  }
  const page = webgate?.public_url ?? ''
  const contact = page.startsWith('https:')
    ? page
    : `mailto:postmaster@${server?.name ?? 'localhost'}`
  return { keys, contact, reach: new Reach(allowed) }
}

/** Some systems have no room for a long path: the bouncer runs without it, and says so. */
async function openConsole(
  house: House,
  data: string,
  { log }: Ground,
): Promise<Listener | undefined> {
  const path = consolePath(data)
  try {
    const accept = (duplex: Duplex, peer: Peer) => house.console(duplex, peer)
    const listener = await listen({ kind: 'unix', path }, { accept })
    await chmod(path, 0o600)
    return listener
  } catch (error) {
    log.warn({ error: (error as Error).message }, 'the command line cannot reach this bouncer')
    return undefined
  }
}

function settingOf(
  { bouncer, network: { name: network }, accounts, server, limits: names }: BouncerConfig,
  { log, secret }: Ground,
  store: Store,
  { pace, timing, dial }: BouncerTuning,
): Setting {
  const { upstream, sendq } = bouncer
  const onBug = (error: unknown) => log.error({ err: error }, 'a defect ended a conversation')
  const limits = { lineBytesMax, sendqBytesMax: sendq, onBug }
  return {
    store,
    networks: new SealedNetworks(store.networks, secret),
    tenure: { valid: true, certain: async () => {} },
    log,
    secret,
    accounts: {
      secret,
      bearer: accounts && bearerOf({ accounts }),
      share: accounts && server && shareOf({ accounts, server }),
      rules: () => ({ ...usualRules, ...(names && { nameCharsMax: names.nick }) }),
    },
    secureLogins: accounts?.secure_logins ?? false,
    network,
    server: serverName(network),
    upstream,
    dial,
    reach: new Reach(bouncer.networks_allowed ?? ['*']),
    networksMax: bouncer.networks ?? 20,
    keep: {
      defaultMs: bouncer.keep ?? 0,
      maxMs: bouncer.keep_max ?? 0,
      rowsMax: bouncer.rows_max ?? 0,
      bytesMax: bouncer.bytes_max ?? 0,
    },
    awayText: bouncer.away ?? 'Not here just now',
    upstreamLimits: { ...limits, tagBytesMax: taggedLineBytesMax - lineBytesMax, unendedBytesMax },
    downstreamLimits: { ...limits, tagBytesMax: clientTagBytesMax, unendedBytesMax },
    pace: { ...defaultPace, ...pace },
    timing: { ...defaultTiming, ...patience, ...shareTiming(bouncer), ...timing },
  }
}

const unendedBytesMax = 32 * 1024

function shareTiming({ share_after }: BouncerConfig['bouncer']): Partial<Patience> {
  return share_after === undefined ? {} : { shareAfterMs: share_after }
}

/** Clients take a source with a dot for a server. */
function serverName(network: string): string {
  const word = network.toLowerCase().replace(/[^a-z0-9-]/g, '')
  return `bouncer.${word || 'local'}`
}
