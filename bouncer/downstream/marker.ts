/** MARKREAD. Source: https://ircv3.net/specs/extensions/read-marker */
import { parseTime } from '#wire/chathistory.ts'
import { type Message, messageFrom } from '#wire/message.ts'
import type { Attached } from './attached.ts'
import { bufferOf } from './history.ts'
import { markerLine } from './snapshot.ts'

export function markread(device: Attached, { params: [target = '', word] }: Message): void {
  if (target === '') return fail(device, 'NEED_MORE_PARAMS', [], 'A target is needed')
  if (word === undefined) return device.reply(markerLine(device.seat, target))
  const at = word.startsWith('timestamp=') ? parseTime(word.slice(10)) : undefined
  if (at === undefined || /[\s,*?]/.test(target)) {
    return fail(device, 'INVALID_PARAMS', [target, word], 'This is not a timestamp')
  }
  const { seat } = device
  const now = seat.mark(target, at, device)
  device.reply(markerLine(seat, target))
  if (now !== undefined) device.coverage?.cover(bufferOf(seat, target), 0, now)
}

function fail(device: Attached, code: string, context: string[], text: string): void {
  const safe = context.map((one) => (/^:|\s/.test(one) || one === '' ? '*' : one))
  device.reply(messageFrom(device.server, 'FAIL', 'MARKREAD', code, ...safe, text))
}
