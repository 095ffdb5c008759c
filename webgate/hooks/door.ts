/**
 * `POST /hooks/<token>`: a message for the token's channel, answered as Slack does, with a word.
 *
 * | status | body | why |
 * |---|---|---|
 * | 200 | `ok` | the channel has it |
 * | 400 | `invalid_payload`, `no_text`, `too_many_attachments`, `msg_too_long` | the message |
 * | 403 | `invalid_token`, `action_prohibited` | no such hook; the channel does not take it |
 * | 404 | `channel_not_found` | |
 * | 405, 413 | `method_not_allowed`, `payload_too_large` | |
 * | 429 | `rate_limited` | with `Retry-After`, in seconds |
 * | 503 | `service_unavailable` | the IRC server cannot be reached, or does not answer |
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { findHook, type Hook } from '#store/hooks.ts'
import type { Store } from '#store/store.ts'
import { readBody } from '../body.ts'
import type { WebMetrics } from '../metrics.ts'
import type { Destination } from '../upstream/destinations.ts'
import { readPayload } from './payload.ts'
import { Rate } from './rate.ts'
import { Speaker } from './speaker.ts'

export interface HookDoorOptions {
  store: Store
  metrics: WebMetrics
  /** The IRC server. */
  destination: () => Destination
  messagesPerMinute: number
}

type Answer = keyof typeof statuses

const statuses = {
  ok: 200,
  invalid_payload: 400,
  no_text: 400,
  too_many_attachments: 400,
  msg_too_long: 400,
  invalid_token: 403,
  action_prohibited: 403,
  channel_not_found: 404,
  method_not_allowed: 405,
  payload_too_large: 413,
  rate_limited: 429,
  service_unavailable: 503,
} as const

const bodyBytesMax = 256 * 1024
const linesMax = 100
const charsMax = 40_000
/** A speaker that has been silent for so long leaves the channel. */
const idleMs = 60 * 60_000
const idleCheckMs = 60_000

export class HookDoor {
  readonly #options: HookDoorOptions
  readonly #speakers = new Map<string, Speaker>()
  readonly #rate: Rate
  readonly #timer: NodeJS.Timeout

  constructor(options: HookDoorOptions) {
    this.#options = options
    this.#rate = new Rate(options.messagesPerMinute, 60_000)
    this.#timer = setInterval(() => this.#dismiss(idleMs), idleCheckMs).unref()
  }

  /** Never rejects. @param token as it stands in the path */
  async answer(request: IncomingMessage, response: ServerResponse, token: string): Promise<void> {
    const answer = await this.#post(request, response, token).catch(() => 'service_unavailable')
    this.#options.metrics.hooks.inc({ answer })
    if (answer === 'payload_too_large') response.setHeader('Connection', 'close')
    if (answer === 'method_not_allowed') response.setHeader('Allow', 'POST')
    response.setHeader('Content-Type', 'text/plain; charset=utf-8')
    response.setHeader('Cache-Control', 'no-store')
    response.writeHead(statuses[answer as Answer]).end(answer)
  }

  async #post(request: IncomingMessage, response: ServerResponse, token: string): Promise<Answer> {
    const body = await readBody(request, bodyBytesMax)
    if (request.method !== 'POST') return 'method_not_allowed'
    if (body === 'too-long') return 'payload_too_large'
    const found = await findHook(this.#options.store, token)
    if (!found) return 'invalid_token'
    const message = readPayload(body ?? Buffer.alloc(0), request.headers['content-type'] ?? '')
    if (typeof message === 'string') return message
    const chars = message.lines.reduce((sum, line) => sum + line.length, 0)
    if (chars > charsMax || message.lines.length > linesMax) return 'msg_too_long'
    const waitMs = this.#rate.take(found.key)
    if (waitMs > 0) {
      response.setHeader('Retry-After', Math.ceil(waitMs / 1000))
      return 'rate_limited'
    }
    const error = await this.#speaker(found.key, found.hook).say(shown(message, found.hook))
    return error === 'unavailable' ? 'service_unavailable' : (error ?? 'ok')
  }

  #speaker(key: string, hook: Hook): Speaker {
    const known = this.#speakers.get(key)
    if (known) return known
    const speaker = new Speaker(hook, this.#options.destination())
    this.#speakers.set(key, speaker)
    return speaker
  }

  #dismiss(silentMs: number): void {
    const since = performance.now() - silentMs
    for (const [key, speaker] of this.#speakers) {
      if (speaker.spokeAt > since) continue
      speaker.close()
      this.#speakers.delete(key)
    }
  }

  close(): void {
    clearInterval(this.#timer)
    this.#dismiss(0)
  }
}

/** The sender's name stands before its first line, where the hook allows names. */
function shown(
  { lines, username }: { lines: string[]; username?: string | undefined },
  hook: Hook,
): string[] {
  const [first = '', ...rest] = lines
  const name = username?.replace(/[\0-\x1f\x7f]/g, '').slice(0, 64)
  return hook.usernames && name ? [`\x02${name}\x02: ${first}`, ...rest] : lines
}
