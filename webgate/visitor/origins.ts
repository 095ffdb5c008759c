/**
 * Which web pages may open a socket here. A browser names the page it is on in `Origin` and cannot
 * be made to lie; programs that are not browsers send none and are let in, since there is no
 * cookie here that a foreign page could ride on.
 *
 * The page that this gateway serves always may: its `Origin` names the same host and port as
 * `Host` (or, from a trusted proxy, `X-Forwarded-Host`). That holds on loopback as well as behind
 * a proxy which passes `Host` on; one that does not needs its public origin in the list.
 * A glob is compared with the whole origin in lower case: `https://*.example.org`, `*`.
 */
export class AllowedOrigins {
  readonly #globs: RegExp[]

  constructor(globs: readonly string[]) {
    this.#globs = globs.map((glob) => globPattern(glob.toLowerCase()))
  }

  /** @param host what the browser asked for, as `Host` has it. */
  allows(origin: string | undefined, host: string): boolean {
    if (origin === undefined) return true
    const asked = origin.toLowerCase()
    const named = /^https?:\/\/([^/]+)$/.exec(asked)?.[1]
    if (named !== undefined && named === host.toLowerCase()) return true
    return this.#globs.some((glob) => glob.test(asked))
  }
}

/** `*` is any text, `?` any one letter. */
export function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
  return new RegExp(`^${source}$`)
}
