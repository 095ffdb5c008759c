import { format, messageFrom, parse } from '#wire/message.ts'
import { ERR_UNKNOWNCOMMAND, fail, type Reply } from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { between, inChannels, kind, sourceOf } from '../../core/fact.ts'
import { feature, reaction } from '../../core/feature.ts'
import type { Origin } from '../../core/links.ts'
import { Channel, type ServerNode, type User } from '../../core/network.ts'
import type { KeptRow, Trace } from '../../core/ports.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'
import { type Readable, readable } from '../history/permission.ts'
import { saidInChannel, saidToUser } from './message.ts'

interface Redacted {
  /** As the message itself had it. */
  target: string
  msgid: string
  text: string
  hearers: Session[]
  /** Where it was said. */
  to: Channel | User | undefined
}

/** `by` had a message taken back. History has forgotten it already. */
export const redacted = kind<Redacted>({
  name: 'redacted',
  event: true,
  audience: ({ hearers }) => hearers,
  lines: ({ by, target, msgid, text }) => [
    messageFrom(sourceOf(by), 'REDACT', target, msgid, ...(text ? [text] : [])),
  ],
})

const cap = 'draft/message-redaction'
/** Messages of one guest that it may still take back. */
const guestIdsMax = 100

/**
 * A message is taken back by who said it, in a channel also by its operators. Of what was redacted
 * nothing is kept. https://ircv3.net/specs/extensions/message-redaction
 */
export default feature({
  cap,
  facts: [redacted],
  commands: {
    REDACT: {
      help: '<target> <msgid> [reason]\nTakes back a message.',
      min: 2,
      async run(ask, target = '', msgid = '', text = '') {
        if (!ask.session.has(cap)) return ask.reply(ERR_UNKNOWNCOMMAND('REDACT'))
        try {
          const refusal = await redact(ask, target, msgid, text)
          if (refusal) ask.reply(refusal)
        } catch (error) {
          ask.server.ports.fault(error, 'redacting')
          ask.reply(refuse('MESSAGE_ERROR', 'History cannot be changed just now', target, msgid))
        }
      },
    },
  },
  reactions: [
    reaction(saidInChannel, ({ by, id }) => remember(by as User, id)),
    reaction(saidToUser, ({ by, id }) => remember(by as User, id)),
  ],
})

async function redact(
  ask: Ask,
  target: string,
  msgid: string,
  text: string,
): Promise<Reply | undefined> {
  const { net, user, server } = ask
  const { history } = server.ports
  const where = readable(ask, target)
  if (!where) return refuse('INVALID_TARGET', 'There is nothing here to redact', target)
  const row = await history.find(where.log, where.buffer, msgid)
  if (!row || !isSaid(row) || row.at < (where.from ?? 0)) return unknown(target, msgid)
  const refusal = refusalOf(ask, where, row)
  if (refusal) return refusal
  const places = where.buffer ? between(net.identity(user), where.buffer) : [where]
  const trace = where.buffer ? undefined : traceOf(user, where.name, msgid, text, ask.now)
  const gone = await Promise.all(
    places.map(({ log, buffer }) => history.redact(log, buffer, msgid, trace)),
  )
  // Somebody else was faster.
  if (!gone.some(Boolean)) return unknown(target, msgid)
  tell(ask, where, msgid, text)
  return undefined
}

function tell(ask: Ask, where: Readable, msgid: string, text: string): void {
  const { net, server, session } = ask
  const channel = net.channel(where.name)
  const others = channel ? [...channel.locals] : [net.user(where.name)?.session]
  const hearers = [...new Set([session, ...others])].filter((one) => one?.has(cap)) as Session[]
  const reason = shorten(text, server.settings.limits.kick)
  const silent = channel && reason && isSilenced(ask, channel, reason)
  const to = channel ?? net.user(where.name)
  ask.commit(redacted, { target: where.name, msgid, text: silent ? '' : reason, hearers, to })
}

/** Another server has taken a message back, which was allowed there. */
export function takenBack(
  server: Server,
  by: User,
  to: Channel | User,
  msgid: string,
  text: string,
  origin: Origin,
): void {
  const { net, ports } = server
  const inChannel = to instanceof Channel
  const places = inChannel ? inChannels([to]) : between(net.identity(by), net.identity(to))
  const trace = inChannel ? traceOf(by, to.name, msgid, text, origin.at ?? ports.now()) : undefined
  for (const { log, buffer } of places) {
    ports.history
      .redact(log, buffer, msgid, trace)
      .catch((error) => ports.fault(error, 'redacting'))
  }
  show(server, by, to, msgid, text, origin)
}

/** Another server says that a message was taken back there some time ago: it may be gone here, too. */
export function takenAway(
  server: Server,
  by: ServerNode,
  channel: Channel,
  msgid: string,
  text: string,
  origin: Origin,
): void {
  const { history, fault, now } = server.ports
  const trace = traceOf(by, channel.name, msgid, text, origin.at ?? now())
  history.redact(channel.log, '', msgid, trace).then(
    (wasThere) => wasThere && show(server, by, channel, msgid, text, origin),
    (error) => fault(error, 'redacting'),
  )
}

function show(
  server: Server,
  by: User | ServerNode,
  to: Channel | User,
  msgid: string,
  text: string,
  origin: Origin,
): void {
  const sessions = to instanceof Channel ? [...to.locals] : [to.session]
  const hearers = sessions.filter((one) => one?.has(cap)) as Session[]
  const target = to instanceof Channel ? to.name : to.nick
  server.commit(redacted, { target, msgid, text, hearers, to }, by, undefined, origin)
}

/** What history remembers instead. */
function traceOf(
  by: User | ServerNode,
  target: string,
  msgid: string,
  text: string,
  at: number,
): Trace {
  const reason = text ? [text] : []
  return { at, line: format(messageFrom(sourceOf(by), 'REDACT', target, msgid, ...reason)) }
}

/** A reason is speech: who may not speak gives none. */
function isSilenced(ask: Ask, channel: Channel, text: string): boolean {
  const data = { verb: 'NOTICE' as const, target: channel.name, text, channel }
  return ask.refusal(saidInChannel, data) !== undefined
}

/** Comings and goings are nobody's words. */
function isSaid({ line }: KeptRow): boolean {
  const { verb } = parse(line.split('\r\n', 1)[0]!)!
  return ['PRIVMSG', 'NOTICE', 'TAGMSG', 'BATCH'].includes(verb)
}

function refusalOf(ask: Ask, where: Readable, row: KeptRow): Reply | undefined {
  const member = ask.net.channel(where.name)?.members.get(ask.user)
  if (ask.can('override') || (member?.op && !where.buffer)) return undefined
  if (!isAuthor(ask, row)) {
    return refuse('REDACT_FORBIDDEN', 'You may not redact this', where.name, row.id)
  }
  const { redactMs } = ask.server.settings.messages
  if (!redactMs || ask.now - row.at <= redactMs) return undefined
  const seconds = String(Math.floor(redactMs / 1000))
  const why = 'It is too late to redact this'
  return refuse('REDACT_WINDOW_EXPIRED', why, where.name, row.id, seconds)
}

/** An account owns what it said; a guest what it said over this very connection. */
function isAuthor({ net, user }: Ask, { id, line }: KeptRow): boolean {
  const account = parse(line.split('\r\n', 1)[0]!)?.tags?.get('account')
  if (account === undefined) return guestIds.get(user)?.includes(id) ?? false
  return net.accountNames.isSame(account, user.account)
}

/** What guests said lately. */
const guestIds = new WeakMap<User, string[]>()

function remember(user: User, id: string): void {
  if (user.account || !user.session?.has(cap)) return
  const ids = guestIds.get(user) ?? []
  guestIds.set(user, ids)
  if (ids.push(id) > guestIdsMax) ids.shift()
}

function unknown(target: string, msgid: string): Reply {
  return refuse('UNKNOWN_MSGID', 'There is no such message here', target, msgid)
}

function refuse(code: string, text: string, ...context: string[]): Reply {
  return fail('REDACT', code, text, ...context)
}
