/** What `start` tells: where everything is, and what to type to get there. */
import { resolve } from 'node:path'
import { type Address, formatAddress, formatHostPort, type NetAddress } from '#host/address.ts'
import type { Config } from '#host/config.ts'
import { version } from '#host/version.ts'
import type { HouseName, OpenHouses } from './houses.ts'
import type { Place } from './place.ts'

/** @param place as `start` was told it: other commands must be told the same. */
export function greeting(place: Place, config: Config, open: OpenHouses): string {
  const { houses, certificate } = open
  const at = (name: HouseName) => houses.find((house) => house.name === name)?.addresses ?? []
  const lines = [
    `${version} is open, and keeps everything in ${config.data}`,
    '',
    row('web page', at('webgate').filter(isNet).map(url)),
    row('IRC server', at('ircd').filter(isShown).map(shown)),
    row('bouncer', at('bouncer').filter(isShown).map(shown)),
    certificate && row('certificate', [`SHA-256 ${certificate.fingerprint}`]),
    '',
    ...connecting(nearest(at('ircd')), certificate?.fingerprint),
    '',
    'An account keeps your nick. The bouncer keeps your place when you are away:',
    `  npm run causerie -- account add NICK${told(place)}`,
    ...bouncing(nearest(at('bouncer')), certificate?.fingerprint),
    '',
    'Ctrl-C stops.',
  ]
  return `${lines.filter((line) => line !== undefined).join('\n')}\n`
}

function told(place: Place): string {
  const words = (['config', 'data'] as const).map((name) => {
    const value = place[name]
    return value === undefined ? '' : ` --${name} ${quoted(resolve(value))}`
  })
  return words.join('')
}

/** For a shell, where it needs to be. */
function quoted(word: string): string {
  return /^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

/** One house alone. */
export function brief({ houses }: OpenHouses): string {
  const lines = houses.map(({ name, addresses }) => row(name, addresses.map(formatAddress)))
  return `${lines.filter((line) => line !== undefined).join('\n')}\n`
}

function connecting(to: NetAddress | undefined, fingerprint: string | undefined): string[] {
  if (!to) return []
  return [
    'To connect, in WeeChat:',
    ...weechat('causerie', to, fingerprint),
    '  /connect causerie',
    'in irssi:',
    `  /connect ${irssi(to, fingerprint)}`,
  ]
}

function bouncing(to: NetAddress | undefined, fingerprint: string | undefined): string[] {
  if (!to) return []
  return [
    'Then, in WeeChat:',
    ...weechat('bouncer', to, fingerprint),
    '  /set irc.server.bouncer.nicks NICK',
    '  /set irc.server.bouncer.sasl_username NICK',
    '  /set irc.server.bouncer.sasl_password PASSWORD',
    '  /connect bouncer',
    'in irssi:',
    '  /network add -nick NICK -sasl_mechanism PLAIN -sasl_username NICK ' +
      '-sasl_password PASSWORD bouncer',
    `  /server add -network bouncer ${irssi(to, fingerprint)}`,
    '  /connect bouncer',
  ]
}

/**
 * Since 4.0 WeeChat takes TLS for granted, and has renamed its options from `ssl` to `tls`. Each
 * passes over the words that it does not know.
 */
function weechat(name: string, to: NetAddress, fingerprint: string | undefined): string[] {
  const add = `  /server add ${name} ${hostPort(to).join('/')}`
  if (to.kind === 'tcp') return [`${add} -notls`]
  const words = ['tls', 'ssl'].map((tls) => `-${tls} -${tls}_fingerprint=${fingerprint}`)
  return [`${add} ${words.join(' ')}`]
}

function irssi(to: NetAddress, fingerprint: string | undefined): string {
  const words = hostPort(to).join(' ')
  if (to.kind === 'tcp') return `-notls ${words}`
  return `-tls -tls_pinned_cert ${colons(fingerprint!)} ${words}`
}

function colons(fingerprint: string): string {
  return fingerprint.toUpperCase().match(/../g)!.join(':')
}

/** What to connect to from here: without TLS where the way is not a way at all. */
function nearest(addresses: Address[]): NetAddress | undefined {
  const nets = addresses.filter(isNet)
  return nets.find(({ kind }) => kind === 'tcp') ?? nets[0]
}

function row(name: string, items: string[]): string | undefined {
  return items.length > 0 ? `  ${name.padEnd(13)}${items.join('   ')}` : undefined
}

function isNet(address: Address): address is NetAddress {
  return address.kind === 'tcp' || address.kind === 'tls'
}

function isShown({ kind }: Address): boolean {
  return kind !== 'inproc'
}

function shown(address: Address): string {
  if (!isNet(address)) return formatAddress(address)
  const where = formatHostPort(address.host, address.port)
  return address.kind === 'tls' ? `${where} (TLS)` : where
}

function url(address: NetAddress): string {
  const [host, port] = hostPort(address)
  return `${address.kind === 'tls' ? 'https' : 'http'}://${formatHostPort(host, port)}/`
}

/** An address that stands for every interface is reached from here by loopback. */
function hostPort({ host, port }: NetAddress): [host: string, port: number] {
  if (host === '0.0.0.0') return ['127.0.0.1', port]
  return [host === '::' ? '::1' : host, port]
}
