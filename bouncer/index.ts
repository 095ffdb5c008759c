/**
 * The bouncer: keeps people on the network when their devices are gone, and gives each device
 * what it missed. To the network it is a client of its own, on `upstream`.
 */
import type { Config } from '#host/config.ts'
import type { DialOptions } from '#host/dial.ts'
import type { Ground, House as OpenHouse } from '#host/house.ts'
import { type Listener, listen } from '#host/listen.ts'
import type { Store } from '#store/store.ts'
import { clientTagBytesMax, lineBytesMax, taggedLineBytesMax } from '#wire/message.ts'
import { defaultPace, type Pace } from './downstream/pump.ts'
import { House } from './house.ts'
import type { Patience, Setting } from './setting.ts'
import { defaultTiming, type Timing } from './upstream.ts'

export type BouncerConfig = Pick<Config, 'bouncer'> & { network: Pick<Config['network'], 'name'> }

/** What tests and unusual places turn. */
export interface BouncerTuning {
  pace?: Partial<Pace> | undefined
  timing?: Partial<Timing & Patience> | undefined
  dial?: DialOptions | undefined
}

const patience: Patience = { signInMs: 60_000, networkMs: 5_000, restoreMs: 60_000 }

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
  const house = new House(settingOf(config, ground, store, tuning))
  const listeners: Listener[] = []
  const dispose = async () => {
    await Promise.all(listeners.map((listener) => listener.close()))
    await house.close()
  }
  try {
    for (const address of config.bouncer.listen) {
      listeners.push(
        await listen(address, {
          accept: (duplex, peer) => house.accept(duplex, peer),
          tls: ground.tls,
          onTrouble: (error) => ground.log.debug({ error: error.message }, 'bouncer listener'),
        }),
      )
    }
    await house.open()
  } catch (error) {
    await dispose()
    throw error
  }
  const addresses = listeners.map(({ address }) => address)
  return { name: 'bouncer', addresses, [Symbol.asyncDispose]: dispose }
}

function settingOf(
  { bouncer: { upstream, sendq }, network: { name: network } }: BouncerConfig,
  { log, secret }: Ground,
  store: Store,
  { pace, timing, dial }: BouncerTuning,
): Setting {
  const onBug = (error: unknown) => log.error({ err: error }, 'a defect ended a conversation')
  const limits = { lineBytesMax, sendqBytesMax: sendq, onBug }
  return {
    store,
    log,
    secret,
    network,
    server: serverName(network),
    upstream,
    dial,
    upstreamLimits: { ...limits, tagBytesMax: taggedLineBytesMax - lineBytesMax, unendedBytesMax },
    downstreamLimits: { ...limits, tagBytesMax: clientTagBytesMax, unendedBytesMax },
    pace: { ...defaultPace, ...pace },
    timing: { ...defaultTiming, ...patience, ...timing },
  }
}

const unendedBytesMax = 32 * 1024

/** Clients take a source with a dot for a server. */
function serverName(network: string): string {
  const word = network.toLowerCase().replace(/[^a-z0-9-]/g, '')
  return `bouncer.${word || 'local'}`
}
