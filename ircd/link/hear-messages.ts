/** What is said on other servers, to those who are here or behind another link. */
import type { Tags } from '#wire/message.ts'

import { saidInChannel, saidToUser, type Verb } from '../features/message/message.ts'
import { announced, isAnnouncement } from '../features/oper/announce.ts'
import { type Heard, type Hearer, hearer } from './heard.ts'
import { sourceTag } from './tell-messages.ts'
import { findUser } from './tree.ts'

export const messageHearers: Record<string, Hearer> = {
  PRIVMSG: hearer(2, (heard) => say(heard, 'PRIVMSG', heard.params[1]!)),
  NOTICE: hearer(2, (heard) => say(heard, 'NOTICE', heard.params[1]!)),
  TAGMSG: hearer(1, (heard) => say(heard, 'TAGMSG', '')),
}

function say(heard: Heard, verb: Verb, text: string): void {
  const { peer, by, params, line, origin } = heard
  const { server, net } = peer.links
  const [target = ''] = params
  const tags = clientTags(line.tags)
  if (isAnnouncement(target)) {
    server.commit(announced, { verb, target, text, tags }, by, undefined, origin)
    return
  }
  const source = peer.own ? line.tags?.get(sourceTag) : undefined
  const status = server.book.statuses.find(({ prefix }) => prefix === target[0])
  const name = status ? target.slice(1) : target
  if (name.startsWith('#')) {
    const channel = net.channel(name)
    if (!channel) return
    const shown = (status?.prefix ?? '') + channel.name
    const data = { verb, target: shown, text, channel, least: status?.rank, tags, source }
    server.commit(saidInChannel, data, by, undefined, origin)
    return
  }
  const user = findUser(net, name.split('@')[0]!)
  if (!user || user.service) return
  const data = { verb, target: user.nick, text, user, tags, source }
  server.commit(saidToUser, data, by, undefined, origin)
}

/** Only what clients say to each other; the rest is what we know ourselves. */
function clientTags(tags: Tags | undefined): Tags | undefined {
  const kept = new Map(
    [...(tags ?? [])].filter(([name]) => name.length > 1 && name.startsWith('+')),
  )
  return kept.size ? kept : undefined
}
