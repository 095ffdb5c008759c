/**
 * Names that look alike. Nicks are of ASCII, so only its own doubles matter; two names with the same
 * likeness cannot be told apart in one font or another.
 * Source: https://www.unicode.org/reports/tr39/#Confusable_Detection, its table as far as ASCII goes
 */

const doubles: Record<string, string> = {
  '0': 'o',
  '1': 'l',
  '|': 'l',
  // A capital i, not a small one: folding comes after this.
  I: 'l',
  '`': "'",
  // Not alike, but equal where names are compared as RFC 1459 has it: nobody is to be both.
  '[': '{',
  ']': '}',
  '\\': 'l',
}
/** Pairs that read as one letter: whichever stands there, the pair does. */
const pairs: Record<string, string> = { m: 'rn', w: 'vv' }

export function likenessOf(name: string): string {
  return name
    .replace(/[01|I`[\]\\]/g, (sign) => doubles[sign]!)
    .toLowerCase()
    .replace(/[mw]/g, (letter) => pairs[letter]!)
}
