/**
 * What a configuration may say, and what holds where it is silent. `causerie.example.toml` explains
 * every key to people, and a test keeps the two alike.
 */
import { isIP } from 'node:net'
import { z } from 'zod'
import {
  address,
  anyText,
  choice,
  duration,
  durationOrForever,
  flag,
  listOf,
  path,
  size,
  text,
  whole,
} from '#host/config-values.ts'

const networkName = text(
  'a name of 1 to 32 letters, digits, ".", "_" or "-", without spaces',
  (value) => /^[\w.-]{1,32}$/.test(value),
)
const serverName = text(
  'a host name with at least one dot, of at most 63 characters',
  (value) => value.length <= 63 && /^(?!-)[a-z0-9-]+(?:\.(?!-)[a-z0-9-]+)+$/i.test(value),
)
const sid = text('a digit and two capital letters or digits, as "1CA"', (value) =>
  /^[0-9][A-Z0-9]{2}$/.test(value),
)
const storeAddress = text('"sqlite:" and a directory, or "redis://" and a host', (value) =>
  /^(sqlite:.+|rediss?(-cluster)?:\/\/.+)$/s.test(value),
)
const range = text('an IP address or a range, as "10.0.0.0/8"', (value) => {
  const [ip = '', bits, more] = value.split('/')
  const width = isIP(ip) === 4 ? 32 : 128
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= width)
  return isIP(ip) > 0 && fits && more === undefined
})
const origin = text('an origin or a pattern, as "https://*.example.org"', (value) =>
  /^(?:\*|https?:\/\/[^\s/]+)$/.test(value),
)

function section<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, { error: sectionError })
}

/** What is unknown keeps its own kind of message: see `config.ts`. */
function sectionError({ code }: { code?: string | undefined }): string | undefined {
  return code === 'invalid_type' ? 'must be a section' : undefined
}

const history = section({
  keep: durationOrForever('1h').prefault('forever'),
})

const ircd = section({
  listen: listOf(address).prefault(['tcp:127.0.0.1:6667', 'tls:127.0.0.1:6697']),
  motd: anyText.prefault(''),
  motd_file: path.prefault(''),
  sendq: size('16KiB', '1GiB').prefault('1MiB'),
  ping: duration('5s', '1h').prefault('2m'),
  registration_timeout: duration('1s', '10m').prefault('30s'),
  clients_max: whole(1, 1_000_000).prefault(20_000),
  registration: flag.prefault(true),
  password_chars_min: whole(1, 64).prefault(8),
  history: history.prefault({}),
})

const bouncer = section({
  listen: listOf(address).prefault(['tcp:127.0.0.1:6668', 'tls:127.0.0.1:6698']),
  upstream: address.prefault('inproc:ircd'),
  sendq: size('64KiB', '1GiB').prefault('4MiB'),
})

const webgate = section({
  listen: listOf(address).prefault(['tcp:127.0.0.1:8080']),
  upstream: address.prefault('inproc:ircd'),
  bouncer_upstream: address.prefault('inproc:bouncer'),
  origins: listOf(origin).prefault([]),
  trusted_proxies: listOf(range).prefault([]),
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
})

export const configSchema = section({
  data: text('a directory in quotes', (value) => value !== '').prefault('./data'),
  network: section({
    name: networkName.prefault('causerie'),
    casemapping: choice('ascii', 'rfc1459').prefault('ascii'),
  }).prefault({}),
  server: section({
    name: serverName.prefault('irc.causerie.localhost'),
    sid: sid.prefault('1CA'),
  }).prefault({}),
  limits: limits.prefault({}),
  ircd: ircd.prefault({}),
  bouncer: bouncer.prefault({}),
  webgate: webgate.prefault({}),
  store: section({ address: storeAddress.optional() }).prefault({}),
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
  for (const key of sectionPath) at = shapeOf(at)?.[key as string]
  return Object.keys(shapeOf(at) ?? {})
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  const inner = schema instanceof z.ZodPrefault ? schema.unwrap() : schema
  return inner instanceof z.ZodObject ? inner.shape : undefined
}
