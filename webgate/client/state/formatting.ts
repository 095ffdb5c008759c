/**
 * Text with IRC's formatting characters as runs of plain text, and the links in it.
 * Source: https://modern.ircdocs.horse/formatting
 */

export interface Style {
  bold?: boolean
  italic?: boolean
  underline?: boolean
  strike?: boolean
  mono?: boolean
  reverse?: boolean
  /** 0 to 98, as the protocol numbers them. */
  color?: number | undefined
  background?: number | undefined
}

export interface Run {
  text: string
  style: Style
  /** Where the text leads, when it is a link. */
  href?: string | undefined
}

const toggles: Record<string, 'bold' | 'italic' | 'underline' | 'strike' | 'mono' | 'reverse'> = {
  '\x02': 'bold',
  '\x1d': 'italic',
  '\x1f': 'underline',
  '\x1e': 'strike',
  '\x11': 'mono',
  '\x16': 'reverse',
}

const codes =
  /[\x02\x0f\x11\x16\x1d\x1e\x1f]|\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[\da-f]{6}(?:,[\da-f]{6})?)?/gi

/** Anything the browser would treat as a control character is left out. */
const controls = /[\x00-\x08\x0b-\x1f\x7f]/g

/** @returns the runs in order; their texts joined are the text without its formatting. */
export function readFormatting(text: string): Run[] {
  const runs: Run[] = []
  let style: Style = {}
  let at = 0
  for (const match of text.matchAll(codes)) {
    pushRuns(runs, text.slice(at, match.index), style)
    style = nextStyle(style, match[0])
    at = match.index + match[0].length
  }
  pushRuns(runs, text.slice(at), style)
  return runs
}

/** The text alone: for comparing, completing and notifying. */
export function withoutFormatting(text: string): string {
  if (!/[\x00-\x1f\x7f]/.test(text)) return text
  return text.replace(codes, '').replace(controls, '')
}

function nextStyle(style: Style, code: string): Style {
  const name = toggles[code[0]!]
  if (name) return { ...style, [name]: !style[name] }
  if (code[0] === '\x03') return nextColor(style, code.slice(1))
  // Hexadecimal colours are read over: no theme could answer for their contrast.
  return code[0] === '\x0f' ? {} : style
}

function nextColor(style: Style, code: string): Style {
  const [color, background] = code.split(',')
  if (!color) return { ...style, color: undefined, background: undefined }
  const next = { ...style, color: visibleColor(color) }
  return background ? { ...next, background: visibleColor(background) } : next
}

/** 99 is the default colour, as is what no table knows. */
function visibleColor(digits: string): number | undefined {
  const color = Number(digits)
  return color <= 98 ? color : undefined
}

const links = /\bhttps?:\/\/[^\s<>"'`\x00-\x1f]+/gi

function pushRuns(runs: Run[], raw: string, style: Style): void {
  const text = raw.replace(controls, '')
  let at = 0
  for (const match of text.matchAll(links)) {
    const link = withoutTail(match[0])
    if (!isSafe(link)) continue
    if (match.index > at) runs.push({ text: text.slice(at, match.index), style })
    runs.push({ text: link, style, href: link })
    at = match.index + link.length
  }
  if (at < text.length) runs.push({ text: text.slice(at), style })
}

/** What ends a sentence is not part of a link, nor is a bracket that the link did not open. */
function withoutTail(link: string): string {
  // Of each kind of bracket, how many are closed that were not opened; counted once.
  const open: Record<string, number> = { ')': 0, ']': 0, '}': 0 }
  for (const char of link) {
    if (closers[char]) open[closers[char]]!--
    else if (char in open) open[char]!++
  }
  let end = link.length
  for (; end > 0; end--) {
    const last = link[end - 1]!
    if (/[.,;:!?*_~]/.test(last)) continue
    if (!(open[last]! > 0)) break
    open[last]!--
  }
  return link.slice(0, end)
}

const closers: Record<string, string> = { '(': ')', '[': ']', '{': '}' }

/** The pattern lets only `http:` and `https:` through; a host that is none leads nowhere. */
function isSafe(link: string): boolean {
  return URL.canParse(link)
}
