/** ChanServ inside a channel: it keeps it open, and hears what members write to it there. */
import { feature, reaction } from '../../core/feature.ts'
import type { Server } from '../../core/server.ts'
import { joined } from '../channel/join.ts'
import { modesChanged } from '../channel/mode.ts'
import { parted } from '../channel/part.ts'
import { saidInChannel } from '../message/message.ts'
import { userOf } from '../services/presence.ts'
import { answerClient } from '../services/service.ts'
import { statusChange } from './door.ts'
import {
  isRegistered,
  type Registered,
  registeredChannels,
  registrationChanged,
} from './registration.ts'

/** What may be asked inside of the channel: `!op bob` is OP #tea bob. */
const spoken: ReadonlySet<string> = new Set(
  `OP DEOP HALFOP DEHALFOP VOICE DEVOICE PROTECT DEPROTECT OWNER DEOWNER UP DOWN KICK BAN UNBAN QUIET
UNQUIET TOPIC TOPICAPPEND TOPICPREPEND INVITE AKICK FLAGS STATUS INFO SYNC`.split(/\s+/),
)

export default feature({
  reactions: [
    reaction(saidInChannel, ({ verb, channel, text }, server, ask) => {
      if (!ask || verb !== 'PRIVMSG' || text[0] !== '!' || !isRegistered(channel)) return
      const { settings } = channel.registration
      const bot = userOf(server, 'ChanServ')
      const hears = settings.includes('FANTASY') && bot && channel.members.has(bot)
      const [, word = '', rest = ''] = /^!(\w+)\s*(.*)$/s.exec(text) ?? []
      if (!hears || !spoken.has(word.toUpperCase())) return
      const answered = answerClient(ask, 'ChanServ', `${word} ${channel.name} ${rest}`)
      if (!answered) return
      ask.hold()
      answered
        .catch((error) => server.ports.fault(error, 'a command inside a channel'))
        .finally(() => ask.release())
    }),
    // It does not stay where nobody wants it any more.
    reaction(registrationChanged, ({ channel, registration }, server) => {
      const bot = userOf(server, 'ChanServ')
      if (registration || !bot || !channel.members.has(bot)) return
      server.commit(parted, { channel, text: '' }, bot)
    }),
  ],
  async boot(server) {
    for (const channel of registeredChannels(server.net)) settleBot(server, channel)
  },
})

/** Comes in or leaves, as GUARD says. */
export function settleBot(server: Server, channel: Registered): void {
  const bot = userOf(server, 'ChanServ')
  if (!bot) return
  const isWanted = channel.registration.settings.includes('GUARD')
  const isInside = channel.members.has(bot)
  if (isWanted && !isInside) {
    server.commit(joined, { channel, key: '' }, bot)
    const changes = [statusChange(server, bot, 'a', true), statusChange(server, bot, 'o', true)]
    server.commit(modesChanged, { channel, changes }, bot)
  }
  if (!isWanted && isInside) server.commit(parted, { channel, text: '' }, bot)
}
