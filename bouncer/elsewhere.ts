/**
 * Another bouncer process, as this one reaches it: the line between two of them.
 *
 * Whoever was dialled greets with a random word. The caller answers with one line, a request in
 * JSON behind its HMAC over that word, by the secret that the houses of a network share; a request
 * taken from the wire is worth nothing on another connection. Then `yes`, or a reason not to. What
 * follows is the answer of a console, or a device's own lines in both directions.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { Connection } from '#host/connection.ts'
import { dial } from '#host/dial.ts'
import { Gate } from '#host/outbox.ts'
import type { Whereabouts } from '#host/whereabouts.ts'
import type { ConsoleRequest } from './console.ts'
import type { ToldCaps } from './downstream/caps.ts'
import type { Setting } from './setting.ts'

/** What one process asks of another. */
export type Request =
  | { device: DeviceRequest }
  /** `here`: only of those whom that process owns. */
  | { console: ConsoleRequest & { here: boolean } }
  /** Somebody whom the asker has let go: their account's key. */
  | { take: string }

/** A device that has signed in elsewhere. */
export interface DeviceRequest {
  account: string
  network: string | undefined
  device: string
  nick: string
  presence: string
  caps: ToldCaps
}

export const granted = 'yes'
const dialMs = 3_000
/** For the greeting: the system of a process that stands still takes connections all the same. */
const greetingMs = 3_000
const nonceBytes = 18

/** What lines between two processes may be: any that a device may send or be sent. */
const lineBytesMax = 64 * 1024

/** Connects to another process. @throws Error of one line */
export async function connectTo({ at, pin }: Whereabouts, setting: Setting): Promise<Connection> {
  const tls = pin === undefined ? undefined : { pin: [pin] }
  const duplex = await dial(at, { timeoutMs: dialMs, tls })
  const peer = { ip: '', port: 0, secure: at.kind !== 'tcp', inproc: false }
  return new Connection(duplex, peer, new Gate(), limitsBetween(setting))
}

export function limitsBetween({ downstreamLimits }: Setting): Setting['downstreamLimits'] {
  const unendedBytesMax = 4 * lineBytesMax
  return { ...downstreamLimits, lineBytesMax, tagBytesMax: lineBytesMax, unendedBytesMax }
}

export function greeting(): string {
  return randomBytes(nonceBytes).toString('base64url')
}

export function sealed(secret: string, word: string, request: Request): string {
  const body = JSON.stringify(request)
  return `${seal(secret, word, body)} ${body}`
}

/** @returns what was asked, or nothing where the seal is not ours. */
export function unsealed(secret: string, word: string, line: string): Request | undefined {
  const space = line.indexOf(' ')
  const given = Buffer.from(line.slice(0, space))
  const body = line.slice(space + 1)
  const right = Buffer.from(seal(secret, word, body))
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined
  return JSON.parse(body) as Request
}

function seal(secret: string, word: string, body: string): string {
  const text = `causerie bouncer ${word} ${body}`
  return createHmac('sha256', secret).update(text).digest('base64url')
}

/** Asks another process for something. @returns the lines of the answer. @throws Error of one line */
export async function askElsewhere(
  where: Whereabouts,
  setting: Setting,
  request: Exclude<Request, { device: unknown }>,
): Promise<string[]> {
  const connection = await connectTo(where, setting)
  const lines: string[] = []
  let word: string | undefined
  const ended = Promise.withResolvers<void>()
  const timer = setTimeout(() => connection.destroy(), greetingMs)
  connection.open({
    line(text) {
      if (word !== undefined) return void lines.push(text)
      clearTimeout(timer)
      word = text
      connection.push(sealed(setting.secret, word, request))
    },
    closed: () => ended.resolve(),
  })
  await ended.promise
  clearTimeout(timer)
  if (lines.shift() !== granted) throw new Error('another bouncer process has not answered')
  return lines
}
