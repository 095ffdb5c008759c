/** What a configuration may say about operators of the network, and against abuse. */
import {
  anyText,
  choice,
  duration,
  flag,
  listOf,
  path,
  range,
  rate,
  section,
  text,
  whole,
} from '#host/config-values.ts'

/** The same as in `core/privilege.ts`, which a test sees to. */
export const privilegeNames = [
  'kill',
  'ban',
  'see',
  'override',
  'force',
  'announce',
  'accounts',
  'channels',
  'filter',
  'routing',
  'rehash',
  'die',
] as const

const word = text('a word of letters, digits, "-" and "_"', (value) => /^[\w-]{1,32}$/.test(value))
const passwordHash = text('what "causerie mkpasswd" prints, or ""', (value) =>
  /^$|^scrypt\$\d+\$\d+\$\d+\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+$/.test(value),
)
const fingerprint = text('the SHA-256 of a certificate in hexadecimal', (value) =>
  /^[0-9a-f]{64}$/i.test(value.replaceAll(':', '')),
)
const vhost = text('a host name of at most 63 characters, or ""', (value) =>
  /^$|^[\w/][\w/.:-]{0,62}$/.test(value),
)
const letters = text('letters', (value) => /^[A-Za-z]*$/.test(value))
const hostMask = text('a mask as "*@192.0.2.*", or a range as "192.0.2.0/24"', (value) =>
  /^[^\s!]+$/.test(value),
)
const ip = text('an address of IPv4', (value) => /^\d+(?:\.\d+){3}$/.test(value))
const zone = text('a domain, as "dnsbl.example.org"', (value) => /^[\w.-]+\.[\w-]+$/.test(value))

export const oper = section({
  name: word,
  password: passwordHash.prefault(''),
  fingerprints: listOf(fingerprint).prefault([]),
  hosts: listOf(hostMask).prefault([]),
  class: word.prefault('admin'),
  title: anyText.prefault(''),
  snomasks: letters.prefault(''),
  vhost: vhost.prefault(''),
  hidden: flag.prefault(false),
  plain: flag.prefault(false),
})

export const operClass = section({
  name: word,
  privileges: listOf(choice(...privilegeNames)),
  title: anyText.prefault('is an operator of this network'),
  snomasks: letters.prefault(''),
})

const limitedRange = section({ range, per_address: whole(0, 1_000_000) })

const blocklist = section({
  zone,
  replies: listOf(ip).prefault([]),
  reason: anyText.prefault('Your address is on a list of abusers'),
  action: choice('refuse', 'mark').prefault('refuse'),
})

export const protection = {
  rules: anyText.prefault(''),
  admin: listOf(anyText).prefault([]),
  connections: section({
    per_address: whole(0, 1_000_000).prefault(16),
    unknown_per_address: whole(0, 1_000_000).prefault(8),
    v4_prefix: whole(8, 32).prefault(32),
    v6_prefix: whole(16, 128).prefault(64),
    per_network: whole(0, 1_000_000).prefault(128),
    v4_network: whole(8, 32).prefault(24),
    v6_network: whole(16, 128).prefault(48),
    ranges: listOf(limitedRange).prefault([]),
    exempt: listOf(range).prefault(['127.0.0.0/8', '::1']),
  }).prefault({}),
  pace: section({
    enabled: flag.prefault(true),
    burst: whole(1, 1000).prefault(10),
    per_second: whole(1, 1000).prefault(2),
  }).prefault({}),
  cloak: section({
    enabled: flag.prefault(true),
    accounts: flag.prefault(false),
    suffix: word.prefault('cloak'),
  }).prefault({}),
  throttle: section({
    connections: rate.prefault('32 per 10m'),
    nick_changes: rate.prefault('8 per 2m'),
    new_targets: rate.prefault('12 per 1m'),
    typing: rate.prefault('10 per 30s'),
    logins: rate.prefault('8 per 1m'),
    registrations: rate.prefault('4 per 10m'),
    opers: rate.prefault('3 per 30s'),
  }).prefault({}),
  strangers: section({
    arrivals: rate.prefault('off'),
    silent_for: duration('0s', '1h').prefault('0s'),
    channels: flag.prefault(true),
    work: whole(0, 32).prefault(0),
  }).prefault({}),
  reputation: section({
    enabled: flag.prefault(true),
    known: whole(1, 10_000).prefault(24),
  }).prefault({}),
  blocklists: listOf(blocklist).prefault([]),
  reverse_dns: flag.prefault(true),
  geography: path.prefault(''),
}
