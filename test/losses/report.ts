/** The losses of two bouncers side by side, as docs/losses.md shows them. */
import type { Loss } from './verdict.ts'

/** @param znc in the order of ours; absent where it was not played */
export function table(ours: Loss[], znc: Loss[] = []): string[] {
  const head = ['What happens', 'lines', 'causerie: lost', 'twice', 'ZNC 1.8.2: lost', 'twice']
  const rows = ours.map(({ title, said, lost, twice }, n) => {
    const { lost: zncLost, twice: zncTwice } = znc[n] ?? {}
    return [title, said, lost, twice, zncLost ?? '', zncTwice ?? '']
  })
  return [head, ['---', '--:', '--:', '--:', '--:', '--:'], ...rows].map(
    (cells) => `| ${cells.join(' | ')} |`,
  )
}
