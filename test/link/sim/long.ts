/** The simulator for as long as somebody wants to wait. */
import fc from 'fast-check'
import { plans, run } from './run.ts'

const batch = 500
/** To make a failure small takes long; what was found until then is good enough. */
const batchMsMax = 10 * 60_000

/** @throws Error with the smallest plan found that fails, and its seed. */
export function simulate(runs: number, seed: number, tell: (text: string) => void): void {
  for (let done = 0; done < runs; done += batch) {
    const numRuns = Math.min(batch, runs - done)
    for (const passive of [false, true]) {
      const property = fc.property(plans(passive), (plan) => void run(plan))
      fc.assert(property, {
        numRuns: Math.ceil(numRuns / 2),
        seed: seed + done,
        interruptAfterTimeLimit: batchMsMax,
        markInterruptAsFailure: false,
      })
    }
    tell(`links: ${done + numRuns} runs, seed ${seed}`)
  }
}
