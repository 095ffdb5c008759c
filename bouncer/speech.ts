/** What is said: by others, and by a person's own devices, whether or not the network echoes it. */
import { type Message, messageFrom, nickOf } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import type { Attached } from './downstream/attached.ts'
import { deviceTag, type Journal } from './journal.ts'
import type { Outcome } from './outgoing.ts'
import { Sent } from './sent.ts'
import { buffersOf } from './windows.ts'

export interface SpeechPorts {
  journal: Journal<Attached>
  network: string
  mirror: () => Mirror
  caps: () => ReadonlySet<string>
  /** Passes a command of a device on. @returns false when there is no network. */
  ask: (device: Attached, line: Message, outcome?: Outcome) => boolean
}

const said = new Set(['PRIVMSG', 'NOTICE', 'TAGMSG'])

export class Speech {
  readonly #ports: SpeechPorts
  readonly #sent: Sent<Attached>

  constructor(ports: SpeechPorts) {
    this.#ports = ports
    this.#sent = new Sent((name) => ports.mirror().fold(name))
  }

  /** A device says something to somebody. @returns false when there is no network. */
  say(device: Attached, line: Message): boolean {
    const spoken = { ...line, tags: this.#clientTags(line) }
    return this.#ports.ask(device, spoken, (sent) => {
      if (!sent) unsent(device, line)
      else if (this.#ports.caps().has('echo-message')) this.#sent.said(device, line)
      else this.#echo(device, spoken)
    })
  }

  /** A TAGMSG; where the network has none, nobody hears it. */
  tag(device: Attached, line: Message): void {
    const caps = this.#ports.caps()
    if (!caps.has('message-tags')) return
    this.#ports.ask(device, { ...line, tags: this.#clientTags(line) }, (sent) => {
      if (sent && caps.has('echo-message')) this.#sent.said(device, line)
    })
  }

  /** A line of the network that is for everybody, in the buffers that show it. */
  heard(line: Message, buffers: string[]): void {
    if (line.verb === 'REDACT') this.#ports.journal.forget(line.params[1] ?? '', buffers)
    const isSaid = said.has(line.verb)
    const isMine = isSaid && this.#ports.mirror().isMe(nickOf(line.source ?? ''))
    const isEvent = line.verb !== 'PRIVMSG' && line.verb !== 'NOTICE'
    this.#keep(line, buffers, isEvent, isMine ? this.#sent.echoed(line) : undefined)
  }

  /** A line of the network's history. */
  past(line: Message): void {
    const buffers = buffersOf(line, this.#ports.mirror(), this.#ports.network)
    if (buffers.length > 0) this.#ports.journal.keepPast(line, buffers)
  }

  /** The network refused what was said to `target`. */
  refused(target: string): void {
    this.#sent.refused(target)
  }

  /** The connection is gone: what it was not seen to take may have been lost. */
  clear(): void {
    for (const { sender, target, text } of this.#sent.clear()) {
      sender.notice(`It is not known whether this reached ${target}: ${text}`)
    }
  }

  /** Without an echo, what we say has been said when it has been sent. */
  #echo(device: Attached, { verb, params: [targets = '', text = ''], tags }: Message): void {
    const mirror = this.#ports.mirror()
    for (const target of targets.split(',')) {
      const line = { ...messageFrom(mirror.source, verb, target, text), tags }
      this.#keep(line, buffersOf(line, mirror, this.#ports.network), false, device)
    }
  }

  #keep(line: Message, buffers: string[], event: boolean, from?: Attached): void {
    const { journal } = this.#ports
    if (buffers.length === 0) journal.pass(line, from)
    else journal.keep(from ? marked(line, from) : line, buffers, event, from)
  }

  /** Only client-only tags travel, and only where the network has tags. */
  #clientTags({ tags }: Message): Message['tags'] {
    if (!tags || !this.#ports.caps().has('message-tags')) return undefined
    return new Map([...tags].filter(([name]) => name.startsWith('+')))
  }
}

/** It waited for its turn when the connection ended. */
function unsent(device: Attached, { params: [targets = ''] }: Message): void {
  for (const target of targets.split(',')) {
    device.numeric('404', target, 'Not sent: the connection to the network is gone')
  }
}

/** The stored line names the device that it was typed on. */
function marked(line: Message, { device }: Attached): Message {
  return { ...line, tags: new Map([...(line.tags ?? []), [deviceTag, device]]) }
}
