/**
 * Somebody's networks and messages in soju's SQLite database.
 * Source: https://codeberg.org/emersion/soju/src/branch/master/database/sqlite_schema.sql
 */
import { Buffer } from 'node:buffer'
import { X509Certificate } from 'node:crypto'
import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { parse } from '#wire/message.ts'
import { type Foreign, type ForeignNetwork, Losses, newNetwork, type Pages } from './foreign.ts'

type Row = Record<string, string | number | Uint8Array | null>

const rowsAtOnce = 500

/** @throws Error of one line: it is no database of soju's, or does not say whose. */
export function readSoju(path: string, wanted: string | undefined): Foreign {
  if (!statSync(path, { throwIfNoEntry: false })) throw new Error(`there is no ${path}`)
  const db = new DatabaseSync(path, { readOnly: true })
  const users = rows(db, path, 'SELECT * FROM User ORDER BY id')
  const user =
    wanted === undefined && users.length === 1
      ? users[0]
      : users.find(({ username }) => text(username).toLowerCase() === wanted?.toLowerCase())
  if (!user) {
    const names = users.map(({ username }) => text(username)).join(', ')
    throw new Error(`${path} has the users ${names}: say which with --user`)
  }
  const lost = new Losses()
  const all = db.prepare('SELECT * FROM Network WHERE user = ? ORDER BY id').all(user.id!) as Row[]
  const networks = all.map((row) => readNetwork(db, user, row, lost))
  return { source: `soju, user ${text(user.username)}`, networks, lost }
}

function rows(db: DatabaseSync, path: string, sql: string): Row[] {
  try {
    return db.prepare(sql).all() as Row[]
  } catch {
    throw new Error(`${path} is not a database of soju's`)
  }
}

function readNetwork(db: DatabaseSync, user: Row, row: Row, lost: Losses): ForeignNetwork {
  const address = readAddress(text(row.addr))
  const name = text(row.name) || address?.host || text(row.addr)
  const nick = text(row.nick) || text(user.nick) || text(user.username)
  const network = newNetwork(name, nick)
  const { upstream } = network
  if (address) upstream.addresses.push(address)
  else lost.add(`${name}: an address that cannot be dialled: ${text(row.addr)}`)
  upstream.username = text(row.username)
  upstream.realname = text(row.realname) || text(user.realname)
  upstream.pass = text(row.pass)
  upstream.enabled = row.enabled !== 0
  upstream.commands = text(row.connect_commands).split(/\r?\n/).filter(Boolean)
  readPin(network, text(row.certfp), lost)
  readSasl(network, row, lost)
  const channels = db.prepare('SELECT * FROM Channel WHERE network = ? ORDER BY id').all(row.id!)
  for (const channel of channels as Row[]) {
    network.channels[text(channel.name)] = text(channel.key)
    if (channel.detached) network.detached.push(text(channel.name))
  }
  const hasMessages = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'MessageTarget'").get()
  if (hasMessages) network.lines = () => readLines(db, Number(row.id), lost)
  else lost.add(`${name}: no messages in the database; logs in files: "causerie import logs"`)
  return network
}

/** `ircs://host:port`, `irc+insecure://host`, or without a scheme for TLS. */
function readAddress(addr: string) {
  const [, scheme = 'ircs', host = '', port] =
    /^(?:([a-z+]+):\/\/)?(?:[^@/]*@)?(\[[^\]]+\]|[^:/]+)(?::(\d+))?\/?$/.exec(addr) ?? []
  const tls = scheme === 'ircs'
  if (host === '' || !['ircs', 'irc', 'irc+insecure'].includes(scheme)) return undefined
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? (tls ? 6697 : 6667)), tls }
}

function readPin({ name, upstream }: ForeignNetwork, certfp: string, lost: Losses): void {
  const [, kind = 'sha-256', digits = ''] = /^(?:(sha-\d+):)?([0-9a-f:]*)$/i.exec(certfp) ?? []
  const pin = digits.replaceAll(':', '').toLowerCase()
  if (pin.length === 64 && kind.toLowerCase() === 'sha-256') upstream.pins.push(pin)
  else if (certfp !== '') lost.add(`${name}: a pinned certificate that is told by no SHA-256`)
}

function readSasl({ name, upstream }: ForeignNetwork, row: Row, lost: Losses): void {
  const mechanism = text(row.sasl_mechanism)
  if (mechanism === 'PLAIN') {
    const [user, password] = [text(row.sasl_plain_username), text(row.sasl_plain_password)]
    upstream.sasl = { mechanism, user, password }
  } else if (mechanism === 'EXTERNAL') {
    upstream.sasl = { mechanism, user: '', password: '' }
    const [cert, key] = [row.sasl_external_cert, row.sasl_external_key]
    if (cert instanceof Uint8Array && key instanceof Uint8Array) {
      upstream.certificate = {
        cert: new X509Certificate(Buffer.from(cert)).toString(),
        key: pem('PRIVATE KEY', key),
      }
    }
  } else if (mechanism !== '') lost.add(`${name}: the login ${mechanism}`)
}

/** The key stands there as PKCS #8, in DER. */
function pem(kind: string, der: Uint8Array): string {
  const body = Buffer.from(der)
    .toString('base64')
    .replace(/(.{64})(?!$)/g, '$1\n')
  return `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----\n`
}

function* readLines(db: DatabaseSync, network: number, lost: Losses): Generator<Pages> {
  const from = `FROM Message JOIN MessageTarget ON MessageTarget.id = Message.target
    WHERE MessageTarget.network = ?`
  const count = Number(db.prepare(`SELECT count(*) AS n ${from}`).get(network)!.n)
  const next = db.prepare(
    `SELECT Message.id AS id, raw, time, MessageTarget.target AS target ${from}
     AND Message.id > ? ORDER BY Message.id LIMIT ${rowsAtOnce}`,
  )
  let last = 0
  for (let done = 0; done < count; ) {
    const page = next.all(network, last) as Row[]
    if (page.length === 0) return
    done += page.length
    last = Number(page.at(-1)!.id)
    const lines = page.flatMap(({ raw, time, target }) => {
      const message = parse(text(raw).replace(/[\r\n]+$/, ''))
      const at = Date.parse(text(time))
      if (!message || Number.isNaN(at)) {
        lost.add('a message that cannot be read')
        return []
      }
      const event = message.verb !== 'PRIVMSG' && message.verb !== 'NOTICE'
      return [{ window: text(target), at, message, event }]
    })
    yield { done: done / count, lines }
  }
}

function text(value: Row[string] | undefined): string {
  return value === null || value === undefined ? '' : String(value)
}
