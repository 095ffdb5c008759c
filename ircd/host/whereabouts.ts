/** How one process of a house is reached by others of its kind, as they tell each other. */
import { X509Certificate } from 'node:crypto'
import { type Address, formatAddress, parseAddress } from '#host/address.ts'
import type { Ground } from '#host/house.ts'
import { type Listener, type ListenOptions, listen } from '#host/listen.ts'

export interface Whereabouts {
  at: Address
  /** The SHA-256 of the only certificate to accept, where it listens with TLS. */
  pin?: string | undefined
}

export interface PeerDoor {
  listener: Listener
  whereabouts: Whereabouts
}

/**
 * Listens for other processes of the same house.
 * @param key of the configuration, for what is said about it
 * @throws Error of one line: nobody can listen there, or nobody else could dial it.
 */
export async function listenForPeers(
  address: Address,
  key: string,
  { tls, log }: Ground,
  accept: ListenOptions['accept'],
): Promise<PeerDoor> {
  const isNet = address.kind === 'tcp' || address.kind === 'tls'
  if (isNet && /^(0\.0\.0\.0|::)$/.test(address.host)) {
    throw new Error(`${key} must be an address that other machines can dial`)
  }
  const onTrouble = (error: Error) => log.debug({ error: error.message }, `listener ${key}`)
  const listener = await listen(address, { accept, tls, onTrouble })
  const cert = address.kind === 'tls' ? tls()?.cert : undefined
  const pin = cert ? new X509Certificate(cert as string).fingerprint256 : undefined
  return { listener, whereabouts: { at: listener.address, pin } }
}

export function formatWhereabouts({ at, pin }: Whereabouts): string {
  return JSON.stringify({ at: formatAddress(at), pin })
}

/** @returns nothing for a process that cannot be reached. */
export function parseWhereabouts(text: string): Whereabouts | undefined {
  if (text === '') return undefined
  const { at, pin } = JSON.parse(text) as { at: string; pin?: string }
  return { at: parseAddress(at), pin }
}
