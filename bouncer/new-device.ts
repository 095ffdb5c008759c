/** Where a device begins that was never here: not with nothing, and not with years. */
import type { Log } from '#store/store.ts'

const defaultMessages = 100
const pageRows = 1_000
/** Rows, most of them joins and parts, among which the messages are looked for. */
const spanMax = 16_000

/** @returns the seq behind which the last messages lie: a hundred of them unless told. */
export async function latestStart(
  log: Log,
  name: string,
  messages = defaultMessages,
): Promise<number> {
  const last = await log.lastSeq(name)
  for (let span = 2 * messages; ; span *= 4) {
    const from = Math.max(0, last - span)
    const said = await messagesSince(log, name, from)
    if (said.length >= messages) return messages > 0 ? said.at(-messages)! - 1 : last
    if (from === 0 || span > spanMax) return from
  }
}

async function messagesSince(log: Log, name: string, from: number): Promise<number[]> {
  const said: number[] = []
  let seq = from
  while (true) {
    const rows = await log.since(name, seq, pageRows)
    for (const row of rows) if (!row.event) said.push(row.seq)
    if (rows.length < pageRows) return said
    seq = rows.at(-1)!.seq
  }
}
