import {
  ERR_HELPNOTFOUND,
  RPL_COMMANDS,
  RPL_COMMANDSEND,
  RPL_ENDOFHELP,
  RPL_HELPSTART,
  RPL_HELPTXT,
} from '#wire/numerics/network.ts'
import { pack } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { type Command, feature } from '../../core/feature.ts'

/** Bytes of one line of a list. */
const lineBytes = 300

const help: Command = {
  help: '[command or topic]\nSays what a command does, or which there are.',
  run(ask, text = '') {
    const subject = text.toUpperCase()
    if (!subject) return sayIndex(ask)
    const command = ask.server.book.commands.get(subject)
    const lines = command ? linesOf(subject, command) : topic(ask, subject)
    if (!lines || (command?.needs && !ask.can(command.needs))) {
      return ask.reply(ERR_HELPNOTFOUND(text))
    }
    say(ask, subject, lines)
  },
}

/** Help is what each command says of itself. */
export default feature({
  commands: {
    HELP: help,
    HELPOP: help,
    COMMANDS: {
      help: 'Lists the commands, each with how many parameters it needs.',
      run(ask) {
        for (const [verb, command] of ask.server.book.commands) {
          const first = linesOf(verb, command)[0]!
          if (isFor(ask, command)) ask.reply(RPL_COMMANDS(verb, command.min ?? 0, first))
        }
        ask.reply(RPL_COMMANDSEND())
      },
    },
  },
})

function linesOf(verb: string, { help = '' }: Command): string[] {
  const [first = '', ...rest] = help.split('\n')
  // Without parameters the first line says already what it does.
  const isSyntax = /^[<[]/.test(first) || (/^[A-Z]+\b/.test(first) && rest.length > 0)
  return isSyntax ? [`${verb} ${first}`, ...rest] : [verb, ...(first ? [first, ...rest] : [])]
}

function topic({ server: { book } }: Ask, subject: string): string[] | undefined {
  for (const { topics } of book.features) {
    const text = topics?.[subject]
    if (text) return text.split('\n')
  }
  return undefined
}

function sayIndex(ask: Ask): void {
  const { book } = ask.server
  const commands = [...book.commands].filter(([, command]) => command.help && isFor(ask, command))
  const verbs = commands.map(([verb]) => verb).sort()
  const topics = book.features.flatMap(({ topics }) => Object.keys(topics ?? {}))
  say(ask, '*', [
    'HELP and one of these says more.',
    ...pack(verbs, lineBytes),
    ...(topics.length ? [`Topics: ${topics.sort().join(' ')}`] : []),
  ])
}

function isFor(ask: Ask, { needs }: Command): boolean {
  return !needs || ask.can(needs)
}

function say({ reply }: Ask, subject: string, lines: string[]): void {
  const [first = '', ...rest] = lines
  reply(RPL_HELPSTART(subject, first), ...rest.map((line) => RPL_HELPTXT(subject, line)))
  reply(RPL_ENDOFHELP(subject))
}
