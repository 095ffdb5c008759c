/** What one device is shown of its owner's log: of what has been, and as it happens. */
import type { Row } from '#store/store.ts'
import { type Message, nickOf } from '#wire/message.ts'
import { parseKept, type Spoken } from '#wire/multiline.ts'
import type { Asker } from '../asker.ts'
import type { Entry } from '../journal.ts'
import { targetIn } from '../windows.ts'
import type { Answer } from './answer.ts'
import type { Attached } from './attached.ts'
import { backlog, isFor, type Reader } from './backlog.ts'
import { isSuppressed, isWanted } from './policy.ts'
import { relayed, windowOf } from './relay.ts'
import type { Voice } from './voice.ts'

export class Showing {
  readonly #device: Attached
  readonly #voice: Voice
  /** The id of the last event row: a QUIT stands in every channel's buffer and is told once. */
  #lastEvent = ''

  constructor(device: Attached, voice: Voice) {
    this.#device = device
    this.#voice = voice
  }

  /** Rows of a page: what the device may see of them. */
  replay(rows: Row[], isPast: boolean): number {
    if (!isPast) return rows.filter((row) => this.#since(row)).length
    const isHidden = ({ buffer }: Row) => this.#device.seat.isHidden(targetIn(buffer))
    const relayed = rows.filter((row) => isHidden(row) && this.#relayPast(row)).length
    const shown = rows.filter((row) => !isHidden(row) && isWanted(row, this.#device))
    const reader = this.#reader
    const { lines, got } = backlog(shown, reader, this.#voice.ref)
    this.#voice.raw(...lines)
    return got + relayed
  }

  live({ message: line, event, from, seq }: Entry<Asker>): boolean {
    const caps = this.#device.caps.acked
    const isMine = from?.device === this.#device
    const answer = seq > 0 ? this.#answerOf(line) : isMine ? from.answer : undefined
    // What another nameless connection said is news to this one.
    const device = this.#device.device || '\0'
    const isMessage = !event || line.verb === 'TAGMSG'
    const isWithheld = isMessage && !isFor(line, { caps, device, mirror: this.#device.mirror })
    if ((isMine && !caps.has('echo-message')) || isWithheld || !this.#concerns(line)) {
      answer?.release()
      return false
    }
    if (!answer || seq > 0) return this.#tell(line, answer)
    // It has no place among others: the answer may be said as a whole.
    answer.add(line)
    answer.release()
    return true
  }

  /** What becomes of people who are in no channel with us is told to those who follow them. */
  #concerns({ verb, source = '' }: Message): boolean {
    if (!/^(AWAY|ACCOUNT|CHGHOST|SETNAME)$/.test(verb)) return true
    const { mirror, seat } = this.#device
    const nick = nickOf(source)
    if (mirror.isMe(nick) || mirror.channelsOf(nick).length > 0) return true
    return (
      this.#device.caps.acked.has('extended-monitor') &&
      seat.network.contacts.follows(this.#device, nick)
    )
  }

  get #reader(): Reader {
    const { caps, device, mirror } = this.#device
    return { caps: caps.acked, device, mirror }
  }

  #relayPast(row: Row): boolean {
    const line = row.event ? undefined : parseKept(row.line)
    return line !== undefined && this.#relay(line)
  }

  /** The command of this device that brought a line of the log about. */
  #answerOf({ tags }: Message): Answer | undefined {
    return this.#device.answers.take(tags?.get('msgid'))
  }

  /** Sends one line of the log or beside it. @returns whether the device got it. */
  #tell(line: Spoken, answer?: Answer): boolean {
    const { seat, mirror } = this.#device
    const window = seat.record.detached?.length ? windowOf(line, mirror) : undefined
    const isHidden = window !== undefined && seat.isHidden(mirror.fold(window))
    if (answer && !isHidden) answer.echo(line)
    else {
      answer?.release()
      if (isHidden) return this.#relay(line)
      if (isSuppressed(line, this.#device) || !this.#device.push(line)) return false
    }
    const isOwnJoin = line.verb === 'JOIN' && mirror.isMe(nickOf(line.source ?? ''))
    if (isOwnJoin) this.#device.marked(line.params[0] ?? '')
    return true
  }

  /** Of a hidden channel a device hears only what calls its owner. */
  #relay(line: Message): boolean {
    const text = relayed(line, this.#device.mirror)
    if (text !== undefined) this.#device.notice(text)
    return text !== undefined
  }

  /** A row that came after the device did, read from the log because the device was behind. */
  #since(row: Row): boolean {
    if (row.event && row.id === this.#lastEvent) return false
    if (row.event) this.#lastEvent = row.id
    const line = parseKept(row.line)
    if (!line) return false
    const answer = this.#answerOf(line)
    const reader = this.#reader
    if (row.event || isFor(line, reader)) return this.#tell(line, answer)
    answer?.release()
    return false
  }
}
