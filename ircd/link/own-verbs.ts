/**
 * What only servers of ours know: one table of verbs. They come as they are on a link of ours, and
 * inside `ENCAP <servers> CAUSERIE VERB …` by way of another kind of server.
 */
import { ownToken } from './dialect.ts'
import { type Heard, type Hearer, hearer } from './heard.ts'
import { hearLedger } from './ledger.ts'
import { hearMark } from './marks.ts'
import { hearMetadata } from './metadata.ts'
import { hearModes } from './named-modes.ts'
import { peopleHearers } from './people.ts'
import { hearAnswer, hearAsk } from './queries.ts'
import { serverOf } from './tree.ts'

/** Each may come twice, and must be safe to lose: operators of other servers can split us. */
export const ownHearers: Record<string, Hearer> = {
  ...peopleHearers,
  ASK: hearer(2, hearAsk),
  ANSWER: hearer(3, hearAnswer),
  CLAIM: hearer(2, (heard) => heard.peer.links.claims.hearClaim(heard)),
  CLAIMED: hearer(4, (heard) => heard.peer.links.claims.hearClaimed(heard)),
  LEDGER: hearer(2, hearLedger),
  MARK: hearMark,
  METADATA: hearMetadata,
  MODES: hearModes,
}

/** `CAUSERIE <verb> …` in an ENCAP: it has been passed on already. */
export function hearEncapsulated(heard: Heard): void {
  const [verb = '', ...params] = heard.params
  if (!serverOf(heard.by).caps.has(ownToken)) return
  const known = Object.hasOwn(ownHearers, verb) ? ownHearers[verb] : undefined
  const origin = { ...heard.origin, untold: true as const }
  if (known && params.length >= known.min) known.run({ ...heard, params, origin })
}
