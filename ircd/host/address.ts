/**
 * Where a house listens or whom it dials: `tcp:HOST:PORT`, `tls:HOST:PORT`, `unix:/path` or
 * `inproc:NAME`. IPv6 hosts stand in brackets: `tcp:[::1]:6667`.
 */

export interface NetAddress {
  kind: 'tcp' | 'tls'
  /** A name or an IP address, without brackets. */
  host: string
  /** 0 asks the system for a free port; a listener's address then has the real one. */
  port: number
}

export interface UnixAddress {
  kind: 'unix'
  path: string
}

/** A listener of the same process, found by its name. */
export interface InprocAddress {
  kind: 'inproc'
  name: string
}

export type Address = NetAddress | UnixAddress | InprocAddress

const forms = 'tcp:HOST:PORT, tls:HOST:PORT, unix:/PATH or inproc:NAME'

/**
 * Reads an address.
 * @throws Error with one line that says what is wrong and what is allowed.
 */
export function parseAddress(text: string): Address {
  const colon = text.indexOf(':')
  const kind = text.slice(0, Math.max(colon, 0))
  const rest = text.slice(colon + 1)
  switch (kind) {
    case 'tcp':
    case 'tls':
      return parseNet(kind, rest, text)
    case 'unix':
      if (!rest.startsWith('/')) throw wrong(text, 'the path must begin with /')
      return { kind, path: rest }
    case 'inproc':
      if (!/^[\w.-]+$/.test(rest)) throw wrong(text, 'the name is made of letters, digits, . _ -')
      return { kind, name: rest }
    default:
      throw wrong(text, `an address is ${forms}`)
  }
}

function parseNet(kind: 'tcp' | 'tls', rest: string, text: string): NetAddress {
  const colon = rest.lastIndexOf(':')
  if (colon < 0 || rest.endsWith(']')) throw wrong(text, 'the port is missing')
  const bracketed = rest.startsWith('[') && rest[colon - 1] === ']'
  const host = bracketed ? rest.slice(1, colon - 1) : rest.slice(0, colon)
  if (!host) throw wrong(text, 'the host is missing (for every interface: 0.0.0.0 or [::])')
  if (!bracketed && /[:[\]]/.test(host)) throw wrong(text, 'IPv6 is written [::1]')
  if (/[\s/]/.test(host)) throw wrong(text, 'the host is a name or an IP address')
  const digits = rest.slice(colon + 1)
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : Number.NaN
  if (!(port <= 65_535)) throw wrong(text, 'the port is a number from 0 to 65535')
  return { kind, host, port }
}

function wrong(text: string, why: string): Error {
  return new Error(`"${text}" is not an address: ${why}`)
}

/** The text that `parseAddress` reads. */
export function formatAddress(address: Address): string {
  switch (address.kind) {
    case 'unix':
      return `unix:${address.path}`
    case 'inproc':
      return `inproc:${address.name}`
    default:
      return `${address.kind}:${formatHostPort(address.host, address.port)}`
  }
}

/** `127.0.0.1:6667` or `[::1]:6667`. */
export function formatHostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
