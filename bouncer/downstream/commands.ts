/** What a signed-in device asks for: answered here, or passed on to the network. */
import { type Message, message, messageFrom } from '#wire/message.ts'
import type { Spoken } from '#wire/multiline.ts'
import { restateNames, restateTopic } from '#wire/restate.ts'
import type { Asker } from '../asker.ts'
import type { Attached } from './attached.ts'
import { bouncer } from './bouncer-command.ts'
import { chathistory } from './history.ts'
import { markread } from './marker.ts'
import { searched } from './search.ts'
import { isService, serve } from './service-window.ts'
import { pushKey, supportLine } from './snapshot.ts'
import { webpush } from './webpush.ts'

type Run = (device: Attached, line: Spoken) => void | Promise<void>

/** The bouncer is the other side of these; the network never sees them. */
const local = new Map<string, Run>([
  ['PING', ping],
  ['CAP', cap],
  ['PASS', (device) => device.numeric('462', 'You are signed in already')],
  ['USER', (device) => device.numeric('462', 'You are signed in already')],
  ['AUTHENTICATE', (device) => device.numeric('907', 'You are signed in already')],
  ['CHATHISTORY', chathistory],
  ['MARKREAD', markread],
  ['SEARCH', searched],
  ['BOUNCER', bouncer],
  ['WEBPUSH', webpush],
  ['BOUNCERSERV', (device, line) => serve(device, 'BouncerServ', line.params.join(' '))],
  ['ZNC', znc],
  ['AWAY', away],
  ['ERROR', () => {}],
  ['JOIN', join],
  ['PART', part],
  ['NICK', nick],
  ['NAMES', names],
  ['MONITOR', monitor],
  ['TOPIC', topic],
  ['PRIVMSG', say],
  ['NOTICE', say],
  ['TAGMSG', tagmsg],
])

/** Nobody says these but somebody who looks. */
const used = new Set(['PRIVMSG', 'NOTICE', 'TAGMSG', 'MARKREAD'])

/** @returns a promise where the answer takes time: the next line waits for it. */
export function command(device: Attached, line: Spoken): void | Promise<void> {
  const run = local.get(line.verb)
  if (used.has(line.verb)) device.user.pushes.used(device)
  // Written again, a verb like `:` would be a source, and what follows it the verb.
  if (!/^[A-Z]+$/.test(line.verb)) return unknown(device, line)
  return run ? run(device, line) : ask(device, line)
}

function ping(device: Attached, { params: [token] }: Message) {
  const { server } = device
  if (token === undefined) device.numeric('409', 'No origin specified')
  else device.reply(messageFrom(server, 'PONG', server, token))
}

function cap(device: Attached, { params }: Message) {
  const known = pushKey(device)
  for (const line of device.caps.answer(params, device.server, device.nick, false)) {
    device.reply(line)
  }
  const fresh = pushKey(device).filter((token) => !known.includes(token))
  if (fresh.length > 0) device.reply(supportLine(device.nick, device.server, fresh))
}

function unknown(device: Attached, { verb }: Message) {
  device.numeric('421', verb, 'Unknown command')
}

/** Channels that we are in already are swallowed: see `bouncer/restoring.ts`; hidden ones shown. */
function join(device: Attached, line: Message) {
  const { network } = device.seat
  const [targets = '', keys = ''] = line.params
  if (targets === '') return device.numeric('461', 'JOIN', 'Not enough parameters')
  const keyOf = keys.split(',')
  for (const [at, name] of targets.split(',').entries()) {
    const key = keyOf[at] ?? ''
    if (name === '0') ask(device, message('JOIN', '0'))
    else if (device.mirror.channel(name)) device.seat.hide(name, false)
    else if (name !== '') {
      network.restored.willJoin(name, key)
      ask(device, message('JOIN', name, ...(key ? [key] : [])))
    }
  }
}

function part(device: Attached, line: Message) {
  for (const name of (line.params[0] ?? '').split(',')) device.seat.network.willPart(name)
  ask(device, line)
}

function nick(device: Attached, line: Message) {
  if (line.params[0]) device.seat.network.restored.willBeCalled(line.params[0])
  ask(device, line)
}

function names(device: Attached, line: Message) {
  const { mirror } = device
  const channel = mirror.channel(line.params[0] ?? '')
  if (!channel?.complete || line.params.length > 1) return ask(device, line)
  for (const one of restateNames(mirror, channel, device.caps.acked)) device.reply(one)
}

function monitor(device: Attached, line: Message) {
  device.seat.network.contacts.command(device, line.params)
}

function topic(device: Attached, line: Message) {
  const { mirror } = device
  const channel = mirror.channel(line.params[0] ?? '')
  if (!channel || line.params.length !== 1) return ask(device, line)
  if (!channel.topic) return device.numeric('331', channel.name, 'No topic is set')
  for (const one of restateTopic(mirror, channel)) device.reply(one)
}

function say(device: Attached, line: Spoken) {
  const [targets, text] = line.params
  if (!targets) return device.numeric('411', `No recipient given (${line.verb})`)
  if (!text) return device.numeric('412', 'No text to send')
  if (isService(targets)) return serve(device, targets, text.replaceAll('\n', ' '))
  if (targets.toLowerCase() === '*playback') return device.playback.heard(text)
  if (device.seat.network.speech.say(askerOf(device), line)) return
  for (const target of targets.split(',')) {
    device.numeric('404', target, 'Not sent: there is no connection to the network now')
  }
}

function tagmsg(device: Attached, line: Message) {
  if (!line.params[0]) return device.numeric('461', 'TAGMSG', 'Not enough parameters')
  device.seat.network.speech.tag(askerOf(device), line)
}

/** `ZNC *status ListNetworks`, as clients with aliases for ZNC say it. */
function znc(device: Attached, { params: [target = '', ...words] }: Message) {
  const text = words.join(' ')
  if (target.toLowerCase() === '*playback') return device.playback.heard(text)
  return serve(device, target.startsWith('*') ? target : '*status', text)
}

/** The network answers where it is told; else whoever asked is. */
function away(device: Attached, { params: [text = ''] }: Message) {
  device.presence = text
  if (device.seat.network.away.said(device, text)) return
  if (text === '') device.numeric('305', 'You are no longer marked as being away')
  else device.numeric('306', 'You have been marked as being away')
}

/** What is answered, now or by the network, belongs to the command that is being carried out. */
function askerOf(device: Attached): Asker {
  return { device, answer: device.answers.current }
}

function ask(device: Attached, line: Message) {
  if (!device.seat.network.ask(askerOf(device), line)) unreachable(device, line)
}

/** A client waits for the end of some answers: it gets them, empty. */
function unreachable(device: Attached, { verb, params: [about = '*', ...more] }: Message) {
  const channel = device.mirror.channel(about)
  if (verb === 'WHO') return device.numeric('315', about, 'No connection to the network now')
  if (verb === 'MODE' && channel && more.length === 0) {
    const letters = [...channel.modes.keys()].join('')
    return device.numeric('324', channel.name, `+${letters}`, ...channel.modes.values())
  }
  const text = `${verb} was not sent: there is no connection to the network now`
  device.reply(messageFrom(device.server, 'NOTICE', device.nick, text))
}
