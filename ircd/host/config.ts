/**
 * The configuration: one TOML file, or none, in which case everything has its default. What is
 * wrong is said all at once, each with file, line, key and what is allowed there.
 */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse, TomlError } from 'smol-toml'
import type { z } from 'zod'
import { comparedBy, isLoopback } from '#host/config-links.ts'
import { type Places, placesIn } from '#host/config-places.ts'
import { configSchema, keysAt, type RawConfig } from '#host/config-schema.ts'

/** As in the file, but durations in milliseconds, sizes in bytes, and paths absolute. */
export interface Config extends Omit<RawConfig, 'ircd' | 'store' | 'network'> {
  network: Omit<RawConfig['network'], 'casemapping'> & { casemapping: 'ascii' | 'rfc1459' }
  /** `motd` has the lines of the text, or of the file. */
  ircd: Omit<RawConfig['ircd'], 'motd' | 'motd_file'> & { motd: string[] }
  store: { address: string; emergency: string }
  /** A sentence for each thing that linked servers make otherwise than it is written. */
  notes: string[]
}

export class ConfigError extends Error {
  /** One line for each thing that is wrong: `FILE:LINE: KEY: what is allowed`. */
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/**
 * Reads the configuration.
 * @param file without it, the defaults hold. Relative paths in it start from its directory.
 * @throws ConfigError
 */
export function loadConfig(file?: string | undefined): Config {
  if (file === undefined) return parseConfig('', 'defaults', process.cwd())
  return parseConfig(readText(file, file), file, dirname(resolve(file)))
}

/**
 * Reads a configuration from text.
 * @param file its name in complaints
 * @param base where relative paths start
 * @throws ConfigError
 */
export function parseConfig(text: string, file: string, base: string): Config {
  const result = configSchema.safeParse(parseToml(text, file))
  if (!result.success) throw new ConfigError(complaints(result.error.issues, file, placesIn(text)))
  const places = placesIn(text)
  const at: At = (...path) => `${placed(file, places(path))}: ${written(path)}`
  return settled(result.data, base, at)
}

function parseToml(text: string, file: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const what = error.message.split('\n')[0]!.replace('Invalid TOML document: ', '')
    throw new ConfigError([`${placed(file, error.line)}: not valid TOML: ${what}`])
  }
}

/** How a complaint about a key begins. */
type At = (...path: PropertyKey[]) => string

/** What can only be said, or read, when all keys are known. */
function settled(raw: RawConfig, base: string, at: At): Config {
  const absolute = (path: string) => path && resolve(base, path)
  const { motd, motd_file, ...ircd } = raw.ircd
  const data = resolve(base, raw.data)
  checkOpers(raw, at)
  checkLinks(raw, at)
  const compared = comparedBy(raw.link, raw.network.casemapping, raw.limits)
  checkAccounts(raw, at)
  checkAuthority(raw, at)
  checkCaptcha(raw, at)
  const services = raw.link.find((link) => link.services)
  const { cert, key } = raw.tls
  if (!cert !== !key) {
    throw new ConfigError([`${at('tls', cert ? 'cert' : 'key')}: needs cert and key, or neither`])
  }
  if (motd && motd_file) {
    throw new ConfigError([`${at('ircd', 'motd_file')}: there is a motd already`])
  }
  const shown = motd_file ? readText(absolute(motd_file), at('ircd', 'motd_file')) : motd
  return {
    ...raw,
    data,
    network: { ...raw.network, casemapping: compared.casemapping },
    limits: { ...raw.limits, ...compared.limits },
    notes: [...compared.notes, ...notesOnServices(services?.name), ...notesOnAuthority(raw)],
    services: { ...raw.services, enabled: raw.services.enabled && !services },
    ircd: {
      ...ircd,
      registration: ircd.registration && !services,
      motd: shown.trimEnd() ? shown.trimEnd().split(/\r?\n/) : [],
      geography: absolute(ircd.geography),
    },
    store: {
      address: storeAddress(raw.store.address ?? `sqlite:${data}`, base),
      emergency: absolute(raw.store.emergency) || data,
    },
    webgate: {
      ...raw.webgate,
      networks: raw.webgate.networks.map((one) => ({ ...one, ca: absolute(one.ca) })),
    },
    accounts: {
      ...raw.accounts,
      nick_protection: services ? 'off' : raw.accounts.nick_protection,
      mail: { ...raw.accounts.mail, ca: absolute(raw.accounts.mail.ca) },
      oauth: { ...raw.accounts.oauth, keys: absolute(raw.accounts.oauth.keys) },
    },
    tls: { cert: absolute(cert), key: absolute(key) },
    log: { ...raw.log, file: absolute(raw.log.file) },
  }
}

/** A network has its accounts in one place. */
function notesOnServices(name: string | undefined): string[] {
  if (name === undefined) return []
  const what = 'services.enabled and ircd.registration are false, accounts.nick_protection is "off"'
  return [`${what}, because accounts are those of ${name}`]
}

/** What checks passwords goes only where nobody between reads along. */
function notesOnAuthority({ accounts: { authority }, link }: RawConfig): string[] {
  if (!authority) return []
  const isNear = ({ address }: RawConfig['link'][number]) =>
    address !== undefined && (address.kind !== 'tls' || isLoopback(address.host))
  const open = link.filter((one) => !one.pins.length && !isNear(one))
  return open.map(({ name }) => {
    return `${name} has no pins: it gets none of the network's accounts, unless it is on this machine`
  })
}

/** An operator is of a class that exists, and proves somehow who it is. */
function checkOpers({ oper, oper_class }: RawConfig, at: At): void {
  const classes = ['admin', ...oper_class.map(({ name }) => name)]
  for (const [i, { name, class: wanted, password, fingerprints }] of oper.entries()) {
    if (!classes.includes(wanted)) {
      throw new ConfigError([`${at('oper', i)}: ${name}: there is no class ${wanted}`])
    }
    if (!password && fingerprints.length === 0) {
      throw new ConfigError([`${at('oper', i)}: ${name} needs a password or fingerprints`])
    }
  }
}

/**
 * A linked server is another one, told of once; it proves who it is at both ends, in a dialect that
 * compares names as we do.
 */
function checkLinks({ link, server, network }: RawConfig, at: At): void {
  const names = [server.name.toLowerCase()]
  for (const [i, { name, address, plain, autoconnect, dialect }] of link.entries()) {
    const problem = (key: string, what: string) =>
      new ConfigError([`${at('link', i, key)}: ${what}`])
    if (name.toLowerCase() === names[0]) throw problem('name', 'this is the server itself')
    if (names.includes(name.toLowerCase())) throw problem('name', `${name} stands there twice`)
    names.push(name.toLowerCase())
    if (autoconnect && !address) throw problem('autoconnect', 'needs an address')
    if (address?.kind === 'inproc') throw problem('address', 'must be tcp:, tls: or unix:')
    if (address?.kind === 'tcp' && !plain && !isLoopback(address.host)) {
      throw problem('address', 'must be tls:, or say plain = true')
    }
    if (network.casemapping === 'ascii' && dialect === 'solanum') {
      throw problem('dialect', `${name} needs network.casemapping = "rfc1459"`)
    }
  }
}

/** A code that nobody can send would keep everybody out. */
function checkAccounts({ accounts: { verification, mail, oauth } }: RawConfig, at: At): void {
  if (verification && !mail.server) {
    throw new ConfigError([`${at('accounts', 'verification')}: needs accounts.mail.server`])
  }
  if (mail.server && !mail.from) {
    throw new ConfigError([`${at('accounts', 'mail', 'server')}: needs accounts.mail.from`])
  }
  if (oauth.introspection && oauth.keys) {
    throw new ConfigError([`${at('accounts', 'oauth', 'keys')}: there is an introspection already`])
  }
}

/** What is decided in one place is decided nowhere else, and reaches that place. */
function checkAuthority({ accounts: { authority }, server, link }: RawConfig, at: At): void {
  if (!authority) return
  const problem = (what: string) => new ConfigError([`${at('accounts', 'authority')}: ${what}`])
  const services = link.find((one) => one.services)
  if (services)
    throw problem(`accounts are those of ${services.name}, which is a link with services`)
  const shared = link.find((one) => one.shared_accounts)
  if (shared) throw problem(`accounts are on one store with ${shared.name}: leave it out`)
  const isOther = authority.toLowerCase() !== server.name.toLowerCase()
  if (isOther && !link.length) throw problem(`needs a [[link]] that leads to ${authority}`)
}

function checkCaptcha({ webgate: { captcha } }: RawConfig, at: At): void {
  if (captcha.verify_url && !captcha.secret) {
    throw new ConfigError([
      `${at('webgate', 'captcha', 'verify_url')}: needs webgate.captcha.secret`,
    ])
  }
}

/** The path of an embedded store is a path like others; the address of a Redis stays as it is. */
function storeAddress(address: string, base: string): string {
  const path = address.startsWith('sqlite:') && address.slice('sqlite:'.length)
  return path ? `sqlite:${resolve(base, path)}` : address
}

const causes: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
}

function readText(path: string, where: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    throw new ConfigError([`${where}: cannot read ${path}: ${causes[code] ?? message}`])
  }
}

function placed(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${line}`
}

function complaints(issues: readonly z.core.$ZodIssue[], file: string, places: Places): string[] {
  const found: { line: number; text: string }[] = []
  const add = (path: readonly PropertyKey[], what: string) => {
    const line = places(path)
    found.push({ line: line ?? 0, text: `${placed(file, line)}: ${written(path)}: ${what}` })
  }
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') add(issue.path, issue.message)
    else for (const key of issue.keys) add([...issue.path, key], unknown(key, issue.path))
  }
  return found.sort((a, b) => a.line - b.line).map(({ text }) => text)
}

function written(path: readonly PropertyKey[]): string {
  let text = ''
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`
    else text += text ? `.${String(key)}` : String(key)
  }
  return text
}

function unknown(key: string, section: readonly PropertyKey[]): string {
  const allowed = keysAt(section)
  const near = allowed.filter((other) => isNear(key, other))
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : ''
  return `there is no such key; ${hint || `allowed are ${allowed.join(', ')}`}`
}

function isNear(key: string, other: string): boolean {
  const plain = key.toLowerCase().replaceAll('-', '_')
  return distance(plain, other) <= Math.max(1, Math.floor(other.length / 3))
}

/** How many letters must be changed, added or left out (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(changed, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
