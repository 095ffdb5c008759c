/**
 * Services: users of the network without a connection, whom people ask for things. A service is a
 * table of commands; this is how it is read, explained and answered, whoever asks. Answers are
 * notices; what cannot be done is a standard reply to programs.
 */
import { ERR_SERVICESDOWN } from '#wire/numerics/network.ts'
import type { Ask } from '../../core/ask.ts'
import { type Command, type Feature, feature } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import type { Privilege } from '../../core/privilege.ts'
import type { Server } from '../../core/server.ts'
import { appear, userOf } from './presence.ts'
import { explain, index } from './service-help.ts'
import { minOf, readWords } from './syntax.ts'
import { type Answer, ClientTurn, OperatorTurn, type Turn } from './turn.ts'

export interface ServiceCommand {
  /**
   * Its words, as people read them: `<nick>` must be there, `[nick]` may. Where the last holds `…`
   * within, as `[reason…]`, it takes the rest of the line; behind it, as `<nick>…`, many words.
   */
  params?: string | undefined
  /** A line that says what it does, then lines that say more. */
  help: string
  /** Other names for it. */
  aliases?: readonly string[] | undefined
  /** Whoever has registered, unless it says that one must be signed in to an account. */
  from?: 'anyone' | 'account' | undefined
  /** Only operators of the network who were given this. */
  needs?: Privilege | undefined
  /** A promise holds back the asker's next line, and nobody else's. */
  run(turn: Turn, ...words: string[]): void | Promise<void>
}

export interface Service {
  nick: string
  /** The commands by which clients speak to it, the short one last. */
  verbs: readonly [long: string, short: string]
  /** One sentence: what it is for. */
  about: string
  /** Words for the command line's help. */
  example: string
  commands: Record<string, ServiceCommand>
}

/** The services by folded nick. */
const services = new Map<string, Service>()

export function servicesThere(): Service[] {
  return [...services.values()]
}

/** The feature that a service is; what else belongs to it can be given besides. */
export function service(definition: Service, besides: Feature = {}): Feature {
  const { nick, verbs, about } = definition
  services.set(nick.toLowerCase(), definition)
  const command: Command = {
    help: `<command> [words…]\n${about} ${verbs[0]} HELP lists the commands.`,
    run(ask, ...words) {
      const user = userOf(ask.server, nick)
      if (!user) return ask.reply(ERR_SERVICESDOWN(nick))
      return answer(definition, new ClientTurn(ask, user), words.join(' '))
    },
  }
  return feature({
    ...besides,
    commands: { ...besides.commands, [verbs[0]]: command, [verbs[1]]: command },
    async boot(server) {
      if (server.settings.services.enabled) open(server, definition)
      await besides.boot?.(server)
    },
  })
}

function open(server: Server, definition: Service): void {
  const { nick, verbs, about } = definition
  const user: User = appear(server, nick, verbs[1], about, (ask, text) =>
    answer(definition, new ClientTurn(ask, user), text),
  )
}

/** Answers what a client asked in another way than by speaking to the service. */
export function answerClient(ask: Ask, nick: string, text: string): void | Promise<void> {
  const definition = services.get(nick.toLowerCase())
  const user = userOf(ask.server, nick)
  if (definition && user) return answer(definition, new ClientTurn(ask, user), text)
}

/**
 * Carries out what the operator asks on the command line.
 * @param as the account in whose name, if in any
 */
export async function answerOperator(
  server: Server,
  nick: string,
  text: string,
  as: string | undefined,
): Promise<Answer> {
  const definition = services.get(nick.toLowerCase())
  const user = definition && userOf(server, nick)
  if (!definition || !user) {
    const refusal = { code: 'SERVICE_UNAVAILABLE', text: `${nick} is not there` }
    return { lines: [], refusal }
  }
  const turn = new OperatorTurn(server, user, as)
  await answer(definition, turn, text)
  return turn.answer
}

function answer(definition: Service, turn: Turn, text: string): void | Promise<void> {
  const [, name = '', rest = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(text) ?? []
  const verb = name.toUpperCase()
  if (verb === '' || verb === 'HELP') return help(definition, turn, rest)
  const found = commandNamed(definition, verb)
  if (!found) {
    const hint = `/msg ${definition.nick} HELP lists the commands`
    return turn.refuse('UNKNOWN_COMMAND', `There is no command ${verb}: ${hint}`, verb)
  }
  const [called, command] = found
  const { from, needs, params = '' } = command
  if (needs && !turn.can(needs)) {
    return turn.refuse('PRIVILEGE_NEEDED', `Only operators of the network may ${called}`, called)
  }
  if (from === 'account' && !turn.account) {
    return turn.refuse('ACCOUNT_REQUIRED', 'You are not signed in to an account', called)
  }
  const words = readWords(params, rest)
  if (words.length < minOf(params)) {
    return turn.refuse('NEED_MORE_PARAMS', `Write: ${called} ${params}`, called)
  }
  return command.run(turn, ...words)
}

function help(definition: Service, turn: Turn, text: string): void {
  const subject = text.split(' ')[0]!.toUpperCase()
  if (!subject) return turn.say(...index(definition, turn))
  const found = commandNamed(definition, subject)
  if (!found || (found[1].needs && !turn.can(found[1].needs))) {
    return turn.refuse('HELP_NOT_FOUND', `There is no help about ${subject}`, subject)
  }
  turn.say(...explain(...found))
}

/** By its name or by another one that it has. */
function commandNamed(
  { commands }: Service,
  verb: string,
): [name: string, command: ServiceCommand] | undefined {
  if (Object.hasOwn(commands, verb)) return [verb, commands[verb]!]
  return Object.entries(commands).find(([, { aliases }]) => aliases?.includes(verb))
}
