/** Asking DNS, and taking no answer for none. */
import { Resolver } from 'node:dns/promises'

/**
 * @param withinMs after which nobody waits any longer
 * @returns the addresses of version 4 that a name has. Never rejects.
 */
export function resolver(withinMs: number): (name: string) => Promise<string[]> {
  const dns = new Resolver({ timeout: withinMs, tries: 1 })
  return async (name) => {
    const { promise, resolve } = Promise.withResolvers<string[]>()
    const timer = setTimeout(resolve, withinMs, [])
    try {
      return await Promise.race([dns.resolve4(name), promise])
    } catch {
      return []
    } finally {
      clearTimeout(timer)
    }
  }
}
