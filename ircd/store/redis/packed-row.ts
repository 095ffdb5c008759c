/**
 * A row in one string, which is what Redis and its scripts handle fastest:
 * `AT EVENT LENGTH ID` and, without a gap, the line. Only we read it.
 */
import type { NewRow } from '../store.ts'

type Packed = Pick<NewRow, 'id' | 'at' | 'event' | 'line'>

export function packRow({ id, at, event, line }: Packed): string {
  return `${at} ${event ? 1 : 0} ${id.length} ${id}${line}`
}

export function unpackRow(packed: string): Packed {
  const atEnd = packed.indexOf(' ')
  const lengthEnd = packed.indexOf(' ', atEnd + 3)
  const idEnd = lengthEnd + 1 + Number(packed.slice(atEnd + 3, lengthEnd))
  return {
    id: packed.slice(lengthEnd + 1, idEnd),
    at: Number(packed.slice(0, atEnd)),
    event: packed[atEnd + 1] === '1',
    line: packed.slice(idEnd),
  }
}
