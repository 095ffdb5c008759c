import { feature } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { gatewayOf } from '../connect/webirc.ts'
import { isKnown } from '../guard/reputation.ts'

/** Those that UnrealIRCd has from the beginning. */
const groups: Record<string, (server: Server, user: User) => boolean> = {
  'known-users': isKnown,
  'unknown-users': (server, user) => !isKnown(server, user),
  'tls-users': (_, { secure }) => secure,
  'webirc-users': (_, user) => gatewayOf(user) !== undefined,
}

/**
 * `~security-group:unknown-users`: who has no account and comes from nowhere known; and others like it.
 * https://www.unrealircd.org/docs/Security-group_block
 */
export default feature({
  extbans: {
    'security-group': {
      letter: 'g',
      aliases: ['securitygroup'],
      volatile: true,
      read: (name) => (Object.hasOwn(groups, name.toLowerCase()) ? name.toLowerCase() : undefined),
      matches: (name, user, _, server) => groups[name]?.(server, user) ?? false,
    },
  },
})
