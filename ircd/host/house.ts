/** What every house stands on, and what it is to whoever started it. */
import type { SecureContextOptions } from 'node:tls'
import type { Address } from '#host/address.ts'
import type { Log } from '#host/log.ts'

/** What the houses of one process, or of one machine, share. */
export interface Ground {
  log: Log
  /** By which the houses know each other: see `#host/secrets.ts`. */
  secret: string
  /** Key and certificate for `tls:` listeners, read anew at each call. */
  tls: () => SecureContextOptions | undefined
}

/** A house that is open. Disposing of it closes its doors, says goodbye and settles when done. */
export interface House extends AsyncDisposable {
  name: 'ircd' | 'bouncer' | 'webgate'
  /** Where it listens, with real ports. */
  addresses: Address[]
}
