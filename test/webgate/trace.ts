/**
 * Plays a recorded conversation to the client's state, without a browser. `<` is a line of the
 * server, `>` a line that the client must have sent by now (`…` is anything), `!` breaks the connection and makes
 * another. What the client sends must be expected line by line, in order.
 */
import assert from 'node:assert/strict'
import type { Buffer } from '../../webgate/client/state/buffer.ts'
import type { Change } from '../../webgate/client/state/change.ts'
import type { Entry } from '../../webgate/client/state/entry.ts'
import { Session } from '../../webgate/client/state/session.ts'
import type { SessionOptions } from '../../webgate/client/state/session-options.ts'

export class Trace {
  readonly session: Session
  readonly changes: Change[] = []
  readonly refusals: string[] = []
  quit: string | undefined
  now = Date.parse('2026-05-01T10:00:00.000Z')
  #connected = false
  #sent: string[] = []

  constructor(options: Partial<SessionOptions> = {}) {
    this.session = new Session({
      nick: 'ada',
      channels: ['#tea'],
      send: (line) => {
        if (this.#connected) this.#sent.push(line)
        return this.#connected
      },
      changed: (change) => this.changes.push(change),
      refused: (why) => this.refusals.push(why),
      quit: (reason) => {
        this.quit = reason
      },
      now: () => this.now,
      ...options,
    })
  }

  connect(): this {
    this.#connected = true
    this.session.connected()
    return this
  }

  disconnect(): this {
    this.#connected = false
    this.session.disconnected()
    return this
  }

  /** A break after which the same session goes on: what is sent meanwhile is not taken. */
  hold(): this {
    this.#connected = false
    return this
  }

  resume(): this {
    this.#connected = true
    this.session.resumed()
    return this
  }

  play(script: string): this {
    for (const raw of script.split('\n')) {
      const line = raw.trim()
      if (line === '!') this.disconnect().connect()
      else if (line.startsWith('< ')) this.session.receive(line.slice(2))
      else if (line.startsWith('> ')) this.#expect(line.slice(2))
      else assert.equal(line, '', 'a line of a trace begins with <, > or !')
    }
    return this
  }

  #expect(line: string): void {
    const sent = this.#sent.shift() ?? ''
    const [begin = '', end] = line.split('…')
    if (end === undefined) return assert.equal(sent, line)
    assert.ok(sent.startsWith(begin) && sent.endsWith(end), `${sent}\nis not\n${line}`)
  }

  /** Nothing more was sent than what was expected. */
  silent(): this {
    assert.deepEqual(this.#sent, [])
    return this
  }

  /** What was sent and not expected yet. */
  sent(): string[] {
    return this.#sent.splice(0)
  }

  /** Looks away from what was sent so far. */
  skip(): this {
    this.#sent = []
    return this
  }

  buffer(name: string): Buffer {
    const buffer = this.session.find(name)
    assert.ok(buffer, `there is no conversation ${name}`)
    return buffer
  }

  /** A conversation's entries, each as `nick: text`, `nick waiting: text` or `kind nick`. */
  log(name: string): string[] {
    return this.buffer(name).entries.map(shown)
  }
}

function shown({ kind, by, text, to, delivery }: Entry): string {
  const state = delivery ? ` ${delivery}` : ''
  if (kind === 'message') return `${by}${state}: ${text}`
  return [kind + state, by, to, text].filter(Boolean).join(' ')
}

const modern =
  'account-tag batch draft/chathistory echo-message labeled-response message-tags server-time'

/** A modern server's welcome into #tea, up to and with the request for its history. */
export const modernWelcome = `
  > CAP LS 302
  > NICK ada
  > USER ada 0 * :ada
  < :irc.test CAP * LS * :sasl=PLAIN ${modern}
  < :irc.test CAP * LS :multi-prefix example/unknown
  > CAP REQ :account-tag batch draft/chathistory echo-message labeled-response message-tags multi-prefix server-time
  < :irc.test CAP ada ACK :${modern} multi-prefix
  > CAP END
  < :irc.test 001 ada :Welcome, ada!u@host
  < :irc.test 005 ada CASEMAPPING=ascii CHANTYPES=# CHATHISTORY=3 PREFIX=(ov)@+ :are supported by this server
  < :irc.test 376 ada :End of MOTD
  > JOIN #tea
  < :ada!u@host JOIN #tea
  > CHATHISTORY LATEST #tea * 3
  < :irc.test 353 ada = #tea :@bob +eve ada
  < :irc.test 366 ada #tea :End of NAMES
`

export const emptyHistory = `
  < :irc.test BATCH +h chathistory #tea
  < :irc.test BATCH -h
`
