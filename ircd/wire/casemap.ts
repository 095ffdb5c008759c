/**
 * Folding names, so that `Tea` and `tea` are one.
 * Source: https://modern.ircdocs.horse/#casemapping-parameter
 */

export type Fold = (name: string) => string

export const foldAscii: Fold = (name) => {
  return hasCapital(name) ? name.replace(/[A-Z]+/g, (run) => run.toLowerCase()) : name
}

/** The letters `[]\~` are the capitals of `{}|^` here: an old network may need it. */
export const foldRfc1459: Fold = (name) =>
  name.replace(/[A-Z[\]\\~]+/g, (run) =>
    run
      .toLowerCase()
      .replace(/[[\]\\~]/g, (c) => ({ '[': '{', ']': '}', '\\': '|', '~': '^' })[c]!),
  )

/** Names are folded at each message, and most are so already. */
function hasCapital(name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i)
    if (code >= 65 && code <= 90) return true
  }
  return false
}

export function foldFor(casemapping: string): Fold {
  return casemapping === 'rfc1459' ? foldRfc1459 : foldAscii
}
