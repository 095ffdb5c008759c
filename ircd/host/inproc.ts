/** Listeners of this process, by name: what `inproc:` addresses find. */
import { type Duplex, duplexPair } from 'node:stream'

type Accept = (duplex: Duplex) => void

const listeners = new Map<string, Accept>()

/** @returns false when the name is taken. */
export function register(name: string, accept: Accept): boolean {
  if (listeners.has(name)) return false
  listeners.set(name, accept)
  return true
}

export function unregister(name: string, accept: Accept): void {
  if (listeners.get(name) === accept) listeners.delete(name)
}

/** @returns our end of a new conversation, or nothing when nobody listens under that name. */
export function connect(name: string): Duplex | undefined {
  const accept = listeners.get(name)
  if (!accept) return undefined
  const [ours, theirs] = duplexPair()
  accept(theirs)
  return ours
}
