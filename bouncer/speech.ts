/** What is said: by others, and by a person's own devices, whether or not the network echoes it. */
import { type Message, messageFrom, nickOf, type Tags } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import { multilineLimits, type Spoken } from '#wire/multiline.ts'
import { type Asker, answerTo } from './asker.ts'
import { deviceTag, type Journal } from './journal.ts'
import type { Outcome } from './outgoing.ts'
import { pieces } from './pieces.ts'
import { Sent } from './sent.ts'
import { buffersOf } from './windows.ts'

export interface SpeechPorts {
  journal: Journal<Asker>
  network: string
  mirror: () => Mirror
  /** The connection's state, as of now. */
  seen: () => Mirror
  /** Passes a command of a device on. @returns false when there is no network. */
  ask: (asker: Asker, line: Spoken, outcome?: Outcome) => boolean
}

const said = new Set(['PRIVMSG', 'NOTICE', 'TAGMSG'])

export class Speech {
  readonly #ports: SpeechPorts
  readonly #sent: Sent<Asker>

  constructor(ports: SpeechPorts) {
    this.#ports = ports
    const fold = (name: string) => ports.mirror().fold(name)
    this.#sent = new Sent(fold, ({ answer }) => answer?.release())
  }

  /** A device says something to somebody. @returns false when there is no network. */
  say(asker: Asker, line: Spoken): boolean {
    const caps = this.#caps
    const spoken = { ...line, tags: clientTags(line, caps) }
    const takes = caps.has('draft/multiline') && caps.has('batch')
    const value = this.#ports.seen().offered.get('draft/multiline') ?? ''
    const all = pieces(spoken, takes ? multilineLimits(value) : undefined)
    return all.every((piece, i) => {
      if (this.#say(asker, piece)) return true
      if (i > 0) unsent(asker, piece)
      return i > 0
    })
  }

  /** A TAGMSG; where the network has none, nobody hears it. */
  tag(asker: Asker, line: Message): void {
    const caps = this.#caps
    if (!caps.has('message-tags')) return
    const tagged = { ...line, tags: clientTags(line, caps) }
    if (caps.has('echo-message')) this.#say(asker, tagged)
    else this.#ports.ask(asker, tagged)
  }

  /** A line of the network that is for everybody, in the buffers that show it. */
  heard(line: Spoken, buffers: string[]): void {
    if (line.verb === 'REDACT') this.#ports.journal.forget(line.params[1] ?? '', buffers)
    const isSaid = said.has(line.verb)
    const isMine = isSaid && this.#ports.mirror().isMe(nickOf(line.source ?? ''))
    const isEvent = line.verb !== 'PRIVMSG' && line.verb !== 'NOTICE'
    this.#keep(line, buffers, isEvent, isMine ? this.#sent.echoed(line) : undefined)
  }

  /** A line of the network's history. */
  past(line: Spoken): void {
    const buffers = buffersOf(line, this.#ports.mirror(), this.#ports.network)
    if (buffers.length > 0) this.#ports.journal.keepPast(line, buffers)
  }

  /** The network refused what was said to `target`. @returns who had said it. */
  refused(target: string): Asker | undefined {
    return this.#sent.refused(target)
  }

  /** The connection is gone: what it was not seen to take may have been lost. */
  clear(): void {
    for (const { sender, verb, target, text } of this.#sent.clear()) {
      const { device, answer } = sender
      const why = `It is not known whether this reached ${target}`
      if (answer) answer.add(messageFrom(device.server, 'FAIL', verb, 'UNCERTAIN', target, why))
      else if (verb === 'PRIVMSG') device.notice(`${why}: ${text.replaceAll('\n', ' ')}`)
      answer?.release()
    }
  }

  get #caps(): ReadonlySet<string> {
    return this.#ports.seen().caps
  }

  /** Each that it goes to will be echoed, and the echo is part of the answer. */
  #say(asker: Asker, line: Spoken): boolean {
    const { answer } = asker
    const targets = (line.params[0] ?? '').split(',')
    for (const _ of targets) answer?.hold()
    const isAsked = this.#ports.ask(asker, line, (sent) => {
      if (sent && this.#caps.has('echo-message')) this.#sent.said(asker, line)
      else if (sent) this.#echo(asker, line)
      else unsent(asker, line)
      if (!sent) for (const _ of targets) answer?.release()
    })
    if (!isAsked) for (const _ of targets) answer?.release()
    return isAsked
  }

  /** Without an echo, what we say has been said when it has been sent. */
  #echo(asker: Asker, line: Spoken): void {
    const mirror = this.#ports.mirror()
    const { params, tags, parts } = line
    for (const target of params[0]!.split(',')) {
      const own = messageFrom(mirror.source, line.verb, target, ...params.slice(1))
      const one = { ...own, tags, parts }
      this.#keep(one, buffersOf(one, mirror, this.#ports.network), false, asker)
    }
  }

  #keep(line: Spoken, buffers: string[], event: boolean, from?: Asker): void {
    const { journal } = this.#ports
    if (buffers.length === 0) journal.pass(line, from)
    else journal.keep(from ? marked(line, from) : line, buffers, event, from)
  }
}

/** Only client-only tags travel, and only where the network has tags. */
export function clientTags({ tags }: Message, caps: ReadonlySet<string>): Tags | undefined {
  if (!tags || !caps.has('message-tags')) return undefined
  const own = [...tags].filter(([name]) => name.startsWith('+'))
  return own.length > 0 ? new Map(own) : undefined
}

/** It waited for its turn when the connection ended. */
function unsent(asker: Asker, { params: [targets = ''] }: Message): void {
  const { server, nick } = asker.device
  for (const target of targets.split(',')) {
    const why = 'Not sent: the connection to the network is gone'
    answerTo(asker, messageFrom(server, '404', nick, target, why))
  }
}

/** The stored line names the device that it was typed on. */
function marked(line: Spoken, { device: { device } }: Asker): Spoken {
  return { ...line, tags: new Map([...(line.tags ?? []), [deviceTag, device]]) }
}
