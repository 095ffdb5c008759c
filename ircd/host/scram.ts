/**
 * SCRAM-SHA-256: both sides prove that they know the password, and neither shows it. Messages are
 * the texts of the RFC, before base64. The client's side has no channel binding.
 * Source: https://www.rfc-editor.org/rfc/rfc5802 and https://www.rfc-editor.org/rfc/rfc7677
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import {
  hmac,
  prepared,
  type ScramKeys,
  saltedPassword,
  scramIterations,
  scramIterationsMin,
  sha256,
} from '#host/secrets.ts'
import type { ScramOptions } from '#wire/account.ts'

/** A server that asks for more would keep us busy, not safe. */
const iterationsMax = 1_000_000

/** The connection on which an exchange takes place. */
export type ScramChannel = Omit<ScramOptions, 'named'>

export interface ScramTerms {
  /**
   * Of the server; from it a name without account gets a salt that stays the same, so that
   * accounts cannot be told from names that nobody has.
   */
  secret: string
  channel?: ScramChannel | undefined
  /** Only for tests. */
  nonce?: string | undefined
}

/** One exchange, on the server's side. */
export class ScramServer {
  readonly #find: (username: string) => Promise<ScramKeys | undefined>
  readonly #secret: string
  readonly #channel: ScramChannel
  readonly #nonce: string
  #username: string | undefined
  #keys: ScramKeys | undefined
  /** What the client must repeat: its header, and what ties it to the connection. */
  #bound: Buffer = Buffer.alloc(0)
  /** Client-first without its header, and server-first. */
  #soFar = ''
  #wholeNonce = ''

  /** @param find the keys of an account, by the name that was given */
  constructor(
    find: (username: string) => Promise<ScramKeys | undefined>,
    { secret, channel = {}, nonce = makeNonce() }: ScramTerms,
  ) {
    this.#find = find
    this.#secret = secret
    this.#channel = channel
    this.#nonce = nonce
  }

  /** Whom the client says it is; known after `first`, and true after `final`. */
  get username(): string | undefined {
    return this.#username
  }

  /**
   * Takes client-first.
   * @returns server-first, or nothing when the message cannot be accepted: malformed, bound to
   *   another channel than there is, or on behalf of somebody else.
   */
  async first(message: string): Promise<string | undefined> {
    const asked = readClientFirst(message)
    const bound = asked && boundTo(asked, this.#channel)
    if (!asked || !bound || this.#wholeNonce) return undefined
    this.#username = asked.username
    this.#bound = bound
    this.#wholeNonce = asked.nonce + this.#nonce
    this.#keys = await this.#find(asked.username)
    const { salt, iterations } = this.#keys ?? this.#keysOfNobody(asked.username)
    const answer = `r=${this.#wholeNonce},s=${salt},i=${iterations}`
    this.#soFar = `${asked.bare},${answer}`
    return answer
  }

  /**
   * Takes client-final, once.
   * @returns server-final, or nothing when the proof is wrong.
   */
  final(message: string): string | undefined {
    const soFar = this.#soFar
    this.#soFar = ''
    const end = message.lastIndexOf(',p=')
    if (!soFar || end < 0) return undefined
    const fields = readFields(message)
    if (fields.get('c') !== this.#bound.toString('base64') || fields.get('r') !== this.#wholeNonce)
      return undefined
    const text = `${soFar},${message.slice(0, end)}`
    const { storedKey, serverKey } = this.#keys ?? this.#keysOfNobody('')
    const proof = Buffer.from(message.slice(end + 3), 'base64')
    if (!proves(proof, Buffer.from(storedKey, 'base64'), text) || !this.#keys) return undefined
    return `v=${hmac(Buffer.from(serverKey, 'base64'), text).toString('base64')}`
  }

  #keysOfNobody(username: string): ScramKeys {
    const salt = hmac(this.#secret, `salt of ${username.toLowerCase()}`).subarray(0, 16)
    const key = randomBytes(32).toString('base64')
    const iterations = scramIterations
    return { salt: salt.toString('base64'), iterations, storedKey: key, serverKey: key }
  }
}

/** ClientKey = proof XOR HMAC(StoredKey, text), and its hash is StoredKey. */
function proves(proof: Buffer, storedKey: Buffer, text: string): boolean {
  if (proof.length !== 32) return false
  return timingSafeEqual(sha256(xor(proof, hmac(storedKey, text))), storedKey)
}

/**
 * What the client must repeat in its last message, if its flag fits the channel. `n` cannot bind, `y`
 * could and believes that we cannot: where we can, somebody between has taken that from our list.
 */
function boundTo({ flag, header }: ClientFirst, channel: ScramChannel): Buffer | undefined {
  const { bindings = {}, plus = false } = channel
  const canBind = Object.keys(bindings).length > 0
  if (!flag.startsWith('p=')) {
    return plus || (flag === 'y' && canBind) ? undefined : Buffer.from(header)
  }
  const name = flag.slice(2)
  if (!plus || !Object.hasOwn(bindings, name)) return undefined
  try {
    return Buffer.concat([Buffer.from(header), bindings[name]!()])
  } catch {
    // The connection is gone, and its keys with it.
    return undefined
  }
}

interface ClientFirst {
  /** How it is bound to the channel: `n`, `y` or `p=` and a name. */
  flag: string
  /** `n,,` or the like: what the client repeats in its last message. */
  header: string
  /** The message without its header. */
  bare: string
  username: string
  nonce: string
}

function readClientFirst(message: string): ClientFirst | undefined {
  const parts =
    /^(([ny]|p=[A-Za-z0-9.-]+),(?:a=([^,]*))?,)(n=([^,]*),r=([!-+\--~]+)(?:,.*)?)$/su.exec(message)
  if (!parts) return undefined
  const [, header = '', flag = '', behalf, bare = '', name = '', nonce = ''] = parts
  const username = readName(name)
  if (!username || (behalf !== undefined && readName(behalf) !== username)) return undefined
  return { flag, header, bare, username, nonce }
}

/** `=2C` is a comma and `=3D` an equals sign; another `=` is a mistake. */
function readName(text: string): string | undefined {
  if (/=(?!2C|3D)/.test(text)) return undefined
  return text.replaceAll('=2C', ',').replaceAll('=3D', '=')
}

function writeName(name: string): string {
  return prepared(name).replaceAll('=', '=3D').replaceAll(',', '=2C')
}

function readFields(message: string): Map<string, string> {
  return new Map(message.split(',').map((field) => [field.slice(0, 1), field.slice(2)]))
}

/** One exchange, on the client's side. */
export class ScramClient {
  readonly #password: string
  readonly #nonce: string
  readonly #bare: string
  #serverProof: Buffer | undefined

  /** @param nonce only for tests */
  constructor(username: string, password: string, nonce: string = makeNonce()) {
    this.#password = password
    this.#nonce = nonce
    this.#bare = `n=${writeName(username)},r=${nonce}`
  }

  /** Client-first. */
  first(): string {
    return `n,,${this.#bare}`
  }

  /**
   * Takes server-first.
   * @returns client-final, or nothing when the server's message cannot be accepted.
   */
  async final(message: string): Promise<string | undefined> {
    const fields = readFields(message)
    const nonce = fields.get('r') ?? ''
    const salt = Buffer.from(fields.get('s') ?? '', 'base64')
    const iterations = Number(fields.get('i'))
    const fair = iterations >= scramIterationsMin && iterations <= iterationsMax
    if (!nonce.startsWith(this.#nonce) || nonce === this.#nonce) return undefined
    if (!fair || !Number.isInteger(iterations) || salt.length === 0) return undefined
    const salted = await saltedPassword(this.#password, salt, iterations)
    const withoutProof = `c=biws,r=${nonce}`
    const text = `${this.#bare},${message},${withoutProof}`
    const clientKey = hmac(salted, 'Client Key')
    const proof = xor(clientKey, hmac(sha256(clientKey), text))
    this.#serverProof = hmac(hmac(salted, 'Server Key'), text)
    return `${withoutProof},p=${proof.toString('base64')}`
  }

  /** Takes server-final. @returns whether the server knows the password too. */
  verify(message: string): boolean {
    const given = Buffer.from(readFields(message).get('v') ?? '', 'base64')
    const expected = this.#serverProof
    return expected !== undefined && given.length === 32 && timingSafeEqual(given, expected)
  }
}

function makeNonce(): string {
  return randomBytes(18).toString('base64')
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, i) => byte ^ b[i]!))
}
