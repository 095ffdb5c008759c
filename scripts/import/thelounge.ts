/**
 * Somebody's networks and messages as The Lounge keeps them: `users/NAME.json` and
 * `logs/NAME.sqlite3` in its home directory.
 * Source: https://github.com/thelounge/thelounge/blob/master/server/plugins/messageStorage/sqlite.ts
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Message, messageFrom } from '#wire/message.ts'
import {
  type Foreign,
  type ForeignLine,
  type ForeignNetwork,
  Losses,
  newNetwork,
  type Pages,
  said,
} from './foreign.ts'

const rowsAtOnce = 500

interface TheirNetwork {
  uuid?: string
  name?: string
  host?: string
  port?: number | string
  tls?: boolean
  rejectUnauthorized?: boolean
  password?: string
  sasl?: string
  saslAccount?: string
  saslPassword?: string
  nick?: string
  username?: string
  realname?: string
  userDisconnected?: boolean
  commands?: string[]
  ignoreList?: unknown[]
  proxyEnabled?: boolean
  channels?: { name: string; key?: string; type?: string; muted?: boolean }[]
}

/** @throws Error of one line: there is no such user, or the file is not theirs. */
export function readTheLounge(path: string, wanted: string | undefined): Foreign {
  const user = wanted ?? onlyUser(path)
  const networks = readUser(join(path, 'users', `${user}.json`))
  const lost = new Losses()
  const file = join(path, 'logs', `${user}.sqlite3`)
  const isThere = statSync(file, { throwIfNoEntry: false })
  const db = isThere ? new DatabaseSync(file, { readOnly: true }) : undefined
  if (!db) lost.add(`there are no messages: ${file} is missing`)
  const read = networks.map((network) => readNetwork(network, user, db, lost))
  return { source: `The Lounge, user ${user}`, networks: read, lost }
}

function onlyUser(path: string): string {
  let names: string[] = []
  try {
    names = readdirSync(join(path, 'users')).filter((name) => name.endsWith('.json'))
  } catch {
    throw new Error(`${path} is not the home of The Lounge: it has no users`)
  }
  if (names.length === 1) return names[0]!.slice(0, -5)
  const known = names.map((name) => name.slice(0, -5)).join(', ')
  throw new Error(`${path} has the users ${known}: say which with --user`)
}

function readUser(file: string): TheirNetwork[] {
  try {
    const { networks } = JSON.parse(readFileSync(file, 'utf8')) as { networks?: TheirNetwork[] }
    return networks ?? []
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`)
  }
}

function readNetwork(
  theirs: TheirNetwork,
  user: string,
  db: DatabaseSync | undefined,
  lost: Losses,
): ForeignNetwork {
  const { host = '', uuid, tls = false, channels = [] } = theirs
  const network = newNetwork(theirs.name || host, theirs.nick || user)
  const { name, upstream } = network
  if (host) {
    upstream.addresses.push({ host, port: Number(theirs.port) || (tls ? 6697 : 6667), tls })
  }
  upstream.username = theirs.username ?? ''
  upstream.realname = theirs.realname ?? ''
  upstream.pass = theirs.password ?? ''
  upstream.enabled = theirs.userDisconnected !== true
  upstream.commands = (theirs.commands ?? []).map(rawCommand)
  if (theirs.sasl === 'plain') {
    const [account = '', password = ''] = [theirs.saslAccount, theirs.saslPassword]
    upstream.sasl = { mechanism: 'PLAIN', user: account, password }
  } else if (theirs.sasl === 'external') {
    lost.add(`${name}: the login by certificate: make one with "certfp generate"`)
  }
  if (tls && theirs.rejectUnauthorized === false) {
    lost.add(`${name}: it trusted any certificate: pin it instead (network change … pins=)`)
  }
  if (theirs.proxyEnabled) lost.add(`${name}: the proxy`)
  if (theirs.ignoreList?.length) lost.add(`${name}: the list of whom to ignore`)
  for (const channel of channels) {
    if ((channel.type ?? 'channel') !== 'channel') continue
    network.channels[channel.name] = channel.key ?? ''
  }
  if (db && uuid) network.lines = () => readLines(db, uuid, network.nick, lost)
  return network
}

/** What one types there, as a line of IRC. */
function rawCommand(text: string): string {
  const bare = text.replace(/^\//, '')
  const [, to, rest] = /^msg (\S+) (.*)$/is.exec(bare) ?? []
  return to === undefined ? bare.replace(/^(?:raw|quote) /i, '') : `PRIVMSG ${to} :${rest}`
}

interface TheirRow {
  id: number
  channel: string
  time: number
  type: string
  msg: string
}

function* readLines(db: DatabaseSync, uuid: string, me: string, lost: Losses): Generator<Pages> {
  const count = Number(
    db.prepare('SELECT count(*) AS n FROM messages WHERE network = ?').get(uuid)!.n,
  )
  const next = db.prepare(`
    SELECT rowid AS id, channel, time, type, msg FROM messages WHERE network = ? AND rowid > ?
    ORDER BY rowid LIMIT ${rowsAtOnce}`)
  let last = 0
  for (let done = 0; done < count; ) {
    const page = next.all(uuid, last) as unknown as TheirRow[]
    if (page.length === 0) return
    done += page.length
    last = page.at(-1)!.id
    yield { done: done / count, lines: page.flatMap((row) => readLine(row, me, lost)) }
  }
}

interface TheirMessage {
  from?: { nick?: string } | undefined
  hostmask?: string
  target?: { nick?: string } | undefined
  new_nick?: string
  text?: string
}

function readLine({ channel, time, type, msg }: TheirRow, me: string, lost: Losses): ForeignLine[] {
  const one = parsed(msg)
  const message = one && messageOf(type, channel, me, one)
  if (message) {
    const event = message.verb !== 'PRIVMSG' && message.verb !== 'NOTICE'
    return [{ window: channel, at: time, message, event }]
  }
  lost.add(one ? `a message of the kind ${type}` : 'a message that cannot be read')
  return []
}

function parsed(text: string): TheirMessage | undefined {
  try {
    return JSON.parse(text) as TheirMessage
  } catch {
    return undefined
  }
}

function messageOf(
  type: string,
  window: string,
  me: string,
  { from, hostmask, target, new_nick, text = '' }: TheirMessage,
): Message | undefined {
  const nick = from?.nick ?? ''
  const source = hostmask?.includes('@') ? `${nick}!${hostmask}` : nick || '*'
  switch (type) {
    case 'message':
      return said('PRIVMSG', nick, window, me, text)
    case 'action':
      return said('PRIVMSG', nick, window, me, `\x01ACTION ${text}\x01`)
    case 'notice':
      return said('NOTICE', nick, window, me, text)
    case 'join':
      return messageFrom(source, 'JOIN', window)
    case 'part':
      return messageFrom(source, 'PART', window, text)
    case 'quit':
      return messageFrom(source, 'QUIT', text)
    case 'kick':
      return messageFrom(source, 'KICK', window, target?.nick ?? '*', text)
    case 'nick':
      return messageFrom(source, 'NICK', new_nick ?? '*')
    case 'topic':
      return messageFrom(source, 'TOPIC', window, text)
    case 'mode':
      return messageFrom(source, 'MODE', window, ...text.trim().split(/\s+/))
    default:
      return undefined
  }
}
