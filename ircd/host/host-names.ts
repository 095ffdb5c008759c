/**
 * The name of an address, believed only where the name leads back to the address. A host has often
 * several addresses, of both families; one of them must be the visitor's.
 */
import { Resolver } from 'node:dns/promises'

/** As `node:dns` has them; for tests, whatever answers the same questions. */
export type Lookups = Pick<Resolver, 'reverse' | 'resolve4' | 'resolve6'>

/** How long anybody waits; what is found later serves the next visit. */
const waitMsMax = 2000
/** How long a name, and the lack of one, is remembered. */
const rememberedMs = 10 * 60_000
const forgottenMs = 60_000
const rememberedMax = 10_000
/** Addresses with many names exist; they are not all asked about. */
const namesMax = 3

interface Known {
  name: Promise<string | undefined>
  until: number
}

export class HostNames {
  readonly #lookups: Lookups
  readonly #waitMs: number
  readonly #known = new Map<string, Known>()

  constructor(
    lookups: Lookups = new Resolver({ timeout: waitMsMax / 2, tries: 2 }),
    waitMs = waitMsMax,
  ) {
    this.#lookups = lookups
    this.#waitMs = waitMs
  }

  /** Settles within two seconds, with nothing when there is no name by then. Never rejects. */
  of(ip: string): Promise<string | undefined> {
    // The loopback's name says nothing about anybody.
    if (ip === '::1' || ip.startsWith('127.')) return Promise.resolve(undefined)
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    const timer = setTimeout(() => resolve(undefined), this.#waitMs)
    this.#remembered(ip).then((name) => {
      clearTimeout(timer)
      resolve(name)
    })
    return promise
  }

  #remembered(ip: string): Promise<string | undefined> {
    const known = this.#known.get(ip)
    if (known && known.until > Date.now()) return known.name
    const fresh: Known = { name: this.#find(ip), until: Date.now() + rememberedMs }
    fresh.name.then((name) => {
      if (name === undefined) fresh.until = Date.now() + forgottenMs
    })
    if (this.#known.size >= rememberedMax) this.#known.delete(this.#known.keys().next().value!)
    this.#known.set(ip, fresh)
    return fresh.name
  }

  async #find(ip: string): Promise<string | undefined> {
    const names = await this.#lookups.reverse(ip).catch(() => [])
    for (const name of names.slice(0, namesMax)) {
      if (isName(name) && (await this.#leadsTo(name, ip))) return name.toLowerCase()
    }
    return undefined
  }

  async #leadsTo(name: string, ip: string): Promise<boolean> {
    const resolve = ip.includes(':') ? 'resolve6' : 'resolve4'
    const addresses = await this.#lookups[resolve](name).catch(() => [])
    return addresses.some((address) => canonical(address) === canonical(ip))
  }
}

/** What an IRC server takes for a host: it must neither break its line nor look like an address. */
function isName(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9]([a-z0-9-]*\.)+[a-z][a-z0-9-]*$/i.test(text)
}

function canonical(ip: string): string {
  return ip.includes(':') ? new URL(`http://[${ip}]`).hostname : ip
}
