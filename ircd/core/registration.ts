/**
 * What those who look after a registered channel have decided of it. Plain data that is replaced as
 * a whole and never changed: a fact carries it, and the channel's record keeps it.
 */

/** What somebody may do: see `features/chanserv/access.ts`. */
export interface AccessEntry {
  /** An account, or a mask such as `*!*@host`. */
  who: string
  /** Letters. */
  flags: string
  by: string
  /** Milliseconds since 1970. */
  at: number
}

/** Whom the channel does not let in. */
export interface AutoKick {
  mask: string
  reason: string
  by: string
  /** Seconds since 1970; `until` is 0 for ever. */
  at: number
  until: number
}

export interface Registration {
  /** An account, as its owner spells it. */
  readonly founder: string
  /** Who takes over when the founder's account is no more. */
  readonly successor?: string | undefined
  /** To whom the founder offers the channel. */
  readonly heir?: string | undefined
  /** Milliseconds since 1970. */
  readonly at: number
  /** The day on which somebody on its access list was last there; milliseconds since 1970. */
  readonly usedAt: number
  readonly access: readonly AccessEntry[]
  readonly autoKicks: readonly AutoKick[]
  /** Names for sets of flags that the channel has besides everybody's. */
  readonly templates: Readonly<Record<string, string>>
  /** Modes that stay on, with their parameters, and letters of those that stay off. */
  readonly lock: { readonly on: Readonly<Record<string, string>>; readonly off: string }
  /** The names of the settings that are on. */
  readonly settings: readonly string[]
  /** What is shown about it: `ENTRYMSG`, `URL`, `EMAIL`, `DESC`. */
  readonly texts: Readonly<Record<string, string>>
  /** Closed by an operator of the network: nobody comes in. */
  readonly closed?: { readonly by: string; readonly reason: string } | undefined
}
