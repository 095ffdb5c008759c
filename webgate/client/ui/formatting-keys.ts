/** Typing the protocol's formatting: characters around the selection, shown by the preview. */

export const formats = [
  { name: 'bold', code: '\x02', key: 'b', sign: 'B' },
  { name: 'italic', code: '\x1d', key: 'i', sign: 'I' },
  { name: 'underline', code: '\x1f', key: 'u', sign: 'U' },
  { name: 'strike', code: '\x1e', key: 'x', shift: true, sign: 'S' },
  { name: 'mono', code: '\x11', key: 'm', shift: true, sign: '<>' },
  // Red, until another number from 00 to 98 is typed over it.
  { name: 'color', code: '\x03', number: '04', key: 'k', sign: 'A' },
] as const

export type Format = (typeof formats)[number]

/** Ctrl or Cmd with a letter. */
export function formatOf(event: KeyboardEvent): Format | undefined {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return undefined
  const key = event.key.toLowerCase()
  return formats.find((one) => one.key === key && event.shiftKey === 'shift' in one)
}

/**
 * Puts the character on both sides of the selection, or takes both away. The number of a colour is
 * left selected.
 */
export function toggleFormat(box: HTMLTextAreaElement, format: Format): void {
  const { selectionStart: from, selectionEnd: until, value } = box
  const { code } = format
  if (value[from - 1] === code && value[until] === code) {
    box.setRangeText(value.slice(from, until), from - 1, until + 1, 'select')
    return
  }
  const number = 'number' in format ? format.number : ''
  box.setRangeText(code + number + value.slice(from, until) + code, from, until, 'preserve')
  if (number) box.setSelectionRange(from + 1, from + 1 + number.length)
  else box.setSelectionRange(from + 1, until + 1)
}

export function hasFormat(text: string): boolean {
  return /[\x02\x03\x04\x0f\x11\x16\x1d-\x1f]/.test(text)
}
