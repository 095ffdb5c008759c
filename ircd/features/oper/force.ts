import { isChannelName, isNick } from '#wire/names.ts'
import {
  ERR_BADCHANMASK,
  ERR_ERRONEUSNICKNAME,
  ERR_NICKNAMEINUSE,
  ERR_NOSUCHCHANNEL,
  ERR_NOSUCHNICK,
  ERR_NOTONCHANNEL,
  ERR_USERNOTINCHANNEL,
} from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import { Ask } from '../../core/ask.ts'
import { type Command, feature } from '../../core/feature.ts'
import type { Channel, User } from '../../core/network.ts'
import { rank } from '../../core/rank.ts'
import { joined, newChannel } from '../channel/join.ts'
import { kicked } from '../channel/kick.ts'
import { modesChanged } from '../channel/mode.ts'
import type { Change } from '../channel/mode-change.ts'
import { readChanges } from '../channel/mode-request.ts'
import { sayNames } from '../channel/names.ts'
import { parted } from '../channel/part.ts'
import { sayTopic, topicSet } from '../channel/topic.ts'
import { nickChanged } from '../connect/nick.ts'

const kick = inside('<nick> <channel> [reason]\nKicks somebody.', (ask, user, channel, text) => {
  ask.server.commit(kicked, { channel, user, text: text || user.nick }, ask.net.me)
})

const modes: Command = {
  min: 2,
  needs: 'force',
  help: '<channel> <modes> [parameters]\nChanges modes in the name of the server.',
  run(ask, name = '', modes = '', ...params) {
    const channel = ask.net.channel(name)
    if (!channel) return ask.reply(ERR_NOSUCHCHANNEL(name))
    const { changes, refused } = readChanges(ask, channel, modes, params, rank.owner)
    ask.reply(...refused)
    if (!changes.length) return
    tell(ask, name, modes, ...params)
    ask.server.commit(modesChanged, { channel, changes }, ask.net.me)
  },
}

/** What operators make others do. No guard is asked, and every use is told. */
export default feature({
  commands: {
    SAJOIN: on('<nick> <channel>\nMakes somebody join a channel.', (ask, user, name = '') => {
      enter(ask, user, name)
    }),
    SAPART: {
      ...inside('<nick> <channel> [reason]\nMakes somebody leave.', (ask, user, channel, text) => {
        ask.server.commit(parted, { channel, text }, user)
      }),
      hunts: { at: 0, user: true },
    },
    SAKICK: kick,
    SANICK: on('<nick> <new nick>\nGives somebody another nick.', (ask, user, nick = '') => {
      const { net, server } = ask
      const holder = net.user(nick)
      if (!isNick(nick, server.settings.limits.nick)) return ask.reply(ERR_ERRONEUSNICKNAME(nick))
      if (holder && holder !== user) return ask.reply(ERR_NICKNAMEINUSE(nick))
      server.commit(nickChanged, { from: user.mask, nick }, user)
    }),
    SAQUIT: on('<nick> [reason]\nMakes somebody leave the network.', (_ask, user, text = '') => {
      user.session?.close(text ? `Quit: ${text}` : 'Quit')
    }),
    SAMODE: modes,
    OMODE: modes,
    SATOPIC: {
      min: 2,
      needs: 'force',
      help: '<channel> <text>\nSets a topic in the name of the server.',
      run(ask, name = '', text = '') {
        const channel = ask.net.channel(name)
        if (!channel) return ask.reply(ERR_NOSUCHCHANNEL(name))
        tell(ask, name, text)
        const kept = shorten(text, ask.server.settings.limits.topic)
        ask.server.commit(topicSet, { channel, text: kept }, ask.net.me)
      },
    },
    OKICK: {
      ...kick,
      help: '<channel> <nick> [reason]\nKicks somebody in the name of the server.',
      run: (ask, name = '', nick = '', text = '') => kick.run(ask, nick, name, text),
    },
    OPME: {
      min: 1,
      needs: 'override',
      help: '<channel>\nMakes you an operator of a channel that you are in.',
      run(ask, name = '') {
        const channel = ask.net.channel(name)
        if (!channel) return ask.reply(ERR_NOSUCHCHANNEL(name))
        if (!channel.members.has(ask.user)) return ask.reply(ERR_NOTONCHANNEL(channel.name))
        tell(ask, name)
        operate(ask, channel)
      },
    },
    OJOIN: {
      min: 1,
      needs: 'override',
      help: '<channel>\nJoins a channel whatever its modes, and operates it.',
      run(ask, name = '') {
        tell(ask, name)
        const channel = enter(ask, ask.user, name)
        if (channel) operate(ask, channel)
      },
    },
  },
})

/** Makes the asker an operator of the channel, unless it is one. */
function operate({ server, net, user }: Ask, channel: Channel): void {
  if (channel.members.get(user)?.op) return
  const changes: Change[] = [{ type: 'status', letter: 'o', on: true, user, rank: rank.op }]
  server.commit(modesChanged, { channel, changes }, net.me)
}

/** A command about somebody, which its own server carries out. */
function on(help: string, run: (ask: Ask, user: User, text?: string) => void): Command {
  return {
    min: help.startsWith('<nick> [') ? 1 : 2,
    needs: 'force',
    hunts: { at: 0, user: true },
    help,
    run(ask, nick = '', text = '') {
      const user = ask.net.user(nick)
      if (!user || user.service) return ask.reply(ERR_NOSUCHNICK(nick))
      tell(ask, nick, text)
      run(ask, user, text)
    },
  }
}

/** A command about a member of a channel. */
function inside(
  help: string,
  run: (ask: Ask, user: User, channel: Channel, text: string) => void,
): Command {
  return {
    min: 2,
    needs: 'force',
    help,
    run(ask, nick = '', name = '', text = '') {
      const user = ask.net.user(nick)
      const channel = ask.net.channel(name)
      if (!user || user.service) return ask.reply(ERR_NOSUCHNICK(nick))
      if (!channel) return ask.reply(ERR_NOSUCHCHANNEL(name))
      if (!channel.members.has(user)) {
        return ask.reply(ERR_USERNOTINCHANNEL(user.nick, channel.name))
      }
      tell(ask, nick, name, text)
      run(ask, user, channel, text)
    },
  }
}

function enter(ask: Ask, user: User, name: string): Channel | undefined {
  const { net, server } = ask
  if (!isChannelName(name, server.settings.limits.channel)) {
    ask.reply(ERR_BADCHANMASK(name))
    return undefined
  }
  const channel = net.channel(name) ?? net.vacant.get(net.fold(name)) ?? newChannel(ask, name)
  if (channel.members.has(user)) return channel
  server.commit(joined, { channel, key: '' }, user)
  if (!user.session) return channel
  const its = user === ask.user ? ask : new Ask(server, user.session, 'JOIN', undefined)
  if (channel.topic) sayTopic(its, channel)
  sayNames(its, channel)
  return channel
}

function tell({ server, user, verb }: Ask, ...words: string[]): void {
  const by = user.oper?.name ?? user.nick
  server.ports.tell('forced', { by, what: [verb, ...words].filter(Boolean).join(' ') })
}
