/** What a window shows where lines may be missing. */
import { formatTime } from '#wire/chathistory.ts'
import { type Message, messageFrom } from '#wire/message.ts'

/** Times in milliseconds since 1970. It is kept as any other line: each device reads it once. */
export function gapLine(
  server: string,
  channel: string,
  { since, until }: { since: number; until: number },
): Message {
  const span = `${said(since)} to ${said(until)} UTC`
  const text = `Messages may be missing here: there was no connection from ${span}`
  return messageFrom(server, 'NOTICE', channel, text)
}

/** To the second, as people write it. */
function said(at: number): string {
  return formatTime(at).slice(0, 19).replace('T', ' ')
}
