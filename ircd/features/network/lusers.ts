import {
  RPL_GLOBALUSERS,
  RPL_LOCALUSERS,
  RPL_LUSERCHANNELS,
  RPL_LUSERCLIENT,
  RPL_LUSERME,
  RPL_LUSEROP,
  RPL_LUSERUNKNOWN,
} from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'

/** https://modern.ircdocs.horse/#lusers-message */
export default feature({
  commands: {
    LUSERS: {
      hunts: { at: 1 },
      help: '[* <server>]\nCounts users, operators and channels.',
      run: sayLusers,
    },
  },
  welcomes: sayLusers,
})

function sayLusers({ net, server, reply }: Ask): void {
  const { users, usersMax, local, localMax, invisible, operators } = net.count
  const unknown = server.sessions.size - local
  reply(RPL_LUSERCLIENT(users - invisible, invisible, net.servers.size))
  if (operators) reply(RPL_LUSEROP(operators))
  if (unknown) reply(RPL_LUSERUNKNOWN(unknown))
  if (net.channels.size) reply(RPL_LUSERCHANNELS(net.channels.size))
  reply(
    RPL_LUSERME(local, net.servers.size - 1),
    RPL_LOCALUSERS(local, localMax),
    RPL_GLOBALUSERS(users, usersMax),
  )
}
