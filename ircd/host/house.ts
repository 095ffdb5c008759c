/** What every house stands on, and what it is to whoever started it. */
import type { SecureContextOptions } from 'node:tls'
import type { Address } from '#host/address.ts'
import type { Config } from '#host/config.ts'
import type { Log } from '#host/log.ts'
import type { Metrics } from '#host/metrics.ts'

/** What the houses of one process, or of one machine, share. */
export interface Ground {
  log: Log
  /** By which the houses know each other: see `#host/secrets.ts`. */
  secret: string
  /** Key and certificate for `tls:` listeners, read anew at each call. */
  tls: () => SecureContextOptions | undefined
  /** Absent where nobody watches over the process. */
  control?: ProcessControl | undefined
  /** What the houses of this process count, where somebody asked for it. */
  metrics?: Metrics | undefined
}

/** What a house may ask of whoever runs the process. */
export interface ProcessControl {
  /** Reads the configuration again. @throws ConfigError */
  reread(): Config
  stop(reason: string): void
  /** Ends with a code that asks whoever watches over the process to start it again. */
  restart(reason: string): void
}

/** A house that is open. Disposing of it closes its doors, says goodbye and settles when done. */
export interface House extends AsyncDisposable {
  name: 'ircd' | 'bouncer' | 'webgate'
  /** Where it listens, with real ports. */
  addresses: Address[]
  /**
   * Shows the certificate that `Ground.tls` has now, and takes what may change of the configuration
   * from `ProcessControl.reread`. Throws when either is no good, and goes on as before.
   */
  reload?(): void | Promise<void>
}
