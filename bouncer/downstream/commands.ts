/** What a signed-in device asks for: answered here, or passed on to the network. */
import { type Message, message, messageFrom } from '#wire/message.ts'
import { restateNames, restateTopic } from '#wire/restate.ts'
import type { Attached } from './attached.ts'

type Run = (device: Attached, line: Message) => void

/** The bouncer is the other side of these; the network never sees them. */
const local = new Map<string, Run>([
  ['PING', ping],
  ['CAP', cap],
  ['PASS', (device) => device.numeric('462', 'You are signed in already')],
  ['USER', (device) => device.numeric('462', 'You are signed in already')],
  ['AUTHENTICATE', (device) => device.numeric('907', 'You are signed in already')],
  ['CHATHISTORY', unknown],
  ['BATCH', unknown],
  ['ERROR', () => {}],
  ['JOIN', join],
  ['PART', part],
  ['NICK', nick],
  ['NAMES', names],
  ['TOPIC', topic],
  ['PRIVMSG', say],
  ['NOTICE', say],
  ['TAGMSG', tagmsg],
])

export function command(device: Attached, line: Message): void {
  const run = local.get(line.verb)
  // Written again, a verb like `:` would be a source, and what follows it the verb.
  if (!/^[A-Z]+$/.test(line.verb)) unknown(device, line)
  else if (run) run(device, line)
  else ask(device, line)
}

function ping(device: Attached, { params: [token] }: Message) {
  const { server } = device.user.setting
  if (token === undefined) device.numeric('409', 'No origin specified')
  else device.reply(messageFrom(server, 'PONG', server, token))
}

function cap(device: Attached, { params }: Message) {
  const { mirror } = device
  const { setting } = device.user
  for (const line of device.caps.answer(params, setting.server, mirror.nick, false)) {
    device.reply(line)
  }
}

function unknown(device: Attached, { verb }: Message) {
  device.numeric('421', verb, 'Unknown command')
}

/** Channels that we are in already are swallowed: see `bouncer/restoring.ts`. */
function join(device: Attached, line: Message) {
  const { network } = device.user
  const [targets = '', keys = ''] = line.params
  if (targets === '') return device.numeric('461', 'JOIN', 'Not enough parameters')
  const keyOf = keys.split(',')
  for (const [at, name] of targets.split(',').entries()) {
    const key = keyOf[at] ?? ''
    if (name === '0') ask(device, message('JOIN', '0'))
    else if (name !== '' && !device.mirror.channel(name)) {
      network.restored.willJoin(name, key)
      ask(device, message('JOIN', name, ...(key ? [key] : [])))
    }
  }
}

function part(device: Attached, line: Message) {
  for (const name of (line.params[0] ?? '').split(',')) device.user.network.willPart(name)
  ask(device, line)
}

function nick(device: Attached, line: Message) {
  if (line.params[0]) device.user.network.restored.willBeCalled(line.params[0])
  ask(device, line)
}

function names(device: Attached, line: Message) {
  const { mirror } = device
  const channel = mirror.channel(line.params[0] ?? '')
  if (!channel?.complete || line.params.length > 1) return ask(device, line)
  for (const one of restateNames(mirror, channel, device.caps.acked)) device.reply(one)
}

function topic(device: Attached, line: Message) {
  const { mirror } = device
  const channel = mirror.channel(line.params[0] ?? '')
  if (!channel || line.params.length !== 1) return ask(device, line)
  if (!channel.topic) return device.numeric('331', channel.name, 'No topic is set')
  for (const one of restateTopic(mirror, channel)) device.reply(one)
}

function say(device: Attached, line: Message) {
  const [targets, text] = line.params
  if (!targets) return device.numeric('411', `No recipient given (${line.verb})`)
  if (!text) return device.numeric('412', 'No text to send')
  if (device.user.network.speech.say(device, line)) return
  for (const target of targets.split(',')) {
    device.numeric('404', target, 'Not sent: there is no connection to the network now')
  }
}

function tagmsg(device: Attached, line: Message) {
  if (!line.params[0]) return device.numeric('461', 'TAGMSG', 'Not enough parameters')
  device.user.network.speech.tag(device, line)
}

function ask(device: Attached, line: Message) {
  if (!device.user.network.ask(device, line)) unreachable(device, line)
}

/** A client waits for the end of some answers: it gets them, empty. */
function unreachable(device: Attached, { verb, params: [about = '*', ...more] }: Message) {
  const channel = device.mirror.channel(about)
  if (verb === 'WHO') return device.numeric('315', about, 'No connection to the network now')
  if (verb === 'MODE' && channel && more.length === 0) {
    const letters = [...channel.modes.keys()].join('')
    return device.numeric('324', channel.name, `+${letters}`, ...channel.modes.values())
  }
  device.notice(`${verb} was not sent: there is no connection to the network now`)
}
