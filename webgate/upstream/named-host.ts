/** A server as a page names it: `irc.example.org:+6697`, where `+` asks for TLS. */

export interface NamedHost {
  /** In lower case, without brackets. */
  host: string
  port: number
  tls: boolean
}

const portDefault = 6667

/** @returns nothing when it makes no sense. IPv6 is written in brackets where a port follows. */
export function readHost(text: string): NamedHost | undefined {
  const trimmed = text.trim().toLowerCase()
  const [, host = '', plus, digits] = split(trimmed)
  const port = digits === undefined ? portDefault : Number(digits)
  if (!/^[a-z0-9.:_-]{1,253}$/.test(host) || port < 1 || port > 65_535) return undefined
  return { host, port, tls: plus === '+' }
}

function split(text: string): readonly (string | undefined)[] {
  const bracketed = /^\[([^\]]*)\](?::(\+?)(\d{1,5}))?$/.exec(text)
  if (bracketed) return bracketed
  // Two colons or more without brackets are an IPv6 address alone.
  if (text.split(':').length > 2) return [text, text]
  return /^([^:]*)(?::(\+?)(\d{1,5}))?$/.exec(text) ?? []
}
