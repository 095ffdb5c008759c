/** What is said on other servers, to those who are here or behind another link. */
import type { Tags } from '#wire/message.ts'
import type { Part } from '#wire/multiline.ts'
import { Channel } from '../core/network.ts'
import { saidInChannel, saidToUser, type Verb } from '../features/message/message.ts'
import { takenAway, takenBack } from '../features/message/redaction.ts'
import { announced, isAnnouncement } from '../features/oper/announce.ts'
import { hearEcho, sayEcho } from './echo.ts'
import { type Heard, type Hearer, hearer, isUser } from './heard.ts'
import { voiceIn } from './teller.ts'
import { findUser } from './tree.ts'

export const messageHearers: Record<string, Hearer> = {
  PRIVMSG: hearer(2, (heard) => sayOrCollect(heard, 'PRIVMSG')),
  NOTICE: hearer(2, (heard) => sayOrCollect(heard, 'NOTICE')),
  TAGMSG: hearer(1, (heard) => say(heard, 'TAGMSG', heard.params[0]!, '')),
  BATCH: hearer(1, hearBatch),
  ECHO: hearer(2, hearEcho),
  REDACT: hearer(2, ({ peer, by, params, origin }) => {
    const { net, server } = peer.links
    const [target = '', msgid = '', text = ''] = params
    const to = target.startsWith('#') ? net.channel(target) : findUser(net, target)
    if (!peer.own || !to) return
    if (isUser(by)) takenBack(server, by, to, msgid, text, origin)
    else if (to instanceof Channel) takenAway(server, by, to, msgid, text, origin)
  }),
}

function sayOrCollect(heard: Heard, verb: Verb): void {
  const { peer, line, params } = heard
  const [target = '', text = ''] = params
  if (peer.own && peer.batches.add(line.tags, verb, text)) return
  say(heard, verb, target, text)
}

/** A message of several lines: ours tell it as clients do. */
function hearBatch(heard: Heard): void {
  const { peer, line, params } = heard
  const [ref = '', type, target] = params
  if (!peer.own) return
  if (ref.startsWith('+') && type === 'draft/multiline' && target) {
    return peer.batches.begin(ref.slice(1), line.source ?? '', target, line.tags, heard.origin)
  }
  const whole = peer.batches.end(ref.slice(1))
  if (!whole || whole.source !== line.source) return
  const { verb, text, parts, tags, origin } = whole
  const begun = { ...heard, line: { ...line, tags }, origin }
  say(begun, verb, whole.target, text, parts)
}

function say(heard: Heard, verb: Verb, target: string, text: string, parts?: Part[]): void {
  const { peer, by, line, origin } = heard
  const { server, net } = peer.links
  const tags = clientTags(line.tags)
  if (isAnnouncement(target)) {
    server.commit(announced, { verb, target, text, tags }, by, undefined, origin)
    return
  }
  const source = voiceIn(peer, line.tags)
  const words = { verb, text, parts, tags, source }
  const status = server.book.statuses.find(({ prefix }) => prefix === target[0])
  const name = status ? target.slice(1) : target
  if (name.startsWith('#')) {
    const channel = net.channel(name)
    if (!channel) return
    const shown = (status?.prefix ?? '') + channel.name
    const data = { ...words, target: shown, channel, least: status?.rank }
    server.commit(saidInChannel, data, by, undefined, origin)
    return
  }
  const user = findUser(net, name.split('@')[0]!)
  if (!user || user.service) return
  const data = { ...words, target: user.nick, user, unheard: undefined as true | undefined }
  server.commit(saidToUser, data, by, undefined, origin)
  if (!user.session || !isUser(by) || data.unheard) return
  sayEcho(peer.links, by, user, verb, text, tags, origin)
}

/** Only what clients say to each other; the rest is what we know ourselves. */
function clientTags(tags: Tags | undefined): Tags | undefined {
  const kept = new Map(
    [...(tags ?? [])].filter(([name]) => name.length > 1 && name.startsWith('+')),
  )
  return kept.size ? kept : undefined
}
