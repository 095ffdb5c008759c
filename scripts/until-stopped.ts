/**
 * Settles with the signal that asks the process to stop: Ctrl-C, or what a service manager sends.
 *
 * A terminal sends Ctrl-C to everybody in the foreground, and npm and our launcher hand on what
 * they get: one keystroke may arrive three times. What comes within `echoMs` is the same wish; a
 * second one later means at once.
 */
const echoMs = 300

export function untilStopped(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>()
  let askedAt = 0
  const hear = (signal: NodeJS.Signals) => {
    const now = performance.now()
    if (askedAt === 0) {
      askedAt = now
      resolve(signal)
    } else if (now - askedAt > echoMs) {
      process.exit(130)
    }
  }
  process.on('SIGINT', hear)
  process.on('SIGTERM', hear)
  return promise
}
