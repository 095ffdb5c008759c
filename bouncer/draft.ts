/**
 * What people say of a network when they add or change it, by whichever way: `BOUNCER ADDNETWORK`,
 * a command to BouncerServ, the command line. One attribute, one rule.
 */
import type { UpstreamRecord } from '#store/store.ts'

export interface Draft {
  name: string
  nick: string
  upstream: UpstreamRecord
}

/** Why an attribute was not taken. */
export type AttributeFault = 'unknown' | 'read-only' | 'invalid'

type Set = (draft: Draft, value: string) => boolean | void

export const addressesMax = 8
const commandsMax = 32

const attributes = new Map<string, { help: string; set: Set }>([
  ['name', { help: 'what you call it', set: named }],
  ['host', { help: 'a host name or an address, or several: irc.a.net,irc.b.net:6667', set: host }],
  ['port', { help: 'for hosts without one of their own (6697, without TLS 6667)', set: port }],
  ['tls', { help: 'yes or no (yes)', set: tls }],
  ['nickname', { help: 'the nick that you want', set: nick }],
  ['nicks', { help: 'nicks to try when it is taken: alice1,alice2', set: nicks }],
  ['username', { help: 'the user name', set: (d, v) => isWord(v) && put(d, { username: v }) }],
  ['realname', { help: 'the real name', set: (d, v) => isText(v) && put(d, { realname: v }) }],
  ['pass', { help: 'the server password', set: (d, v) => isText(v) && put(d, { pass: v }) }],
  ['pins', { help: 'SHA-256 fingerprints, the only certificates to accept', set: pins }],
  ['commands', { help: 'raw lines to send when connected, between them |', set: commands }],
  ['rejoin', { help: 'yes: come back after a kick (no)', set: rejoin }],
  ['pace', { help: 'lines at once and milliseconds for each more, as 5/2000', set: pace }],
])

const otherNames = new Map([
  ['nick', 'nickname'],
  ['addr', 'host'],
])
const readOnly = new Set(['state', 'error', 'netid', 'currentnick'])

/** A line for each attribute. */
export function attributeHelp(): string[] {
  return [...attributes].map(([name, { help }]) => `${name}=…  ${help}`)
}

export function newDraft(nickname: string): Draft {
  return {
    name: '',
    nick: nickname,
    upstream: {
      enabled: true,
      addresses: [{ host: '', port: 0, tls: true }],
      pins: [],
      nicks: [],
      username: '',
      realname: '',
      pass: '',
      commands: [],
      pace: { burst: 5, everyMs: 2_000 },
      rejoin: false,
    },
  }
}

/** Takes one attribute; '' takes a value back. @returns why it was not taken. */
export function setAttribute(
  draft: Draft,
  word: string,
  value: string,
): AttributeFault | undefined {
  const name = otherNames.get(word) ?? word
  if (readOnly.has(name)) return 'read-only'
  const attribute = attributes.get(name)
  if (!attribute) return 'unknown'
  return attribute.set(draft, value) === false ? 'invalid' : undefined
}

/** Fills in the ports that were not told. @returns whether there is a host. */
export function complete({ upstream: { addresses } }: Draft): boolean {
  for (const address of addresses) address.port ||= address.tls ? 6697 : 6667
  return addresses.every(({ host }) => host !== '')
}

function named(draft: Draft, value: string): boolean {
  if (!isName(value)) return false
  draft.name = value
  return true
}

function put(draft: Draft, news: Partial<UpstreamRecord>): void {
  Object.assign(draft.upstream, news)
}

/** A name stands in a login behind `/`, and in a line of text. */
function isName(text: string): boolean {
  return /^[^\s/@:,][^/@:,\x00-\x1f]{0,62}$/.test(text)
}

function isText(text: string): boolean {
  return text.length <= 300 && !/[\x00\r\n]/.test(text)
}

function isWord(text: string): boolean {
  return isText(text) && !/[\s:@]/.test(text)
}

function host(draft: Draft, value: string): boolean {
  const [old] = draft.upstream.addresses
  const texts = value.split(',').filter(Boolean)
  const found = texts.map((text) => {
    const [, bracketed, plain, port] =
      /^(?:\[([^\]\s]+)\]|([^\s:/[\]]+))(?::(\d+))?$/.exec(text) ?? []
    const name = bracketed ?? plain ?? (/^[0-9a-f:.]+$/i.test(text) ? text : '')
    return { host: name, port: Number(port ?? old?.port), tls: old?.tls ?? true }
  })
  const good = found.every(
    (one) => one.host !== '' && one.host.length < 256 && (one.port === 0 || isPort(one.port)),
  )
  if (!good || found.length === 0 || found.length > addressesMax) return false
  draft.upstream.addresses = found
  return true
}

function port(draft: Draft, value: string): boolean {
  const number = Number(value)
  if (value !== '' && !isPort(number)) return false
  for (const address of draft.upstream.addresses) address.port = number
  return true
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535
}

function tls(draft: Draft, value: string): boolean {
  const on = value === '' || isYes(value)
  if (!on && !isNo(value)) return false
  for (const address of draft.upstream.addresses) address.tls = on
  return true
}

function nick(draft: Draft, value: string): boolean {
  if (!isNick(value)) return false
  draft.nick = value
  return true
}

function nicks(draft: Draft, value: string): boolean {
  const found = value.split(',').filter(Boolean)
  if (found.length > 10 || !found.every(isNick)) return false
  draft.upstream.nicks = found
  return true
}

function isNick(text: string): boolean {
  return /^[^\s:!@#&*,?$\x00-\x1f]{1,64}$/.test(text)
}

function pins(draft: Draft, value: string): boolean {
  const found = value.split(',').filter(Boolean)
  const good = found.every((pin) => /^[0-9a-f]{64}$/i.test(pin.replaceAll(':', '')))
  if (!good || found.length > 10) return false
  draft.upstream.pins = found
  return true
}

function commands(draft: Draft, value: string): boolean {
  const found = value
    .split('|')
    .map((line) => line.trim().replace(/^\//, ''))
    .filter(Boolean)
  if (found.length > commandsMax || !found.every((line) => isText(line) && /^[a-z]+/i.test(line))) {
    return false
  }
  draft.upstream.commands = found
  return true
}

function rejoin(draft: Draft, value: string): boolean {
  draft.upstream.rejoin = isYes(value)
  return isYes(value) || isNo(value) || value === ''
}

function pace(draft: Draft, value: string): boolean {
  const [, burst, every] = /^(\d{1,3})\/(\d{1,5})$/.exec(value) ?? []
  if (Number(burst) < 1 || Number(every) < 1 || every === undefined) return false
  draft.upstream.pace = { burst: Number(burst), everyMs: Number(every) }
  return true
}

function isYes(text: string): boolean {
  return /^(1|yes|on|true)$/i.test(text)
}

function isNo(text: string): boolean {
  return /^(0|no|off|false)$/i.test(text)
}
