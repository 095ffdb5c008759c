/** A line as one device may read it: only what its capabilities allow. */
import { format, type Message, type Tags } from '#wire/message.ts'
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

/** @returns the line without CR LF, or nothing when this device must not get it. */
export function render(message: Message, caps: ReadonlySet<string>): string | undefined {
  const needed = verbCaps[message.verb]
  // Our own SETNAME and the like are withheld too: a client that did not ask cannot read them.
  if (needed && !caps.has(needed)) return undefined
  const tags = message.tags ? tagsFor(message.tags, caps) : undefined
  return format({ ...message, tags, params: paramsFor(message, caps) })
}

function tagsFor(tags: Tags, caps: ReadonlySet<string>): Tags {
  const shown: Tags = new Map()
  for (const [name, value] of tags) if (mayRead(name, caps)) shown.set(name, value)
  return shown
}

function mayRead(tag: string, caps: ReadonlySet<string>): boolean {
  switch (tag) {
    case deviceTag:
    case 'label':
      return false
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
