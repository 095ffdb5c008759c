/** Telling the reader, outside of the page, that somebody spoke to them. */
import type { Buffer } from '../state/buffer.ts'
import type { Entry } from '../state/entry.ts'
import { withoutFormatting } from '../state/formatting.ts'
import { prefer } from './preferences.ts'

const textMax = 200

/** What the browser lets us do: `unsupported` also where the page is not served safely. */
export type Permission = 'granted' | 'denied' | 'default' | 'unsupported'

export function permission(): Permission {
  return typeof Notification === 'undefined' || !isSecureContext
    ? 'unsupported'
    : Notification.permission
}

/** Switches it on, when the browser allows it. To be called when the person asks for it. */
export async function switchNotifications(on: boolean): Promise<void> {
  if (on && permission() === 'default') await Notification.requestPermission()
  prefer({ notify: on && permission() === 'granted' })
}

/** @param open shows the conversation */
export function notify(buffer: Buffer, entry: Entry, open: () => void): void {
  if (permission() !== 'granted') return
  if (document.visibilityState === 'visible' && document.hasFocus()) return
  const title = buffer.kind === 'channel' ? `${entry.by} · ${buffer.name}` : entry.by
  const body = withoutFormatting(entry.text).slice(0, textMax)
  const told = new Notification(title, { body, tag: entry.msgid ?? `${entry.id}` })
  told.onclick = () => {
    focus()
    open()
    told.close()
  }
}
