/** A line as one device may read it: only what its capabilities allow. */
import { format, type Message, type Tags } from '#wire/message.ts'
import { asBatch, asLines, type Spoken } from '#wire/multiline.ts'
import { deviceTag } from '../journal.ts'

/** Verbs that only holders of a capability understand. */
const verbCaps: Record<string, string | undefined> = {
  MARKREAD: 'draft/read-marker',
  REDACT: 'draft/message-redaction',
  TAGMSG: 'message-tags',
  AWAY: 'away-notify',
  ACCOUNT: 'account-notify',
  CHGHOST: 'chghost',
  SETNAME: 'setname',
}

/**
 * @param ref names a batch, where one is needed
 * @returns the lines without CR LF; none where this device must not get it.
 */
export function render(said: Spoken, caps: ReadonlySet<string>, ref: () => string): string[] {
  const needed = verbCaps[said.verb]
  // Our own SETNAME and the like are withheld too: a client that did not ask cannot read them.
  if (needed && !caps.has(needed)) return []
  return linesOf(said, caps, ref).map((line) => {
    const tags = line.tags ? tagsFor(line.tags, caps) : undefined
    return format({ ...line, tags, params: paramsFor(line, caps) })
  })
}

function linesOf(said: Spoken, caps: ReadonlySet<string>, ref: () => string): Message[] {
  if (!said.parts) return [said]
  return readsSeveral(caps) ? asBatch(said, ref()) : asLines(said)
}

/** Whether a message of several lines comes as one. */
export function readsSeveral(caps: ReadonlySet<string>): boolean {
  return caps.has('draft/multiline') && caps.has('batch')
}

function tagsFor(tags: Tags, caps: ReadonlySet<string>): Tags {
  const shown: Tags = new Map()
  for (const [name, value] of tags) if (mayRead(name, caps)) shown.set(name, value)
  return shown
}

function mayRead(tag: string, caps: ReadonlySet<string>): boolean {
  switch (tag) {
    case deviceTag:
      return false
    case 'label':
      return caps.has('labeled-response')
    case 'draft/multiline-concat':
      return readsSeveral(caps)
    case 'time':
      return hasServerTime(caps)
    case 'account':
      return caps.has('account-tag')
    case 'batch':
      return hasBatch(caps)
    default:
      return caps.has('message-tags')
  }
}

export function hasBatch(caps: ReadonlySet<string>): boolean {
  return caps.has('batch') || caps.has('znc.in/batch')
}

/** The znc.in name is what HexChat asks for; the tag is the same. */
export function hasServerTime(caps: ReadonlySet<string>): boolean {
  return caps.has('server-time') || caps.has('znc.in/server-time-iso')
}

function paramsFor({ verb, params }: Message, caps: ReadonlySet<string>): string[] {
  if (verb === 'JOIN') {
    const [name = '', account = '*', realname = ''] = params
    return caps.has('extended-join') ? [name, account, realname] : [name]
  }
  if (verb === '353') return [...params.slice(0, 3), names(params[3] ?? '', caps)]
  return params
}

/** The network gives us all signs and masks of its NAMES. */
function names(words: string, caps: ReadonlySet<string>): string {
  let text = words
  if (!caps.has('userhost-in-names')) text = text.replace(/![^ ]*/g, '')
  if (!caps.has('multi-prefix')) text = text.replace(/(^| )([~&@%+!.])[~&@%+!.]+/g, '$1$2')
  return text
}
