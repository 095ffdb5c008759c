/** What a line that happens now does to the conversations; the mirror has read it already. */
import { type Message, nickOf } from '#wire/message.ts'
import type { Change as Mirrored } from '#wire/mirror.ts'
import type { Buffer } from './buffer.ts'
import { type Entry, entryOf, newEntry } from './entry.ts'
import { readReply } from './replies.ts'
import type { Session } from './session.ts'
import { redacted, tagged } from './tagged.ts'

export function readLive(session: Session, line: Message, change: Mirrored | undefined): void {
  const read = reads[line.verb]
  if (session.isIgnored(line)) {
    // Nothing of theirs is shown, not even that they are typing.
  } else if (read) read(session, line, change)
  else readReply(session, line)
  if (change) report(session, change)
}

type Read = (session: Session, line: Message, change: Mirrored | undefined) => void

const reads: Record<string, Read> = {
  PRIVMSG: spoken,
  NOTICE: spoken,
  JOIN: joined,
  PART: left,
  KICK: left,
  QUIT: everywhere,
  NICK: renamed,
  TOPIC: inChannel,
  MODE: inChannel,
  INVITE: (session, line) => show(session, session.active, line),
  TAGMSG: tagged,
  REDACT: redacted,
  MARKREAD: (session, { params: [name = '', word = ''] }) => session.marks.told(name, word),
  ACK: ({ outbox }, line) => outbox.acknowledge(line.tags?.get('label')),
}

/** What the page shows beside the log has changed. */
function report(session: Session, { kind, channels, self }: Mirrored): void {
  const { changed } = session.options
  if (self || kind === 'welcome' || kind === 'self') changed({ kind: 'status' })
  for (const { name, complete } of channels) {
    // A list of ten thousand names comes in hundreds of lines: it is shown when it has ended.
    if (kind === 'names' && !complete) continue
    const buffer = session.find(name)
    if (buffer) changed({ kind: 'channel', buffer })
  }
}

function entry(session: Session, line: Message): Entry | undefined {
  return entryOf(line, session, session.options.now())
}

function show(session: Session, buffer: Buffer | undefined, line: Message): void {
  const made = entry(session, line)
  if (made && buffer && !buffer.has(made.msgid)) session.append(buffer, made)
}

function spoken(session: Session, line: Message): void {
  const made = entry(session, line)
  const buffer = made && windowFor(session, line)
  if (!buffer || buffer.has(made.msgid)) return
  endTyping(session, buffer, made.by)
  const own = made.mine && session.outbox.confirm(buffer, made, line.tags?.get('label'))
  if (own) session.settle(buffer, own)
  else session.append(buffer, made)
}

function endTyping(session: Session, buffer: Buffer, nick: string): void {
  if (buffer.typists.end(session.mirror.fold(nick))) {
    session.options.changed({ kind: 'typing', buffer })
  }
}

/** A private message opens a conversation, a notice does not: services and servers send those. */
function windowFor(session: Session, line: Message): Buffer | undefined {
  const { mirror } = session
  const fromServer = !line.source?.includes('!')
  if (fromServer && (line.verb === 'NOTICE' || !mirror.registered)) {
    const channel = session.find(mirror.windowOf(line) ?? '')
    return channel ?? session.server
  }
  const name = mirror.windowOf(line)
  if (name === undefined) return session.server
  if (mirror.isChannel(name)) return session.find(name)
  return line.verb === 'NOTICE' ? (session.find(name) ?? session.server) : session.open(name)
}

function joined(session: Session, line: Message, change: Mirrored | undefined): void {
  const name = change?.channels[0]?.name
  if (!change || name === undefined) return
  if (!change.self) return show(session, session.find(name), line)
  const known = session.find(name)
  const buffer = session.open(name)
  buffer.name = name
  buffer.wanted = true
  buffer.cycling = false
  session.reading.entered(buffer)
  if (!session.reading.supported) show(session, buffer, line)
  if (!known || session.active === session.server) session.show(buffer)
}

function left(session: Session, line: Message, change: Mirrored | undefined): void {
  const buffer = session.find(line.params[0] ?? '')
  if (!change || !buffer) return
  endTyping(session, buffer, change.nick)
  show(session, buffer, line)
  if (!change.self) return
  buffer.joined = false
  buffer.wanted = buffer.cycling
  if (change.kind === 'part' && !buffer.cycling) session.close(buffer)
  else session.options.changed({ kind: 'buffers' })
}

function everywhere(session: Session, line: Message, change: Mirrored | undefined): void {
  if (!change) return
  const person = session.find(change.nick)
  const places = change.channels.map(({ name }) => session.find(name))
  for (const buffer of new Set([...places, person])) {
    if (buffer) endTyping(session, buffer, change.nick)
    show(session, buffer, line)
  }
  regain(session, change.nick)
}

function renamed(session: Session, line: Message, change: Mirrored | undefined): void {
  if (!change) return
  for (const { name } of change.channels) show(session, session.find(name), line)
  const to = line.params[0] ?? ''
  const person = session.find(change.nick)
  if (person && !session.find(to)) person.name = to
  if (change.self) session.nick = to
  if (change.self && change.channels.length === 0) show(session, session.server, line)
  if (person || change.self) session.options.changed({ kind: 'buffers' })
  regain(session, change.nick)
}

/** The nickname that we wanted has become free: most often our own ghost has gone. */
function regain(session: Session, nick: string): void {
  const { mirror, options } = session
  // With a bouncer the nickname is its business.
  if (options.bind !== undefined) return
  const wanted = mirror.fold(session.nick)
  if (mirror.fold(nick) === wanted && !mirror.isMe(session.nick)) session.send('NICK', session.nick)
}

function inChannel(session: Session, line: Message, change: Mirrored | undefined): void {
  const buffer = session.find(line.params[0] ?? '')
  if (buffer) show(session, buffer, line)
  else if (change?.self && nickOf(line.source ?? '') !== '') {
    const text = line.params.join(' ')
    session.append(session.server, newEntry('server', session.options.now(), { text }))
  }
}
