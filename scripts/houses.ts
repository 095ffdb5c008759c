/** Opens houses in this process, on one store, so that they find each other. */
import type { SecureContextOptions } from 'node:tls'
import { type Address, formatAddress } from '#host/address.ts'
import { type Certificate, ensureCertificate, readCertificate } from '#host/certificate.ts'
import type { Config } from '#host/config.ts'
import type { Ground, House, ProcessControl } from '#host/house.ts'
import { houseSecret } from '#host/house-secret.ts'
import type { Log } from '#host/log.ts'
import { createMetrics } from '#host/metrics.ts'
import { Emergency } from '#store/emergency.ts'
import type { Store } from '#store/store.ts'
import { lockData } from './data-lock.ts'
import { interconnect } from './interconnect.ts'
import { networkSecret } from './network-secret.ts'
import { openWhole } from './open-whole.ts'
import { countStore } from './store-metrics.ts'

export type HouseName = House['name']

/** In the order in which they open; they close in the reverse. */
export const allHouses: readonly HouseName[] = ['ircd', 'bouncer', 'webgate']

export interface OpenHouses extends AsyncDisposable {
  houses: House[]
  store: Store
  /** What `tls:` listeners show, where there are any. */
  certificate: Certificate | undefined
}

/** How long another house may take to make the certificate of both. */
const certificateMsMax = 10_000
/** How long the store may go on trying when the disk refuses while we stop. */
const closeWithinMs = 1500

/**
 * Takes the data directory, opens the store and the houses.
 * @param onFatal the store has died: nothing can be promised any more
 * @param control how operators stop the process, and have its configuration read again
 * @throws Error of one line; then nothing has been left open.
 */
export async function openHouses(
  config: Config,
  names: readonly HouseName[],
  log: Log,
  onFatal: (error: Error) => void,
  control?: ProcessControl | undefined,
): Promise<OpenHouses> {
  const placed = interconnect(config, names, (text) => log.warn(text))
  await using stack = new AsyncDisposableStack()
  stack.use(lockData(config.data, names))
  const own = await houseSecret(config.data)
  const store = stack.use(await openWhole(config.store.address, { closeWithinMs }))
  heedTrouble(store, log, onFatal)
  await emergencyOf(store, config, names, log, stack)
  const secret = await networkSecret(store, config.store.address, own)
  const certificate = usesTls(placed, names) ? await certificateOf(config, log) : undefined
  const ground: Ground = {
    log,
    secret,
    tls: () => certificate && contextOf(config, certificate),
    control,
    metrics: placed.webgate.metrics.length > 0 ? createMetrics() : undefined,
  }
  if (ground.metrics) countStore(store, ground.metrics)
  const houses: House[] = []
  for (const name of names) {
    const house = await openHouse(name, placed, ground, store, certificate)
    stack.use(house)
    houses.push(house)
    const addresses = house.addresses.map(formatAddress)
    log.info({ house: name, addresses }, 'listening')
  }
  const open = stack.move()
  return { houses, store, certificate, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

/** Each house is loaded when it is needed: a small command starts fast, a lone house is lean. */
async function openHouse(
  name: HouseName,
  config: Config,
  ground: Ground,
  store: Store,
  certificate: Certificate | undefined,
): Promise<House> {
  if (name === 'ircd') return (await import('../ircd/index.ts')).start(config, ground, store)
  const dial = certificate && { tls: { pin: [certificate.fingerprint] } }
  if (name === 'webgate') {
    const { start } = await import('../webgate/index.ts')
    return start(config.webgate, ground, { store, dial })
  }
  const { start } = await import('../bouncer/index.ts')
  return start(config, ground, store, { dial })
}

function heedTrouble(store: Store, log: Log, onFatal: (error: Error) => void): void {
  store.trouble.heed((error) => {
    if (!error) return log.info('the store works again')
    log.error({ err: error }, 'the store refuses: nothing is lost, and everybody waits')
    // A disk that refuses leaves calls waiting; only an engine that has died rejects them.
    store.log.latest().catch(onFatal)
  })
}

/** What cannot be kept is written elsewhere; what a former process left there is kept at last. */
async function emergencyOf(
  store: Store,
  { store: { emergency: directory } }: Config,
  owners: readonly HouseName[],
  log: Log,
  stack: AsyncDisposableStack,
): Promise<void> {
  const fault = (err: Error) => log.error({ err }, 'the emergency file cannot be written')
  const emergency = new Emergency(store, { directory, owners }, fault)
  stack.defer(() => emergency.close())
  const rows = await emergency.restore()
  if (rows > 0) log.warn({ rows }, 'kept what the store had refused before the last end')
}

/** Also for dialling: houses of one machine know each other's own certificate. */
function usesTls(config: Config, names: readonly HouseName[]): boolean {
  const addresses: Address[] = names.flatMap((name) => config[name].listen)
  if (names.includes('bouncer')) addresses.push(config.bouncer.upstream, config.bouncer.peer_listen)
  const { upstream, bouncer_upstream, peer_listen } = config.webgate
  if (names.includes('webgate')) addresses.push(upstream, bouncer_upstream, peer_listen)
  if (names.includes('ircd')) addresses.push(...config.link.flatMap(({ address }) => address ?? []))
  return addresses.some(({ kind }) => kind === 'tls')
}

async function certificateOf({ tls, server, data }: Config, log: Log): Promise<Certificate> {
  if (tls.cert) return readCertificate(tls)
  const names = [server.name, 'localhost', '127.0.0.1', '::1']
  // Houses that start at the same moment must not make two.
  using _turn = lockData(data, ['certificate'], certificateMsMax)
  return await ensureCertificate(data, names, (text) => log.info(text))
}

/** A configured certificate is read anew, since whoever renews it only replaces the files. */
function contextOf({ tls }: Config, certificate: Certificate): SecureContextOptions {
  const { cert, key } = tls.cert ? readCertificate(tls) : certificate
  return { cert, key }
}
