/**
 * What a configuration may say, and what holds where it is silent. `causerie.example.toml` explains
 * every key to people, and a test keeps the two alike.
 */
import { isIP } from 'node:net'
import { z } from 'zod'
import { accounts } from '#host/config-accounts.ts'
import { link, serverName, sid } from '#host/config-links.ts'
import { kept, messages, services, sts } from '#host/config-messages.ts'
import { oper, operClass, protection } from '#host/config-protection.ts'
import {
  address,
  anyText,
  choice,
  duration,
  durationOrForever,
  flag,
  listOf,
  path,
  range,
  section,
  size,
  text,
  whole,
} from '#host/config-values.ts'

const networkName = text(
  'a name of 1 to 32 letters, digits, ".", "_" or "-", without spaces',
  (value) => /^[\w.-]{1,32}$/.test(value),
)
const icon = text(
  'an address of at most 200 characters that begins with https://, or ""',
  (value) => /^(?:https:\/\/[^\s\\]{1,192})?$/.test(value),
)
const storeAddress = text('"sqlite:" and a directory, or "redis://" and a host', (value) =>
  /^(sqlite:.+|rediss?(-cluster)?:\/\/.+)$/s.test(value),
)
const origin = text('an origin or a pattern, as "https://*.example.org"', (value) =>
  /^(?:\*|https?:\/\/[^\s/]+)$/.test(value),
)

// Patterns of a whole host only: it is the browser that reads them.
const framing = text(
  'an origin, as "https://forum.example.org" or "https://*.example.org"',
  (value) => /^https?:\/\/(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?$/i.test(value),
)

const history = section({
  keep: durationOrForever('1h').prefault('forever'),
  channels: listOf(kept).prefault([]),
})

const ircd = section({
  listen: listOf(address).prefault(['tcp:127.0.0.1:6667', 'tls:127.0.0.1:6697']),
  motd: anyText.prefault(''),
  motd_file: path.prefault(''),
  sendq: size('16KiB', '1GiB').prefault('1MiB'),
  ping: duration('5s', '1h').prefault('2m'),
  registration_timeout: duration('1s', '10m').prefault('30s'),
  list_wait: duration('0s', '1h').prefault('0s'),
  clients_max: whole(1, 1_000_000).prefault(20_000),
  registration: flag.prefault(true),
  password_chars_min: whole(1, 64).prefault(8),
  history: history.prefault({}),
  messages: messages.prefault({}),
  sts: sts.prefault({}),
  ping_cookie: flag.prefault(false),
  proxies: listOf(range).prefault([]),
  ...protection,
})

const reachable = text(
  'a host name or a pattern, as "*.example.org", an IP address or a range',
  (value) => {
    const [host = '', bits] = value.split('/')
    const fits =
      bits === undefined || (isIP(host) > 0 && Number(bits) <= (isIP(host) === 4 ? 32 : 128))
    return fits && /^[\w.*?:-]{1,253}(?:\/\d{1,3})?$/.test(value)
  },
)

const bouncer = section({
  listen: listOf(address).prefault(['tcp:127.0.0.1:6668', 'tls:127.0.0.1:6698']),
  upstream: address.prefault('inproc:ircd'),
  peer_listen: address.prefault('tcp:127.0.0.1:0'),
  sendq: size('64KiB', '1GiB').prefault('4MiB'),
  networks: whole(0, 1000).prefault(20),
  networks_allowed: listOf(reachable).prefault(['*']),
  push_allowed: listOf(reachable).prefault(['*']),
  keep: durationOrForever('1d').prefault('forever'),
  keep_max: durationOrForever('1d').prefault('forever'),
  rows_max: whole(0, 1_000_000_000).prefault(0),
  bytes_max: size('0B', '1024GiB').prefault('0B'),
  share_after: duration('1s', '30d').prefault('10m'),
  away: text('a text of at most 300 letters', (value) => /^.{0,300}$/.test(value)).prefault(
    'Not here just now',
  ),
})

const hostGlob = text(
  'a host name or a pattern, as "irc.example.org" or "*.example.org"',
  (value) => /^[a-z0-9*?.:-]{1,253}$/i.test(value),
)
const fingerprint = text('the SHA-256 of a certificate in hexadecimal', (value) =>
  /^[0-9a-f]{64}$/i.test(value.replaceAll(':', '')),
)
const url = text('an address that begins with https:// or http://, or ""', (value) =>
  /^(?:https?:\/\/[^\s?#]+)?$/.test(value),
)

/** Another network that pages may reach through the web gate. */
const network = section({
  host: hostGlob,
  ports: listOf(whole(1, 65_535)).prefault([6697]),
  plain: flag.prefault(false),
  addresses: listOf(address).prefault([]),
  webirc: anyText.prefault(''),
  ca: path.prefault(''),
  pin: listOf(fingerprint).prefault([]),
})

const webgate = section({
  listen: listOf(address).prefault(['tcp:127.0.0.1:8080']),
  upstream: address.prefault('inproc:ircd'),
  upstream_spare: listOf(address).prefault([]),
  bouncer_upstream: address.prefault('inproc:bouncer'),
  peer_listen: address.prefault('tcp:127.0.0.1:0'),
  public_url: url.prefault(''),
  origins: listOf(origin).prefault([]),
  origin_required: flag.prefault(false),
  embeds: listOf(framing).prefault([]),
  trusted_proxies: listOf(range).prefault([]),
  proxy_protocol: flag.prefault(false),
  reverse_dns: flag.prefault(true),
  sessions_per_address: whole(1, 100_000).prefault(200),
  channels_per_session: whole(1, 1000).prefault(20),
  message_size: size('512B', '1MiB').prefault('8703B'),
  queue: size('16KiB', '64MiB').prefault('512KiB'),
  resume_for: duration('0s', '1h').prefault('5m'),
  resume_queue: size('16KiB', '64MiB').prefault('1MiB'),
  hook_messages_per_minute: whole(1, 10_000).prefault(60),
  metrics: listOf(address).prefault([]),
  networks: listOf(network).prefault([]),
  network_lines_per_second: whole(1, 1000).prefault(2),
  captcha: section({ verify_url: url.prefault(''), secret: anyText.prefault('') }).prefault({}),
})

/** Advertised to clients, and kept within what fits into a line of 512 bytes. */
const limits = section({
  nick: whole(9, 64).prefault(32),
  user: whole(1, 64).prefault(20),
  realname: whole(1, 200).prefault(150),
  channel: whole(10, 128).prefault(64),
  topic: whole(1, 400).prefault(390),
  away: whole(1, 400).prefault(390),
  kick: whole(1, 400).prefault(390),
  key: whole(1, 64).prefault(32),
  channels: whole(1, 10_000).prefault(100),
  modes: whole(1, 100).prefault(20),
  list: whole(1, 10_000).prefault(100),
  targets: whole(1, 100).prefault(4),
  history: whole(1, 10_000).prefault(1000),
  monitor: whole(1, 10_000).prefault(100),
  metadata: whole(1, 100).prefault(32),
  subscriptions: whole(1, 1000).prefault(100),
  changes: whole(0, 10_000).prefault(10),
})

export const configSchema = section({
  data: text('a directory in quotes', (value) => value !== '').prefault('./data'),
  network: section({
    name: networkName.prefault('causerie'),
    icon: icon.prefault(''),
    casemapping: choice('ascii', 'rfc1459').optional(),
  }).prefault({}),
  server: section({
    name: serverName.prefault('irc.causerie.localhost'),
    sid: sid.prefault('1CA'),
  }).prefault({}),
  link: listOf(link).prefault([]),
  oper: listOf(oper).prefault([]),
  oper_class: listOf(operClass).prefault([]),
  limits: limits.prefault({}),
  accounts: accounts.prefault({}),
  ircd: ircd.prefault({}),
  services: services.prefault({}),
  bouncer: bouncer.prefault({}),
  webgate: webgate.prefault({}),
  store: section({ address: storeAddress.optional(), emergency: path.prefault('') }).prefault({}),
  tls: section({ cert: path.prefault(''), key: path.prefault('') }).prefault({}),
  log: section({
    level: choice('trace', 'debug', 'info', 'warn', 'error', 'fatal').prefault('info'),
    file: path.prefault(''),
  }).prefault({}),
})

export type RawConfig = z.infer<typeof configSchema>

/** The keys that may stand in a section, given by its path; none where there is no section. */
export function keysAt(sectionPath: readonly PropertyKey[]): string[] {
  let at: unknown = configSchema
  for (const key of sectionPath) {
    at = typeof key === 'number' ? elementOf(at) : shapeOf(at)?.[key as string]
  }
  return Object.keys(shapeOf(at) ?? {})
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  const inner = withoutDefault(schema)
  return inner instanceof z.ZodObject ? inner.shape : undefined
}

function elementOf(schema: unknown): unknown {
  const inner = withoutDefault(schema)
  return inner instanceof z.ZodArray ? inner.element : undefined
}

function withoutDefault(schema: unknown): unknown {
  return schema instanceof z.ZodPrefault ? schema.unwrap() : schema
}
