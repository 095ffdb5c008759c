/** What is measured, and how long. */
import type { BouncerPlan } from './bouncer.ts'
import type { Speech } from './crowd.ts'

export interface Talk {
  /** Members of the channel. */
  size: number
  /** Lines that are under way at once. */
  inFlight: number
  speech: Speech
}

export interface Plan {
  rounds: number
  talks: Talk[]
  /** Before a talk counts, and while it does. */
  warmMs: number
  talkMs: number
  /** Clients that come, in channels of ten. */
  arrivals: number
  /** Before the memory of idle clients is read. */
  idleMs: number
  /** Rows given to the store. */
  appends: number
  bouncer: BouncerPlan
  /** Behind another server, which comes and is told to a third one. */
  linked: { users: number; channels: number }
}

const sizes = [10, 100, 1000]
const kept: Speech = 'PRIVMSG'

export const full: Plan = {
  rounds: 3,
  talks: [
    ...[1, 16].flatMap((inFlight) => sizes.map((size) => ({ size, inFlight, speech: kept }))),
    ...sizes.map((size) => ({ size, inFlight: 16, speech: 'TAGMSG' as const })),
  ],
  warmMs: 700,
  talkMs: 1500,
  arrivals: 2000,
  idleMs: 10_000,
  appends: 50_000,
  bouncer: { missed: 20_000, people: 200 },
  linked: { users: 10_000, channels: 2000 },
}

export const quick: Plan = {
  ...full,
  rounds: 1,
  warmMs: 200,
  talkMs: 400,
  arrivals: 1000,
  idleMs: 1000,
  appends: 10_000,
  bouncer: { missed: 5000, people: 50 },
  linked: { users: 2000, channels: 400 },
}
