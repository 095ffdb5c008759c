/** Protection for plays: nothing but what is given. */
import { type Protection, unprotected } from '../ircd/core/protection.ts'

type Parts = { [K in keyof Protection]?: Protection[K] | Partial<Protection[K]> }

export function guarded(parts: Parts): Protection {
  const mixed = Object.entries(unprotected).map(([name, value]) => {
    const given = parts[name as keyof Protection]
    const isGroup = typeof value === 'object' && !Array.isArray(value)
    return [name, isGroup ? { ...value, ...(given as object) } : (given ?? value)]
  })
  return Object.fromEntries(mixed)
}

/** Lines by which somebody connects from an address and says its names. */
export function comes(name: string, ip = '198.51.100.7'): string {
  return `
    ${name} connects from ${ip}
    ${name} > NICK ${name}
    ${name} > USER ${name} 0 * :${name} of the play`
}
