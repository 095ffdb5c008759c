/**
 * SASL over AUTHENTICATE: cutting payloads into lines and putting them together, and PLAIN's
 * message. Source: https://ircv3.net/specs/extensions/sasl-3.1 and RFC 4616.
 */

/** Characters of base64 in one AUTHENTICATE; a chunk of exactly this length means more follows. */
export const chunkChars = 400
/** Characters of base64 that one exchange may add up to. */
export const payloadCharsMax = 8192

/** @returns the parameters of the AUTHENTICATE lines that carry the payload. */
export function chunk(base64: string): string[] {
  const chunks: string[] = []
  for (let at = 0; at < base64.length; at += chunkChars) {
    chunks.push(base64.slice(at, at + chunkChars))
  }
  if (base64.length % chunkChars === 0) chunks.push('+')
  return chunks
}

/** Puts the chunks of one payload together. */
export class Gathered {
  #text = ''

  /**
   * @returns the whole base64 ('' for an empty payload) when this chunk ends it, nothing while
   * more must follow, and 'too-long' when a chunk or the sum exceeds the limit.
   */
  add(piece: string): { payload: string } | 'too-long' | undefined {
    if (piece.length > chunkChars || this.#text.length + piece.length > payloadCharsMax) {
      this.#text = ''
      return 'too-long'
    }
    if (piece !== '+') this.#text += piece
    if (piece.length === chunkChars) return undefined
    const payload = this.#text
    this.#text = ''
    return { payload }
  }
}

export function toBase64(text: string): string {
  return new TextEncoder().encode(text).toBase64()
}

/** @returns the text, or nothing for what is no base64, or not of UTF-8. */
export function fromBase64(base64: string): string | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return undefined
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    return decoder.decode(Uint8Array.fromBase64(base64))
  } catch {
    return undefined
  }
}

export interface Plain {
  authzid: string
  authcid: string
  password: string
}

/** Reads `authzid NUL authcid NUL password`; nothing when a part is missing or empty. */
export function parsePlain(text: string): Plain | undefined {
  const parts = text.split('\0')
  const [authzid, authcid, password] = parts
  if (parts.length !== 3 || !authcid || !password) return undefined
  return { authzid: authzid!, authcid, password }
}

export interface BearerToken {
  /** Who the client says that it is, '' where it leaves that to the token. */
  authzid: string
  token: string
}

/** Reads the message of OAUTHBEARER: RFC 7628, section 3.1. */
export function parseOauthBearer(text: string): BearerToken | undefined {
  const [head = '', ...fields] = text.split('\u0001')
  const [whole, name = ''] = /^[ny],(?:a=([^,]*))?,$/.exec(head) ?? []
  if (whole === undefined || fields.pop() !== '' || fields.pop() !== '') return undefined
  const auth = fields.find((field) => field.startsWith('auth='))?.slice('auth='.length)
  const token = /^bearer +(\S+)$/i.exec(auth ?? '')?.[1]
  const authzid = name.replaceAll('=2C', ',').replaceAll('=3D', '=')
  return token === undefined ? undefined : { authzid, token }
}

/** Reads `authzid NUL type NUL token`. Source: https://github.com/ircv3/ircv3-specifications/pull/545 */
export function parseIrcv3Bearer(text: string): BearerToken | undefined {
  const [authzid = '', type, token, ...rest] = text.split('\0')
  const known = type === 'oauth2' || type === 'jwt'
  return known && token && rest.length === 0 ? { authzid, token } : undefined
}

/** Whom and where a login means: `user/network@device`, either order, the latter two optional. */
export interface Login {
  user: string
  network?: string | undefined
  device?: string | undefined
}

/** Reads a login name as bouncer users type it: `user`, `user/net`, `user@dev`, both in any order. */
export function parseLogin(text: string): Login {
  const user = text.split(/[/@]/, 1)[0]!
  const network = /\/([^/@]*)/.exec(text)?.[1]
  const device = /@([^/@]*)/.exec(text)?.[1]
  return { user, network: network || undefined, device: device || undefined }
}
