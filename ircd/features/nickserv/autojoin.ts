/** Channels that NickServ joins for whoever logs in: AJOIN. The bouncer's people are there already. */
import type { ChannelsJoined } from '#wire/account.ts'
import { isChannelName } from '#wire/names.ts'
import { Ask } from '../../core/ask.ts'
import { feature, reaction } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { join } from '../channel/join.ts'
import { isHouses } from '../connect/houses.ts'
import { accountChanged } from '../connect/login.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { authority, report } from './desk.ts'

export const autojoinCommands: Record<string, ServiceCommand> = {
  AJOIN: {
    params: '<ADD|DEL|LIST> [channel]…',
    help: 'Shows and changes the channels that you join when you log in.',
    from: 'account',
    run: change,
  },
}

export default feature({
  welcomes: ({ server, user }) => bring(server, user),
  reactions: [
    reaction(accountChanged, ({ by, renamed }, server) => {
      const user = by as User
      if (user.session?.registered && !renamed) bring(server, user)
    }),
  ],
})

function bring(server: Server, user: User): void {
  const { session, account } = user
  if (account === undefined || !session || isHouses(session)) return
  const joining = server.ports.accounts.find(account).then(async (facts) => {
    for (const name of facts?.settings.autojoin ?? []) {
      if (session.closed || user.account !== account) return
      await join(new Ask(server, session, 'JOIN', undefined), name, '')
    }
  })
  joining.catch((error) => server.ports.fault(error, 'autojoin'))
}

async function change(turn: Turn, verb = '', ...names: string[]): Promise<void> {
  const account = turn.account!
  switch (verb.toUpperCase()) {
    case 'LIST': {
      const now = await listed(turn, account)
      return turn.say(...now.map((name) => `  ${name}`), `${now.length} channels`)
    }
    case 'ADD': {
      const bad = names.find((name) => !isChannelName(name, turn.server.settings.limits.channel))
      if (bad !== undefined || names.length === 0) {
        return turn.refuse('INVALID_PARAMS', `${bad ?? 'Nothing'} is no channel`)
      }
      return keep(turn, account, { add: names, remove: [] })
    }
    case 'DEL':
      return keep(turn, account, { add: [], remove: names })
    default:
      return turn.refuse('INVALID_PARAMS', 'Say ADD, DEL or LIST')
  }
}

async function keep(turn: Turn, account: string, channels: ChannelsJoined): Promise<void> {
  const refusal = await authority(turn).joins(account, channels)
  const now = (await listed(turn, account)).join(' ')
  report(turn, refusal, `You join ${now || 'no channels'} when you log in`)
}

async function listed(turn: Turn, account: string): Promise<readonly string[]> {
  return (await authority(turn).find(account))?.settings.autojoin ?? []
}
