import type { Report } from './ordeal.ts'

/** One paragraph of numbers. */
export function summary(report: Report): string {
  const { seed, sent, echoed, kills, shown, kept, lost, duplicated, disordered } = report
  return [
    `seed ${seed}: ${kills} × SIGKILL while ${sent} lines were sent, ${echoed} of them echoed;`,
    `${kept} are on the disk, and were shown ${shown} times: lost ${lost.length},`,
    `duplicated ${duplicated.length}, out of order ${disordered.length}.`,
    `Shown again to the device that never answers PING: ${report.repeatedToDeaf};`,
    `to the others, because no answer had reached the disk: ${report.repeatedUnanswered},`,
    `the oldest ${report.unansweredMsMax} ms before a kill.`,
  ].join(' ')
}
