import { ERR_NOSUCHCHANNEL, fail } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import type { Channel, User } from '../../core/network.ts'
import { kicked } from '../channel/kick.ts'
import { banSet } from '../guard/ban.ts'
import { killed } from './kill.ts'

type Deed = (ask: Ask, channel: Channel, user: User, text: string) => void

const deeds: Record<string, Deed> = {
  KICK: (ask, channel, user, text) =>
    ask.server.commit(kicked, { channel, user, text }, ask.net.me),
  KILL: (ask, _channel, user, text) => ask.server.commit(killed, { user, text }, ask.user),
  GLINE(ask, _channel, user, reason) {
    const ban = {
      type: 'gline' as const,
      mask: `*@${user.ip || user.host}`,
      reason,
      note: '',
      by: ask.user.oper?.name ?? ask.user.nick,
      at: ask.now,
      until: ask.now + banMs,
      soft: false,
      from: '*',
    }
    ask.server.commit(banSet, { ban }, ask.user)
  },
}

/** A channel full of trouble is a thing of today. */
const banMs = 86_400_000

/** Takes everybody out of a channel at once; operators of the network stay. */
export default feature({
  commands: {
    CLEARCHAN: {
      min: 1,
      needs: 'kill',
      help: '<channel> [KICK | KILL | GLINE] [reason]\nEmpties a channel. GLINE bans for a day.',
      run(ask, name = '', how = 'KICK', text = '') {
        const channel = ask.net.channel(name)
        if (!channel) return ask.reply(ERR_NOSUCHCHANNEL(name))
        const deed = deeds[how.toUpperCase()]
        if (!deed) return ask.reply(fail('CLEARCHAN', 'INVALID_PARAMS', 'KICK, KILL or GLINE', how))
        const out = [...channel.members.keys()].filter(({ oper }) => !oper)
        const by = ask.user.oper?.name
        ask.server.ports.tell('forced', { by, what: `CLEARCHAN ${name} ${how}`, users: out.length })
        for (const user of out) deed(ask, channel, user, text || 'This channel is cleared')
        ask.session.notice(`${out.length} users are out of ${channel.name}`)
      },
    },
  },
})
