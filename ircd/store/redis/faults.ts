/**
 * Tells a Redis that refuses from a call that is wrong.
 * Source: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors
 */

/** What Redis puts before its message: READONLY, OOM, MOVED …; '' for what is no answer of it. */
export function codeOf(error: Error): string {
  const isReply = error.name === 'ReplyError'
  return (isReply && /^[A-Z]+(?= |$)/.exec(error.message)?.[0]) || ''
}

/**
 * True where no call is to blame and the same call may succeed later: no connection, no memory,
 * no disk, no primary, another node. Only what Redis calls a plain error is the call's own, and
 * what our scripts refuse.
 */
export function isTrouble(error: Error): boolean {
  const code = codeOf(error)
  return code !== 'ERR' && code !== 'WRONGTYPE' && code !== 'FENCED'
}

/** The connection may lead to a server that is no longer the primary, or not ready. */
export function doubtsConnection(error: Error): boolean {
  const known = ['READONLY', 'LOADING', 'MASTERDOWN', 'NOAUTH', 'NOPERM', 'CLUSTERDOWN']
  return known.includes(codeOf(error))
}

/** Redis has put something elsewhere, or forgotten a script: once, that is nobody's trouble. */
export function isRoutine(error: Error): boolean {
  return ['NOSCRIPT', 'MOVED', 'ASK'].includes(codeOf(error))
}

/** `ASK SLOT HOST:PORT`: this one time, the other node answers. */
export function askedFor(error: Error): { host: string; port: number } | undefined {
  const [, host, port] = /^ASK \d+ (.*):(\d+)$/.exec(error.message) ?? []
  return host && port ? { host, port: Number(port) } : undefined
}
