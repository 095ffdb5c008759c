/**
 * The lines that wait in an outbox, as the last link of a chain that recipients share.
 *
 * A line to a thousand sockets of one channel is a thousand times "the same chain, then the same
 * line": each link remembers the links that followed it last, one for each dialect that is read,
 * so only the first recipient makes a new one, and only the first whose turn it is to write joins
 * the text. What is equal is found by comparing, never by hashing.
 */

/** Dialects that recipients of one line usually read. More are not wrong, they only share less. */
const followersMax = 4

/** A line with everything that waits before it. */
export interface Run {
  readonly before: Run | undefined
  readonly line: string
  /** No byte may leave before the gate has reached this; never less than the one before. */
  readonly ticket: number
  /** Of the whole run in UTF-8, each line with its CR LF. */
  readonly bytes: number
  /** The whole run, once it has been asked for. */
  text: string
  /** The link that followed last. */
  next: Run | undefined
  /** The link that followed the same one before it: another dialect, most often. */
  other: Run | undefined
}

/** The link that began a chain last. */
let first: Run | undefined

/** The run that is `run` and then `line`: the same object for everybody who asks in a row. */
export function extend(run: Run | undefined, line: string, ticket: number): Run {
  const newest = run === undefined ? first : run.next
  const holds = run !== undefined && run.ticket > ticket ? run.ticket : ticket
  const known = follower(newest, line, holds)
  if (known !== undefined) return known
  const bytes = (run === undefined ? 0 : run.bytes) + Buffer.byteLength(line) + 2
  const next = { before: run, line, ticket: holds, bytes, text: '', next: undefined, other: newest }
  if (run === undefined) first = next
  else run.next = next
  return next
}

/** Looks among the newest followers, and lets go of those behind them. */
function follower(newest: Run | undefined, line: string, ticket: number): Run | undefined {
  let left = followersMax
  for (let at = newest; at !== undefined; at = at.other) {
    if (at.line === line && at.ticket === ticket) return at
    if (--left === 0) at.other = undefined
  }
  return undefined
}

/** The text of the whole run, each line with its CR LF; joined once. */
export function textOf(run: Run): string {
  if (run.text !== '') return run.text
  const lines: string[] = []
  for (let at: Run | undefined = run; at !== undefined; at = at.before) lines.push(at.line)
  run.text = `${lines.reverse().join('\r\n')}\r\n`
  return run.text
}

/** The part of a run that may leave now that `durable` is reached; nothing when its first waits. */
export function released(run: Run | undefined, durable: number): Run | undefined {
  let at = run
  while (at !== undefined && at.ticket > durable) at = at.before
  return at
}

/** What is left of `run` when its part `gone` has left. */
export function remainder(run: Run, gone: Run): Run | undefined {
  const held: Run[] = []
  for (let at: Run | undefined = run; at !== gone && at !== undefined; at = at.before) held.push(at)
  let rest: Run | undefined
  for (let i = held.length - 1; i >= 0; i--) rest = extend(rest, held[i]!.line, held[i]!.ticket)
  return rest
}

/** Lets go of lines that nobody has waiting any more. */
export function forgetRuns(): void {
  first = undefined
}
