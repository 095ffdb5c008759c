import { fail, type Reply } from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import type { Channel, User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { type Said, saidInChannel, textBytesMax } from './message.ts'

/** Who spoke for a name that is nobody's here. */
function relayer(fact: object): string | undefined {
  const { source, by } = fact as Said & { by: User }
  return source === undefined ? undefined : by.nick
}

/**
 * A bridge, which operates the channel, speaks for people of another network under names that
 * nobody can have here: those with a separator in them.
 * https://github.com/ircv3/ircv3-specifications/pull/417
 */
export default feature({
  cap: 'draft/relaymsg',
  capValue: ({ settings: { messages } }) => messages.relaySeparators,
  capOffered: ({ settings: { messages } }) => messages.relaySeparators !== '',
  tags: [{ name: 'draft/relaymsg', cap: 'message-tags', value: relayer }],
  commands: {
    RELAYMSG: {
      help: '<channel> <nick/network> <text>\nSpeaks for somebody on another network.',
      min: 3,
      run(ask, name = '', nick = '', text = '') {
        const { net, user } = ask
        const channel = net.channel(name)
        const member = channel?.members.get(user)
        if (!channel || !member) {
          return ask.reply(refuse('INVALID_TARGET', 'You are not in such a channel', name))
        }
        const refusal = refusalOf(ask, channel, nick)
        if (refusal) return ask.reply(refusal)
        const source = `${nick}!relay@${net.me.name}`
        const max = textBytesMax(source, 'PRIVMSG', channel.name)
        user.spokeAt = ask.now
        ask.commit(saidInChannel, {
          verb: 'PRIVMSG',
          target: channel.name,
          text: shorten(text, max),
          channel,
          source,
          tags: ask.clientTags,
        })
      },
    },
  },
})

function refusalOf(ask: Ask, channel: Channel, nick: string): Reply | undefined {
  const { server, user } = ask
  if (!server.settings.messages.relaySeparators) {
    return refuse('NOT_ENABLED', 'Nobody speaks for others here')
  }
  if (!channel.members.get(user)?.op && !ask.can('override')) {
    return refuse('PRIVS_NEEDED', 'Only operators of the channel speak for others', channel.name)
  }
  if (!isRelayed(server, nick)) {
    return refuse('INVALID_NICK', 'This is no name of somebody elsewhere', nick)
  }
  return undefined
}

function isRelayed({ settings }: Server, nick: string): boolean {
  const { messages, limits } = settings
  const separated = [...messages.relaySeparators].some((sign) => nick.includes(sign))
  return separated && nick.length <= 2 * limits.nick && /^[^\s!@*?,.:#&+$%~"'<>\p{C}]+$/u.test(nick)
}

function refuse(code: string, text: string, ...context: string[]): Reply {
  return fail('RELAYMSG', code, text, ...context)
}
