/**
 * Somebody's networks, and their logs, as ZNC keeps them in its data directory (`~/.znc`).
 * Source: https://wiki.znc.in/Configuration
 */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Foreign, type ForeignNetwork, Losses, newNetwork } from './foreign.ts'
import { type Block, blocksOf, parseRegistry, parseZncConfig, settingOf } from './znc-config.ts'
import { findLogFiles, type LogFile, readLog } from './znc-log.ts'

export interface ZncOptions {
  /** Whose of several users. */
  user?: string | undefined
  /** The clock of the logs; what the user's configuration says, or this machine's, unless told. */
  zone?: string | undefined
}

/** @throws Error of one line: there is no configuration, or it does not say whose. */
export function readZnc(path: string, options: ZncOptions): Foreign {
  const isDirectory = statSync(path, { throwIfNoEntry: false })?.isDirectory()
  const directory = isDirectory ? path : join(path, '../..')
  const file = isDirectory ? join(path, 'configs/znc.conf') : path
  const user = userIn(parseZncConfig(readText(file)), options.user, file)
  const lost = new Losses()
  const place = join(directory, 'users', user.name)
  const shared = [
    ...findLogFiles(join(directory, 'moddata/log'), user.name, lost),
    ...findLogFiles(join(place, 'moddata/log'), user.name, lost),
  ]
  const zone = options.zone ?? (settingOf(user, 'timezone') || systemZone())
  const networks = blocksOf(user, 'network').map((block) => {
    const own = join(place, 'networks', block.name)
    const network = readNetwork(user, block, own, lost)
    const files = [
      ...shared.filter((one) => one.network === block.name.toLowerCase()),
      ...findLogFiles(join(own, 'moddata/log'), user.name, lost),
    ].filter(({ window }) => window !== 'status')
    const reading = { me: network.nick, zone, lost }
    if (files.length > 0) network.lines = () => readLog(unique(files), reading)
    return network
  })
  return { source: `ZNC, user ${user.name}`, networks, lost }
}

function userIn(root: Block, wanted: string | undefined, file: string): Block {
  const users = blocksOf(root, 'user')
  const names = users.map(({ name }) => name).join(', ')
  const found = wanted === undefined && users.length === 1 ? users : users.filter(isWanted(wanted))
  if (found[0]) return found[0]
  throw new Error(`${file} has the users ${names || 'of nobody'}: say which with --user`)
}

const isWanted = (wanted: string | undefined) => (user: Block) =>
  user.name.toLowerCase() === wanted?.toLowerCase()

function readNetwork(user: Block, block: Block, place: string, lost: Losses): ForeignNetwork {
  const value = (key: string) => settingOf(block, key) ?? settingOf(user, key) ?? ''
  const network = newNetwork(block.name, value('nick') || user.name)
  const { upstream } = network
  for (const line of block.values.get('server') ?? []) readServer(network, line, lost)
  const alternative = value('altnick')
  if (alternative && alternative !== network.nick) upstream.nicks = [alternative]
  upstream.username = value('ident')
  upstream.realname = value('realname')
  upstream.enabled = settingOf(block, 'ircconnectenabled') !== 'false'
  if (value('bindhost')) lost.add(`${block.name}: BindHost: we dial from any address`)
  if (value('trustallcerts') === 'true') {
    lost.add(`${block.name}: TrustAllCerts: pin the certificate instead (network change … pins=)`)
  }
  for (const text of block.values.get('trustedserverfingerprint') ?? []) {
    const pin = text.replaceAll(':', '').toLowerCase()
    if (/^[0-9a-f]{64}$/.test(pin)) upstream.pins.push(pin)
    else lost.add(`${block.name}: a trusted fingerprint that is no SHA-256`)
  }
  readChannels(network, block)
  readModules(network, user, block, place, lost)
  return network
}

/** `host [+]port password`, where a plus stands for TLS. */
function readServer({ name, upstream }: ForeignNetwork, line: string, lost: Losses): void {
  const [host = '', port = '6667', ...words] = line.trim().split(/\s+/)
  const number = Number(port.replace('+', ''))
  if (host === '' || host.startsWith('unix:') || !(number > 0 && number < 65_536)) {
    return lost.add(`${name}: a server that cannot be dialled: ${host}`)
  }
  upstream.addresses.push({ host, port: number, tls: port.startsWith('+') })
  upstream.pass ||= words.join(' ')
}

function readChannels({ channels, detached }: ForeignNetwork, block: Block): void {
  for (const channel of blocksOf(block, 'chan')) {
    if (settingOf(channel, 'disabled') === 'true') continue
    channels[channel.name] = settingOf(channel, 'key') ?? ''
    if (settingOf(channel, 'detached') === 'true') detached.push(channel.name)
  }
}

/** Modules that do what we do ourselves. */
const needless = new Set(
  'log chansaver kickrejoin keepnick simple_away savebuff buffextras route_replies clearbufferonmsg \
   playback webadmin controlpanel fail2ban corecaps autoattach clientbuffer clientaway saslplainauth \
   certauth identfile adminlog lastseen notify_connect clientnotify'.split(/\s+/),
)

function readModules(
  network: ForeignNetwork,
  user: Block,
  block: Block,
  place: string,
  lost: Losses,
): void {
  const { upstream } = network
  for (const text of [...modulesOf(user), ...modulesOf(block)]) {
    const registry = () => registryOf(join(place, 'moddata', text))
    if (text === 'sasl') readSasl(network, registry())
    else if (text === 'nickserv') {
      const password = registry().get('password')
      if (password) upstream.commands.push(`PRIVMSG NickServ :IDENTIFY ${password}`)
    } else if (text === 'perform') {
      const lines = (registry().get('perform') ?? '').split('\n').filter(Boolean)
      upstream.commands.push(...lines.map((line) => line.replace(/^\//, '')))
    } else if (text === 'kickrejoin') upstream.rejoin = true
    else if (text === 'cert') readCertificate(network, join(place, 'moddata/cert/user.pem'), lost)
    if (!needless.has(text) && !['sasl', 'nickserv', 'perform', 'cert'].includes(text)) {
      lost.add(`the module ${text}: there is none like it here`)
    }
  }
}

function modulesOf(block: Block): string[] {
  return (block.values.get('loadmodule') ?? []).map((text) => text.split(/\s/)[0]!)
}

function readSasl({ upstream }: ForeignNetwork, registry: Map<string, string>): void {
  const user = registry.get('username') ?? ''
  const password = registry.get('password') ?? ''
  if (password !== '') upstream.sasl = { mechanism: 'PLAIN', user, password }
  else if (/EXTERNAL/i.test(registry.get('mechanisms') ?? 'EXTERNAL')) {
    upstream.sasl = { mechanism: 'EXTERNAL', user, password }
  }
}

/** Certificate and key stand in one file. */
function readCertificate({ name, upstream }: ForeignNetwork, path: string, lost: Losses): void {
  const text = readIfThere(path)
  const block = (kind: string) =>
    new RegExp(`-----BEGIN [A-Z ]*${kind}-----[\\s\\S]+?-----END [A-Z ]*${kind}-----`).exec(
      text,
    )?.[0]
  const [cert, key] = [block('CERTIFICATE'), block('PRIVATE KEY')]
  if (cert && key) upstream.certificate = { cert: `${cert}\n`, key: `${key}\n` }
  else lost.add(`${name}: the module cert has no certificate with its key`)
}

function registryOf(place: string): Map<string, string> {
  return parseRegistry(readIfThere(join(place, '.registry')))
}

function readIfThere(path: string): string {
  try {
    return readText(path)
  } catch {
    return ''
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}

/** Where user and network log, what was said stands in two files: the network's own counts. */
function unique(files: LogFile[]): LogFile[] {
  return [...new Map(files.map((file) => [`${file.day} ${file.window}`, file])).values()]
}

function systemZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
