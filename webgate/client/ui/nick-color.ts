/** A nickname's hue, one of 24 and the same on every visit: the style has a class `hue0` … `hue23` for
 * each. Lightness is the theme's, so contrast holds. */

export function hueOf(nick: string): number {
  let hash = 0
  for (const char of nick.toLowerCase()) hash = (hash * 31 + char.codePointAt(0)!) >>> 0
  return hash % 24
}

/** The letter on somebody's badge. */
export function initialOf(nick: string): string {
  const letter = /[\p{L}\p{N}]/u.exec(nick)?.[0] ?? nick[0] ?? '?'
  return letter.toUpperCase()
}
