/**
 * Folding names, so that `Tea` and `tea` are one.
 * Source: https://modern.ircdocs.horse/#casemapping-parameter
 */

export type Fold = (name: string) => string

export const foldAscii: Fold = (name) => name.replace(/[A-Z]+/g, (run) => run.toLowerCase())

/** The letters `[]\~` are the capitals of `{}|^` here: an old network may need it. */
export const foldRfc1459: Fold = (name) =>
  name.replace(/[A-Z[\]\\~]+/g, (run) =>
    run
      .toLowerCase()
      .replace(/[[\]\\~]/g, (c) => ({ '[': '{', ']': '}', '\\': '|', '~': '^' })[c]!),
  )

export function foldFor(casemapping: string): Fold {
  return casemapping === 'rfc1459' ? foldRfc1459 : foldAscii
}
