/** What a person's network is given, and what it tells. */
import type { Asker } from './asker.ts'
import type { Journal } from './journal.ts'
import type { Plan } from './plan.ts'
import type { Restored } from './record.ts'
import type { Setting } from './setting.ts'

export interface NetworkEvents {
  /** The network came up: it can other things than before, perhaps. */
  up(): void
  /** The network is gone, and why. */
  down(reason: string): void
  /** Whether anybody is there to be told what changed. */
  watched(): boolean
  /** The state changed, or what is wrong did. */
  changed(): void
}

export interface NetworkTerms {
  setting: Setting
  account: string
  plan: Plan
  restored: Restored
  journal: Journal<Asker>
}
