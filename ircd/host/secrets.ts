/**
 * Passwords: what is kept of them, and how one is checked. The costly part runs on the thread
 * pool, a few at a time, so that a flood of logins neither stalls the sockets nor takes every
 * thread from the disk and the resolver.
 */
import {
  createHash,
  createHmac,
  pbkdf2,
  randomBytes,
  type ScryptOptions,
  scrypt,
  timingSafeEqual,
} from 'node:crypto'
import { promisify } from 'node:util'
import { Turns } from '#host/turns.ts'

/** What is kept of a password; the same shape as in the store. */
export interface Credentials {
  /** `scrypt$N$r$p$salt$hash`, the binary parts in base64: for PLAIN. */
  scrypt: string
  scram: ScramKeys
}

/** RFC 5802 keys for SCRAM-SHA-256, in base64. */
export interface ScramKeys {
  salt: string
  iterations: number
  storedKey: string
  serverKey: string
}

/** About 50 ms and 32 MiB for a check. */
const cost = { N: 2 ** 15, r: 8, p: 1 }
const hashBytes = 32
const saltBytes = 16

/** RFC 7677 asks for 4096 at least; the client pays as much as we do. */
export const scramIterations = 20_000
export const scramIterationsMin = 4096

/** Of the four threads of the pool, half. */
const turns = new Turns(2)
const pbkdf2Async = promisify(pbkdf2)

/** Derives what is kept. Takes about 100 ms, off the main thread. */
export function hashPassword(password: string): Promise<Credentials> {
  return turns.run(async () => {
    const salt = randomBytes(saltBytes)
    const hash = await scryptHash(prepared(password), salt, hashBytes, cost)
    const { N, r, p } = cost
    return {
      scrypt: ['scrypt', N, r, p, salt.toString('base64'), hash.toString('base64')].join('$'),
      scram: await scramKeys(password, randomBytes(saltBytes), scramIterations),
    }
  })
}

/**
 * Checks a password, off the main thread.
 * @param credentials without them the answer is no, after the same time: whoever asks does not
 *   learn whether the account exists.
 */
export function checkPassword(
  password: string,
  credentials: Pick<Credentials, 'scrypt'> | undefined,
): Promise<boolean> {
  return turns.run(async () => {
    const kept = credentials && parseScrypt(credentials.scrypt)
    const { salt, hash, ...options } = kept ?? nobody
    const given = await scryptHash(prepared(password), salt, hash.length, options)
    return timingSafeEqual(given, hash) && kept !== undefined
  })
}

interface Scrypt {
  N: number
  r: number
  p: number
  salt: Buffer
  hash: Buffer
}

const nobody: Scrypt = { ...cost, salt: Buffer.alloc(saltBytes), hash: Buffer.alloc(hashBytes) }

function parseScrypt(text: string): Scrypt {
  const [kind, N, r, p, salt = '', hash = ''] = text.split('$')
  const kept = {
    N: Number(N),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
  if (kind !== 'scrypt' || kept.hash.length === 0) throw new Error('the credentials are damaged')
  return kept
}

function scryptHash(
  password: string,
  salt: Buffer,
  bytes: number,
  options: ScryptOptions,
): Promise<Buffer> {
  const { N = 1, r = 1 } = options
  const maxmem = 128 * N * r * 2
  return new Promise((resolve, reject) => {
    scrypt(password, salt, bytes, { ...options, maxmem }, (error, hash) => {
      if (error) reject(error)
      else resolve(hash)
    })
  })
}

/** The keys of RFC 5802 §3, off the main thread. */
export async function scramKeys(
  password: string,
  salt: Buffer,
  iterations: number,
): Promise<ScramKeys> {
  const salted = await saltedPassword(password, salt, iterations)
  return {
    salt: salt.toString('base64'),
    iterations,
    storedKey: sha256(hmac(salted, 'Client Key')).toString('base64'),
    serverKey: hmac(salted, 'Server Key').toString('base64'),
  }
}

export function saltedPassword(
  password: string,
  salt: Buffer,
  iterations: number,
): Promise<Buffer> {
  return pbkdf2Async(prepared(password), salt, iterations, hashBytes, 'sha256')
}

export function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

export function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/**
 * SASLprep as far as it matters: one way to write the same text. What RFC 4013 forbids is let
 * through, since a password is compared and never shown.
 * Source: https://www.rfc-editor.org/rfc/rfc4013#section-2
 */
export function prepared(text: string): string {
  return text.replace(spaces, ' ').replace(nothings, '').normalize('NFKC')
}

const spaces = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g
const nothings =
  /\u00ad|\u034f|\u1806|[\u180b-\u180d]|[\u200b-\u200d]|\u2060|[\ufe00-\ufe0f]|\ufeff/g
