/** What happens here, or is told by another link, in the words of TS6: a teller for each kind. */
import type { Kind } from '../core/fact.ts'
import { banTellers } from './bans.ts'
import { markTeller } from './marks.ts'
import { metadataTeller } from './metadata.ts'
import { peopleTellers } from './people.ts'
import { channelTellers } from './tell-channels.ts'
import { messageTellers } from './tell-messages.ts'
import { userTellers } from './tell-users.ts'
import type { Tell } from './teller.ts'

export const tellers: ReadonlyMap<Kind, Tell> = new Map<Kind, Tell>([
  ...userTellers,
  ...channelTellers,
  ...messageTellers,
  ...banTellers,
  ...peopleTellers,
  markTeller,
  metadataTeller,
])
