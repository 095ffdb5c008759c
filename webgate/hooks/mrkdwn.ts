/**
 * Slack's markup, and the part of Markdown that Mattermost's senders use, as IRC's formatting.
 * Source: https://docs.slack.dev/messaging/formatting-message-text and
 * https://modern.ircdocs.horse/formatting
 */

const bold = '\x02'
const italic = '\x1d'
const struck = '\x1e'
const mono = '\x11'

/** @returns lines without CR and LF, none empty. */
export function formatted(text: string): string[] {
  const lines: string[] = []
  // Every second piece stands between two fences.
  for (const [i, piece] of text.split('```').entries()) {
    const code = i % 2 === 1
    for (const line of piece.split(/\r\n|\r|\n/)) {
      if (line.trim() === '') continue
      lines.push(code ? mono + plain(line) + mono : inline(line))
    }
  }
  // Of some lines nothing is left but their formatting.
  return lines.filter((line) => /[^\s\x02\x11\x1d\x1e]/.test(line))
}

/** Text without markup: only what Slack escapes is put back. */
export function unformatted(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/).map(plain)
  return lines.filter((line) => line.trim() !== '')
}

/**
 * What stands in `code` or in an address is not markup: it waits in a list meanwhile. No pattern
 * may look further than to the next mark of its kind: a line may be as long as a request.
 */
function inline(line: string): string {
  const aside: string[] = []
  const put = (text: string) => `\0${aside.push(text) - 1}\0`
  const marked = line
    .replaceAll('\0', '')
    .replace(/`([^`]+)`/g, (_, code: string) => put(mono + plain(code) + mono))
    .replace(/!?\[([^\][]*)\]\((https?:\/\/[^\s)]{1,2000})\)/g, (_, label: string, url: string) =>
      link(label, url, put),
    )
    .replace(/<([^<>|\s]+)(?:\|([^<>]*))?>/g, (_, target: string, label = '') =>
      reference(target, label, put),
    )
    .replace(/https?:\/\/[^\s<>\0]+/g, (url) => put(plain(url)))
    .replace(/^ {0,3}#{1,6} +(.+)$/, `${bold}$1${bold}`)
    .replace(/^(\s*)[*-] +/, '$1• ')
    .replace(/\*\*(?=\S)((?:[^*]|\*(?!\*))+)(?<=\S)\*\*/g, `${bold}$1${bold}`)
    .replace(/~~(?=\S)((?:[^~]|~(?!~))+)(?<=\S)~~/g, `${struck}$1${struck}`)
  const emphasised = emphasis(emphasis(emphasis(marked, '\\*', bold), '_', italic), '~', struck)
  return plain(emphasised).replace(/\0(\d+)\0/g, (_, at: string) => aside[Number(at)]!)
}

/** Marks count only at the edges of words: `snake_case` and `2*3*4` stay. */
function emphasis(line: string, mark: string, code: string): string {
  const span = `(?<![\\w${mark}])${mark}(?=\\S)([^${mark}]+?)(?<=\\S)${mark}(?![\\w${mark}])`
  return line.replace(new RegExp(span, 'g'), `${code}$1${code}`)
}

function link(label: string, url: string, put: (text: string) => string): string {
  const address = put(plain(url))
  return label === '' || plain(label) === plain(url) ? address : `${label} (${address})`
}

/** `<@U1|ann>`, `<#C1|tea>`, `<!here>`, `<https://…|label>`, `<mailto:…>`. */
function reference(target: string, label: string, put: (text: string) => string): string {
  const name = label || target.slice(1)
  if (target.startsWith('@')) return `@${name.replace(/^@/, '')}`
  if (target.startsWith('#')) return `#${name.replace(/^#/, '')}`
  if (target.startsWith('!')) return label || `@${target.slice(1).split('^')[0]}`
  if (target.startsWith('mailto:')) return label || target.slice('mailto:'.length)
  return link(label, target, put)
}

/** Control characters mean something else on IRC than their sender thinks. */
function plain(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll('\t', ' ')
    .replace(/[\x01\x03\x04\x06-\x0f\x10\x12-\x1c\x7f]/g, '')
    .trimEnd()
}
