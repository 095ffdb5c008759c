/**
 * What a sender posts: Slack's and Mattermost's incoming webhook, as JSON or as a form whose field
 * `payload` is that JSON. What is not understood is left out, never refused: senders add fields.
 * Source: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and
 * https://docs.mattermost.com/developer/webhooks-incoming
 */
import { attachmentLines } from './attachments.ts'
import { blockLines } from './blocks.ts'
import { formatted, unformatted } from './mrkdwn.ts'

export interface HookMessage {
  /** Without CR and LF, of any length. */
  lines: string[]
  /** The name that the sender would like to be shown under. */
  username?: string | undefined
}

/** In Slack's words. */
export type PayloadError = 'invalid_payload' | 'no_text' | 'too_many_attachments'

export type Fields = Record<string, unknown>

const attachmentsMax = 100

export function readPayload(body: Buffer, type: string): HookMessage | PayloadError {
  const fields = readFields(body.toString(), type)
  if (!fields) return 'invalid_payload'
  const attachments = list(fields.attachments)
  if (attachments.length > attachmentsMax) return 'too_many_attachments'
  const text = textOf(fields.text)
  const own = fields.mrkdwn === false ? unformatted(text) : formatted(text)
  // Slack shows the text only where blocks cannot be shown, which repeat it.
  const lines = own.length > 0 ? own : blockLines(list(fields.blocks))
  for (const attachment of attachments) lines.push(...attachmentLines(attachment))
  if (lines.length === 0) return 'no_text'
  return { lines, username: textOf(fields.username).trim() || undefined }
}

function readFields(text: string, type: string): Fields | undefined {
  const isForm = type.includes('form-urlencoded') && !/^\s*\{/.test(text)
  const json = isForm ? (new URLSearchParams(text).get('payload') ?? '') : text
  try {
    const value: unknown = JSON.parse(json)
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Numbers are meant as texts: senders forget the quotes. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

export function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : []
}
