/** How a network is reached, and who a person is there: the home network, and any other. */
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { formatAddress, formatHostPort } from '#host/address.ts'
import { type DialOptions, dial } from '#host/dial.ts'
import type { NetworkRecord, UpstreamRecord } from '#store/store.ts'
import type { OutgoingPace } from './outgoing.ts'
import type { Identity } from './registration.ts'
import { isLocked } from './sealed-networks.ts'
import type { Setting } from './setting.ts'

/** One place where a network can be dialled. */
export interface Target {
  name: string
  secure: boolean
  dial: (signal: AbortSignal) => Promise<Duplex>
}

/** Asked anew at each attempt: its owner may change a network while it is being tried. */
export interface Plan {
  /** Stands in keys and buffers, and never changes. */
  readonly id: string
  /** As its owner calls it. */
  readonly name: string
  targets(): Target[]
  identity(): Identity
  /** Raw lines to be sent when we are in. */
  commands(): string[]
  pace(): OutgoingPace | undefined
  /** Whether to come back after a KICK. */
  rejoins(): boolean
}

/** Our own network, where the house's secret lets us in as anybody. */
export function homePlan(
  setting: Setting,
  person: { account: string; name: string },
  record: NetworkRecord,
): Plan {
  const { upstream, dial: options, secret } = setting
  const target: Target = {
    name: formatAddress(upstream),
    secure: upstream.kind !== 'tcp',
    dial: (signal) => dial(upstream, { ...options, signal }),
  }
  // Asked for anew with each connection: an account may be renamed meanwhile.
  const sasl = () => ({
    mechanism: 'PLAIN' as const,
    authzid: person.name,
    user: '*house',
    password: secret,
  })
  return {
    id: setting.network,
    name: setting.network,
    targets: () => [target],
    identity: () => ({
      nicks: [record.nick],
      user: userName(person.account),
      realname: person.name,
      sasl: sasl(),
    }),
    commands: () => [],
    pace: () => undefined,
    rejoins: () => false,
  }
}

/** A network of the wide world. `record.upstream` is there. */
export function foreignPlan(
  setting: Setting,
  person: { account: string; name: string },
  id: string,
  record: NetworkRecord,
): Plan {
  const upstream = () => record.upstream!
  return {
    id,
    get name() {
      return record.name
    },
    targets: () => upstream().addresses.map((address) => target(setting, address, record)),
    identity: () => identity(person, record),
    commands: () => upstream().commands,
    pace: () => upstream().pace,
    rejoins: () => upstream().rejoin,
  }
}

function identity({ account, name }: { account: string; name: string }, record: NetworkRecord) {
  const { nicks, username, realname, pass, sasl } = record.upstream!
  return {
    nicks: [record.nick, ...nicks],
    user: username || userName(account),
    realname: realname || name,
    pass: pass || undefined,
    sasl: sasl && { ...sasl, authzid: '' },
    saslRequired: sasl !== undefined,
  }
}

function target(
  { reach, timing }: Setting,
  { host, port, tls }: UpstreamRecord['addresses'][number],
  record: NetworkRecord,
): Target {
  const { pins, certificate } = record.upstream!
  const options: DialOptions = {
    timeoutMs: timing.dialMs,
    // The certificate is the name's, not the address's; an address has none to be asked for.
    // With pins it must be one of them, whatever authorities say.
    tls: {
      ...(isIP(host) ? {} : { servername: host }),
      pin: pins,
      pinned: true,
      ...certificate,
    },
  }
  return {
    name: `${formatHostPort(host, port)}${tls ? '' : ' (without TLS)'}`,
    secure: tls,
    async dial(signal) {
      if (isLocked(record)) throw new Error('its passwords cannot be read here: say them again')
      let failure: unknown
      for (const ip of await reach.addresses(host)) {
        try {
          const kind = tls ? 'tls' : 'tcp'
          return await dial({ kind, host: ip, port }, { ...options, signal })
        } catch (error) {
          failure = error
        }
      }
      throw failure
    },
  }
}

function userName(account: string): string {
  return account.replace(/[^a-z0-9]/gi, '').slice(0, 9) || 'user'
}
