/**
 * A connection that has signed in and is on no network: a client manages its owner's networks
 * here, and opens further connections to be on them.
 */
import type { Connection } from '#host/connection.ts'
import { format, type Message, message, messageFrom, parse } from '#wire/message.ts'
import type { User } from '../user.ts'
import type { Inside } from './admission.ts'
import { Answers } from './answers.ts'
import type { Arrival } from './attached.ts'
import { bouncer } from './bouncer-command.ts'
import type { Caller } from './caller.ts'
import type { Caps } from './caps.ts'
import { NetworkNews } from './network-news.ts'
import { searched } from './search.ts'
import { isService, serve } from './service-window.ts'
import { pushKey, supportLine } from './snapshot.ts'
import { Vigil } from './vigil.ts'
import { Voice } from './voice.ts'
import { webpush } from './webpush.ts'

export class Lobby implements Caller, Inside {
  readonly user: User
  readonly seat = undefined
  readonly caps: Caps
  readonly nick: string
  readonly device: string
  readonly #connection: Connection
  readonly #vigil: Vigil
  readonly #news: NetworkNews
  readonly #voice: Voice
  readonly #answers: Answers

  constructor(user: User, { connection, caps, nick, device }: Arrival) {
    this.user = user
    this.caps = caps
    this.nick = nick
    this.device = device
    this.#connection = connection
    this.#voice = new Voice(connection, caps, user.setting.server)
    this.#answers = new Answers(this.#voice)
    this.#vigil = new Vigil(connection, user.setting.timing.silenceMs)
    this.#news = new NetworkNews(this)
  }

  get server(): string {
    return this.user.setting.server
  }

  begin(): void {
    const { network } = this.user.setting
    const say = (verb: string, ...params: string[]) => this.numeric(verb, ...params)
    say('001', `Welcome to the bouncer of ${network}, ${this.nick}`)
    say('002', `Your host is ${this.server}`)
    say('003', 'This connection is on no network: choose one at login, as account/network')
    say('004', this.server, 'causerie', 'i', 'b')
    const tokens = ['CASEMAPPING=ascii', 'CHANTYPES=', 'PREFIX=', 'NETWORK=bouncer']
    tokens.push(this.caps.acked.has('bouncer') ? 'BOUNCER' : 'BOUNCER_NETID')
    tokens.push(...pushKey(this))
    this.reply(supportLine(this.nick, this.server, tokens))
    say('422', 'There is no message of the day')
    this.#news.begin()
  }

  line(text: string): void | Promise<void> {
    this.#vigil.heard()
    const line = parse(text)
    return line && this.#answers.run(line, () => this.#answer(line))
  }

  gone(): void {
    this.#vigil.end()
    this.#news.end()
  }

  close(reason: string): void {
    this.gone()
    this.#connection.end(format(message('ERROR', reason)))
  }

  reply(line: Message): void {
    this.#answers.reply(line)
  }

  push(line: Message): void {
    this.#voice.push(line)
  }

  batch(type: string, params: string[], lines: Message[], tags?: Message['tags']): void {
    for (const line of this.#voice.batch(type, params, lines, tags)) this.reply(line)
  }

  numeric(verb: string, ...params: string[]): void {
    this.reply(messageFrom(this.server, verb, this.nick, ...params))
  }

  notice(text: string): void {
    this.push(messageFrom(this.server, 'NOTICE', this.nick, text))
  }

  #answer(line: Message): void | Promise<void> {
    const { verb, params } = line
    const [first = '', text = ''] = params
    switch (verb) {
      case 'PING':
        return this.reply(messageFrom(this.server, 'PONG', this.server, first))
      case 'PONG':
      case 'AWAY':
      case 'MODE':
        return
      case 'CAP':
        for (const one of this.caps.answer(params, this.server, this.nick, false)) this.reply(one)
        return
      case 'QUIT':
        return this.close(`Closing link: ${first}`)
      case 'BOUNCER':
        return bouncer(this, line)
      case 'WEBPUSH':
        return webpush(this, line)
      case 'SEARCH':
        return searched(this, line)
      case 'BOUNCERSERV':
        return serve(this, 'BouncerServ', params.join(' '))
      case 'PRIVMSG':
        if (isService(first)) return serve(this, first, text)
        return this.numeric('401', first || '*', 'You are on no network here')
      case 'CHATHISTORY':
        return this.#fail(verb, 'INVALID_TARGET', [first || '*', text || '*'])
      case 'MARKREAD':
        return this.#fail(verb, 'INVALID_PARAMS', [first || '*'])
      default:
        return this.numeric('421', verb, 'This connection is on no network')
    }
  }

  #fail(verb: string, code: string, context: string[]): void {
    const safe = context.map((word) => (/^:|\s/.test(word) ? '*' : word))
    this.reply(messageFrom(this.server, 'FAIL', verb, code, ...safe, 'You are on no network here'))
  }
}
