/** What a user is told of what it has said of itself. Stands alone: registration needs it. */
import type { Ask } from '../../core/ask.ts'
import { speaksMetadata, telling } from './dialect.ts'
import { metadataOf } from './values.ts'

/** Said with the welcome: what the account has said of itself before. */
export function sayOwnMetadata(ask: Ask): void {
  const { session, user, net } = ask
  if (!speaksMetadata(session)) return
  const lines = [...metadataOf(net).of(user)].map(([key, value]) =>
    telling(session, net.me.name, user.nick, key, value),
  )
  ask.batch('metadata', [user.nick], lines)
}
