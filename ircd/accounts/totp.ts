/**
 * The second factor: codes that change each half minute, made by an app of a secret that it shares
 * with us. Source: RFC 6238, with SHA-1, six digits and 30 seconds, as every app has it.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { makeCode } from './codes.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const secretBytes = 20
const stepMs = 30_000
/** A clock may be wrong by so many steps, either way. */
const slackSteps = 1
const recoveries = 8

/** What is kept of it. */
export interface SecondFactor {
  /** In base32, as apps take it. */
  secret: string
  /** SHA-256 in base64 of codes that each do once in place of the app's. */
  recovery: string[]
}

export function makeSecret(): string {
  const bits = [...randomBytes(secretBytes)]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
  return bits.replace(/.{5}/g, (five) => alphabet[Number.parseInt(five, 2)]!)
}

/** Eight codes for whoever loses the app; only their hashes are kept. */
export function makeRecovery(): { codes: string[]; hashes: string[] } {
  const codes = Array.from({ length: recoveries }, makeCode)
  return { codes, hashes: codes.map(hashOf) }
}

/** What an app reads, as a link or as a picture of it. */
export function linkOf(secret: string, account: string, network: string): string {
  const [issuer, label] = [network, `${network}:${account}`].map(encodeURIComponent)
  return `otpauth://totp/${label}?secret=${secret}&issuer=${issuer}`
}

/** @returns the step of which this is the code, or nothing where it is none now. */
export function stepFor(secret: string, code: string, now: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const present = Math.floor(now / stepMs)
  for (let step = present - slackSteps; step <= present + slackSteps; step++) {
    if (timingSafeEqual(Buffer.from(codeAt(secret, step)), Buffer.from(code))) return step
  }
  return undefined
}

/** The code of one step; the steps are counted from 1970. */
export function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', bytesOf(secret)).update(counter).digest()
  const at = mac.at(-1)! & 15
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** However it was copied. */
export function hashOf(code: string): string {
  const plain = code.toLowerCase().replace(/[^a-z0-9]/g, '')
  return createHash('sha256').update(plain).digest('base64')
}

function bytesOf(secret: string): Buffer {
  const bits = [...secret]
    .map((sign) => alphabet.indexOf(sign).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)))
}
