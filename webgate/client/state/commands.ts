/** What can be typed after a slash. Its help stands in the page's catalogue under the same name. */
import { type Buffer, isPending } from './buffer.ts'
import { type NoteKey, newEntry } from './entry.ts'
import type { Session } from './session.ts'
import { say } from './speaking.ts'

interface Command {
  /** Other names for it. */
  also?: string[]
  /** Words it cannot do without. */
  min?: number
  /** `args` are the words; `rest(n)` is the text from the n-th word on, as it was typed. */
  run(session: Session, buffer: Buffer, args: string[], rest: (from: number) => string): void
}

export type CommandName = keyof typeof table

const table = {
  away: {
    run(session, _buffer, _args, rest) {
      ask(session, 'AWAY', ...(rest(0) ? [rest(0)] : []))
    },
  },
  ban: {
    min: 1,
    run: (session, buffer, masks) => setModes(session, buffer, '+', 'b', masks.map(maskOf)),
  },
  clear: {
    run: (session, buffer) => session.forget(buffer, isPending),
  },
  close: {
    run: (session, buffer) => session.close(buffer),
  },
  ctcp: {
    min: 2,
    run(session, _buffer, [target = '', verb = ''], rest) {
      const text = rest(2) ? ` ${rest(2)}` : ''
      ask(session, 'PRIVMSG', target, `\x01${verb.toUpperCase()}${text}\x01`)
    },
  },
  cycle: {
    also: ['rejoin'],
    run(session, buffer) {
      if (!isChannel(buffer)) return
      const { name, keyword } = buffer
      // Leaving would take it off the list, and the draft with it.
      buffer.cycling = buffer.joined
      if (buffer.joined) ask(session, 'PART', name)
      ask(session, 'JOIN', name, ...(keyword ? [keyword] : []))
    },
  },
  deop: {
    min: 1,
    run: (session, buffer, nicks) => setModes(session, buffer, '-', 'o', nicks),
  },
  devoice: {
    min: 1,
    run: (session, buffer, nicks) => setModes(session, buffer, '-', 'v', nicks),
  },
  help: {
    also: ['commands', '?'],
    run(session, buffer, [name]) {
      note(session, buffer, 'help', name?.replace(/^\//, '') ?? '')
    },
  },
  ignore: {
    min: 1,
    run: (session, _buffer, [mask = '']) => session.options.ignore?.(mask, true),
  },
  invite: {
    min: 1,
    run(session, buffer, [nick = '', channel = buffer.name]) {
      ask(session, 'INVITE', nick, channel)
    },
  },
  join: {
    also: ['j'],
    min: 1,
    run(session, _buffer, [list = '', keys]) {
      const names = list.split(',').map((name) => channelName(session, name))
      for (const [at, name] of names.entries()) {
        const buffer = session.open(name)
        buffer.wanted = true
        buffer.keyword = keys?.split(',')[at]
        session.show(buffer)
      }
      ask(session, 'JOIN', names.join(','), ...(keys ? [keys] : []))
    },
  },
  kick: {
    also: ['k'],
    min: 1,
    run(session, buffer, [nick = ''], rest) {
      ask(session, 'KICK', buffer.name, nick, ...(rest(1) ? [rest(1)] : []))
    },
  },
  list: {
    run(session, _buffer, args) {
      if (args.length === 0 && session.options.browse) session.options.browse()
      else ask(session, 'LIST', ...args)
    },
  },
  me: {
    min: 1,
    run: (session, buffer, _args, rest) => speak(session, buffer, rest(0), 'action'),
  },
  mode: {
    run(session, buffer, args) {
      // What is set is known already.
      if (args.length === 0 && isChannel(buffer)) return tellModes(session, buffer)
      const named = session.mirror.isChannel(args[0] ?? '') || session.mirror.isMe(args[0] ?? '')
      ask(session, 'MODE', ...(named || !isChannel(buffer) ? args : [buffer.name, ...args]))
    },
  },
  motd: {
    run: (session) => ask(session, 'MOTD'),
  },
  msg: {
    also: ['m'],
    min: 2,
    run(session, _buffer, [target = ''], rest) {
      say(session, session.open(target), rest(1))
    },
  },
  names: {
    also: ['who'],
    run(session, buffer) {
      const members = session.mirror.channel(buffer.name)?.members.values() ?? []
      const text = [...members].map(({ prefixes, nick }) => prefixes.slice(0, 1) + nick).join(' ')
      session.append(buffer, newEntry('server', session.options.now(), { text }))
    },
  },
  nick: {
    min: 1,
    run(session, _buffer, [nick = '']) {
      ask(session, 'NICK', nick)
    },
  },
  notice: {
    min: 2,
    run: (session, _buffer, [target = ''], rest) => ask(session, 'NOTICE', target, rest(1)),
  },
  op: {
    min: 1,
    run: (session, buffer, nicks) => setModes(session, buffer, '+', 'o', nicks),
  },
  oper: {
    min: 2,
    run: (session, _buffer, [name = ''], rest) => ask(session, 'OPER', name, rest(1)),
  },
  part: {
    also: ['leave'],
    run(session, buffer, [name], rest) {
      const named = session.mirror.isChannel(name ?? '')
      const channel = named ? session.find(name!) : buffer
      const reason = rest(named ? 1 : 0)
      if (!channel?.joined || !isChannel(channel)) return channel && session.close(channel)
      ask(session, 'PART', channel.name, ...(reason ? [reason] : []))
    },
  },
  query: {
    also: ['q'],
    min: 1,
    run(session, _buffer, [nick = ''], rest) {
      const buffer = session.open(nick)
      session.show(buffer)
      if (rest(1)) say(session, buffer, rest(1))
    },
  },
  quit: {
    also: ['exit'],
    run: (session, _buffer, _args, rest) => session.options.quit(rest(0)),
  },
  raw: {
    also: ['quote'],
    min: 1,
    run(session, buffer, _args, rest) {
      if (!session.raw(rest(0))) note(session, buffer, 'notConnected')
    },
  },
  topic: {
    also: ['t'],
    run(session, buffer, _args, rest) {
      ask(session, 'TOPIC', buffer.name, ...(rest(0) ? [rest(0)] : []))
    },
  },
  unban: {
    min: 1,
    run: (session, buffer, masks) => setModes(session, buffer, '-', 'b', masks.map(maskOf)),
  },
  unignore: {
    min: 1,
    run: (session, _buffer, [mask = '']) => session.options.ignore?.(mask, false),
  },
  voice: {
    min: 1,
    run: (session, buffer, nicks) => setModes(session, buffer, '+', 'v', nicks),
  },
  whois: {
    also: ['w'],
    min: 1,
    run(session, _buffer, nicks) {
      const [nick = ''] = nicks
      if (nicks.length === 1 && session.options.meet) session.options.meet(nick)
      else ask(session, 'WHOIS', ...nicks)
    },
  },
  whowas: {
    min: 1,
    run: (session, _buffer, [nick = '']) => ask(session, 'WHOWAS', nick),
  },
} satisfies Record<string, Command>

const byName = new Map<string, [CommandName, Command]>()
for (const [name, command] of Object.entries(table) as [CommandName, Command][]) {
  for (const one of [name, ...(command.also ?? [])]) byName.set(one, [name, command])
}

/** All names, for help and completion. */
export const commandNames = Object.keys(table) as CommandName[]

export function commandNamed(word: string): CommandName | undefined {
  return byName.get(word.toLowerCase())?.[0]
}

/**
 * Does what was typed: a command, or something to say. `//` at the beginning says a slash.
 * @returns false when it was not taken, so that it stays where it was typed.
 */
export function perform(session: Session, buffer: Buffer, input: string): boolean {
  if (!input.startsWith('/') || /^\/\S*\//.test(input)) {
    return speak(session, buffer, input.replace(/^\/\//, '/'), 'message')
  }
  session.asked = buffer
  const [word = '', ...args] = input.slice(1).trimEnd().split(/ +/)
  const [, command] = byName.get(word.toLowerCase()) ?? []
  if (!command) return refuse(session, buffer, 'unknownCommand', word)
  if (args.length < (command.min ?? 0)) return refuse(session, buffer, 'needsMore', word)
  command.run(session, buffer, args, (from) => restOf(input, from + 1))
  return true
}

function speak(
  session: Session,
  buffer: Buffer,
  text: string,
  kind: 'message' | 'action',
): boolean {
  if (buffer.kind === 'server') return refuse(session, buffer, 'notInChannel', '')
  if (isChannel(buffer) && !buffer.joined && !buffer.wanted) {
    return refuse(session, buffer, 'notInChannel', buffer.name)
  }
  say(session, buffer, text, kind, buffer.answering?.msgid)
  buffer.answering = undefined
  return true
}

function refuse(session: Session, buffer: Buffer, why: NoteKey, text: string): false {
  note(session, buffer, why, text)
  return false
}

function note(session: Session, buffer: Buffer, key: NoteKey, text = ''): void {
  session.append(buffer, newEntry('note', session.options.now(), { note: key, text }))
}

function tellModes(session: Session, { name }: Buffer): void {
  const modes = session.mirror.channel(name)?.modes ?? new Map<string, string>()
  const words = [...modes.values()].filter(Boolean)
  const text = [`+${[...modes.keys()].join('')}`, ...words].join(' ')
  session.append(session.asked, newEntry('server', session.options.now(), { text }))
}

function ask(session: Session, verb: string, ...params: string[]): void {
  if (!session.send(verb, ...params)) note(session, session.asked, 'notConnected')
}

/** As many in one line as every server takes. */
const modesAtOnce = 3

function setModes(
  session: Session,
  buffer: Buffer,
  sign: '+' | '-',
  letter: string,
  words: string[],
): void {
  for (let at = 0; at < words.length; at += modesAtOnce) {
    const some = words.slice(at, at + modesAtOnce)
    ask(session, 'MODE', buffer.name, sign + letter.repeat(some.length), ...some)
  }
}

/** A bare nickname is banned wherever it comes from. */
export function maskOf(word: string): string {
  return /[!@*?:~$]/.test(word) ? word : `${word}!*@*`
}

/** The text from the n-th word on. */
function restOf(input: string, from: number): string {
  const skip = new RegExp(`^\\S+(?: +\\S+){${from - 1}} +`)
  return skip.test(input) ? input.replace(skip, '') : ''
}

function channelName(session: Session, name: string): string {
  return session.mirror.isChannel(name) ? name : `#${name}`
}

function isChannel(buffer: Buffer): boolean {
  return buffer.kind === 'channel'
}
