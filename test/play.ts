/**
 * Conversations with the server's core as plays.
 *
 *     alice +                      alice connects: CAP, NICK and USER are said for her
 *     bob + server-time batch      bob too, with these capabilities
 *     carol connects               only the connection: the play says the rest
 *     carol connects from ::1      … from this address, or `securely`, or `with` a fingerprint
 *     bob signs in                 to the account of his name, with the password that the options say
 *     alice > JOIN #tea            she says a line
 *     alice >too-long PRIVMSG …    … of which the line reader says that it is too long, or `not-utf8`
 *     bob < :alice!… JOIN #tea     the next line that he hears; … is anything
 *     bob < @msgid=$a …            $a is whatever stands here, and the same ever after, also in `>`
 *     bob <… :alice!… JOIN #tea    the next line that is so, whatever came before
 *     bob <…                       whatever he has heard so far
 *     bob <                        he has heard nothing else
 *     bob <> PRIVMSG               no line that he has not read yet contains this
 *     wait 30s                     time passes
 *     alice drops                  her connection breaks
 *     bob is gone                  the server has ended the conversation
 */
import assert from 'node:assert/strict'
import type { LineFault } from '../ircd/core/ports.ts'
import { type Actor, type Options, Theatre } from './theatre.ts'

/** Performs a play; the first line that is not as written fails, with the scene around it. */
export async function play(script: string, options: Options = {}): Promise<void> {
  await using theatre = await Theatre.open(options)
  await perform(theatre, script, options)
}

/** Performs a play, or a part of one, on a stage that is open already. */
export async function perform(
  theatre: Theatre,
  script: string,
  options: Options = {},
): Promise<void> {
  const director = new Director(theatre, options)
  const lines = script.split('\n').map((line) => line.trim())
  for (const [i, line] of lines.entries()) {
    if (!line || line.startsWith('#')) continue
    try {
      await director.perform(line)
    } catch (error) {
      const scene = lines.slice(Math.max(0, i - 5), i + 1).join('\n    ')
      throw new Error(`${(error as Error).message}\n\n    ${scene}  ← here\n`, { cause: error })
    }
  }
  assert.deepEqual(theatre.faults, [], 'nothing broke behind the scenes')
}

type Act = (name: string, text: string) => void | Promise<void>

class Director {
  readonly #theatre: Theatre
  readonly #passwords: Record<string, string>
  /** What `$name` stands for. */
  readonly #noted = new Map<string, string>()
  readonly #acts: Record<string, Act> = {
    '+': (name, text) => this.#enter(name, text.split(' ').filter(Boolean)),
    '>': (name, text) => this.#theatre.say(this.#actor(name), this.#recall(text)),
    '>too-long': (name, text) => this.#sayBroken(name, text, 'too-long'),
    '>not-utf8': (name, text) => this.#sayBroken(name, text, 'not-utf8'),
    '<': (name, text) => this.#hear(name, text),
    '<…': (name, text) => this.#skipTo(name, text),
    '<>': (name, text) => this.#hearNot(name, text),
    connects: (name, text) => this.#connect(name, text),
    signs: (name) => this.#signIn(name),
    drops: (name) => this.#actor(name).session.lost('Connection closed'),
    is: (name) => assert(this.#actor(name).ended, `${name} is still there`),
  }

  constructor(theatre: Theatre, { accounts = {} }: Options) {
    this.#theatre = theatre
    this.#passwords = accounts
  }

  async perform(line: string): Promise<void> {
    const [name = '', verb = ''] = line.split(/\s+/, 2)
    const text = line.slice(line.indexOf(verb, name.length) + verb.length).trimStart()
    if (name === 'wait') return this.#wait(verb)
    const act = this.#acts[verb]
    if (!act) throw new Error(`What is "${verb}"?`)
    await act(name, text)
  }

  #actor(name: string): Actor {
    const actor = this.#theatre.actors.get(name)
    assert(actor, `${name} is not on the stage`)
    return actor
  }

  #connect(name: string, how: string): void {
    const [, ip] = /^from (.+)$/.exec(how) ?? []
    const [, fingerprint] = /^with ([0-9a-f]{64})$/.exec(how) ?? []
    const secure = how === 'securely' || fingerprint !== undefined
    this.#theatre.connect(name, { secure, fingerprint, ...(ip ? { ip } : {}) })
  }

  async #enter(name: string, caps: string[]): Promise<void> {
    const actor = this.#theatre.connect(name)
    const lines = [`NICK ${name}`, `USER ${name} 0 * :${name} of the play`]
    if (caps.length) lines.unshift(`CAP REQ :${caps.join(' ')}`)
    if (caps.length) lines.push('CAP END')
    for (const line of lines) await this.#theatre.say(actor, line)
    assert(actor.session.registered, `${name} could not register: ${actor.heard.join('\n')}`)
    actor.heard.length = 0
  }

  async #signIn(name: string): Promise<void> {
    const actor = this.#actor(name)
    const before = actor.heard.length
    const plain = Buffer.from(`\0${name}\0${this.#passwords[name]}`).toString('base64')
    await this.#theatre.say(actor, 'AUTHENTICATE PLAIN')
    await this.#theatre.say(actor, `AUTHENTICATE ${plain}`)
    assert(actor.session.user.account, `${name} could not sign in: ${actor.heard.join('\n')}`)
    actor.heard.length = before
  }

  #sayBroken(name: string, text: string, fault: LineFault): Promise<void> {
    return this.#theatre.say(this.#actor(name), text, fault)
  }

  #hear(name: string, expected: string): void {
    const line = this.#actor(name).heard.shift()
    if (!expected) return assert.equal(line, undefined, `${name} heard more: ${line}`)
    assert(line !== undefined, `${name} heard nothing`)
    assert(this.#fits(expected, line), `${name} heard something else:\n  ${line}`)
  }

  #skipTo(name: string, expected: string): void {
    const { heard } = this.#actor(name)
    const at = expected ? heard.findIndex((line) => this.#fits(expected, line)) : heard.length - 1
    assert(!expected || at >= 0, `${name} never heard it, but:\n  ${heard.join('\n  ')}`)
    heard.splice(0, at + 1)
  }

  #hearNot(name: string, unwanted: string): void {
    const line = this.#actor(name).heard.find((each) => this.#fits(`…${unwanted}…`, each))
    assert.equal(line, undefined, `${name} heard what it should not: ${line}`)
  }

  async #wait(text: string): Promise<void> {
    const [, count, unit = ''] = /^(\d+)(ms|s|m)$/.exec(text) ?? []
    const factor = { ms: 1, s: 1000, m: 60_000 }[unit]
    assert(factor, `What is "wait ${text}"?`)
    await this.#theatre.wait(Number(count) * factor)
  }

  #recall(text: string): string {
    return text.replace(/\$[a-z]\w*/g, (name) => this.#noted.get(name) ?? name)
  }

  /** `…` stands for anything, also for nothing; an unknown `$name` for what it then means. */
  #fits(expected: string, line: string): boolean {
    const unknown: string[] = []
    const pattern = this.#recall(expected)
      .split(/(…|\$[a-z]\w*)/)
      .map((part) => {
        if (part === '…') return '.*'
        if (!/^\$[a-z]/.test(part)) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
        unknown.push(part)
        return '([^ ;]+)'
      })
    const found = new RegExp(`^${pattern.join('')}$`, 's').exec(line)
    unknown.forEach((name, i) => {
      if (found) this.#noted.set(name, found[i + 1]!)
    })
    return found !== null
  }
}
