/** What a reading says: how many lines were lost, and how many were shown twice. */

import { type Reading, scenarios } from './scenarios.ts'
import type { Open } from './subject.ts'

export interface Loss {
  title: string
  said: number
  lost: number
  twice: number
}

export function lossOf(title: string, { said, read, unconfirmed = [] }: Reading): Loss {
  const lost = said.filter((text) => !read.includes(text) && !unconfirmed.includes(text)).length
  const seen = read.filter((text) => said.includes(text))
  return { title, said: said.length, lost, twice: seen.length - new Set(seen).size }
}

/** Plays all scenarios, one after the other. */
export async function lossesOf(open: Open, tell: (loss: Loss) => void): Promise<Loss[]> {
  const losses: Loss[] = []
  for (const { title, play } of scenarios) {
    const loss = lossOf(title, await play(open))
    losses.push(loss)
    tell(loss)
  }
  return losses
}
