/**
 * Attachments as lines with a bar before them, in the colour that their sender chose.
 * Source: https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments
 */
import { blockLines } from './blocks.ts'
import { formatted } from './mrkdwn.ts'
import { type Fields, list, textOf } from './payload.ts'

const bold = '\x02'
const bar = '▌'
/** Slack's names, as the colours of IRC that people know. */
const named: Record<string, string> = { good: '03', warning: '07', danger: '04' }

export function attachmentLines(attachment: Fields): string[] {
  const text = (key: string) => textOf(attachment[key])
  const before = formatted(text('pretext'))
  const shown = [
    ...formatted(text('author_name')),
    ...titleLines(text('title'), text('title_link')),
    ...formatted(text('text')),
    ...fieldLines(list(attachment.fields)),
    ...blockLines(list(attachment.blocks)),
    ...picture(text('image_url') || text('thumb_url')),
    ...formatted(text('footer')),
  ]
  // The fallback is for those who can show nothing else; it repeats the rest.
  const body = before.length + shown.length > 0 ? shown : formatted(text('fallback'))
  const mark = markOf(text('color'))
  return [...before, ...body.map((line) => `${mark} ${line}`)]
}

function titleLines(title: string, link: string): string[] {
  const lines = formatted(title).map((line) => `${bold}${line}${bold}`)
  if (!/^https?:\/\//.test(link)) return lines
  const last = lines.pop()
  return [...lines, last === undefined ? link : `${last} (${link})`]
}

/** Short fields share a line, as they stand side by side elsewhere. */
function fieldLines(fields: Fields[]): string[] {
  const lines: string[] = []
  let row: string[] = []
  const finish = () => {
    if (row.length > 0) lines.push(row.join('  '))
    row = []
  }
  for (const field of fields) {
    const title = formatted(textOf(field.title)).join(' ')
    const [first = '', ...more] = formatted(textOf(field.value))
    const whole = title ? `${bold}${title}:${bold} ${first}`.trimEnd() : first
    const short = field.short === true && more.length === 0
    if (!short || row.length === 2) finish()
    if (whole) row.push(whole)
    if (!short) finish()
    lines.push(...more)
  }
  finish()
  return lines
}

function picture(url: string): string[] {
  return /^https?:\/\//.test(url) ? [url] : []
}

function markOf(color: string): string {
  const code = named[color]
  if (code) return `\x03${code}${bar}\x03`
  const hex = /^#?([0-9a-f]{6})$/i.exec(color)?.[1]
  return hex ? `\x04${hex.toUpperCase()}${bar}\x04` : bar
}
