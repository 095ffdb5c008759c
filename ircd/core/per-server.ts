/** What a feature remembers of one server, made when it is first asked for. */
import type { Server } from './server.ts'

export function perServer<T extends object>(make: (server: Server) => T): (server: Server) => T {
  const known = new WeakMap<Server, T>()
  return (server) => {
    const found = known.get(server) ?? make(server)
    known.set(server, found)
    return found
  }
}
