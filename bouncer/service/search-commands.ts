/** `search …`: one's log, from any client and from the command line. */
import type { Row } from '#store/store.ts'
import { parseTime } from '#wire/chathistory.ts'
import { stripFormatting } from '#wire/formatting.ts'
import { formatTags, nickOf } from '#wire/message.ts'
import { parseSearch } from '#wire/search.ts'
import { localised } from '../downstream/backlog.ts'
import { type Realm, realmIn, realmOf, realmsOf, search } from '../search.ts'
import { targetIn } from '../windows.ts'
import { type Asking, noNetwork, type ServiceCommand, type Words } from './command.ts'

const linesMax = 100
const linesDefault = '10'
const textCharsMax = 300

export const searchCommands: ServiceCommand[] = [
  {
    name: 'search',
    params:
      '<words> [in=#channel] [from=nick] [after=2026-01-31] [before=…] [limit=10] [network=…]',
    help: 'what was said, on all your networks. All words must be there; "some words" stand together; begin* is a beginning',
    run,
  },
]

async function run(asking: Asking, { plain, named }: Words): Promise<string[]> {
  const realms = await realmsFor(asking, named.get('network'))
  if (typeof realms === 'string') return [realms]
  const text = plain.map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(' ')
  const tags = new Map<string, string>(text ? [['text', text]] : [])
  for (const name of ['in', 'from', 'limit']) if (named.has(name)) tags.set(name, named.get(name)!)
  for (const name of ['after', 'before']) {
    if (named.has(name)) tags.set(name, wholeTime(named.get(name)!, name === 'before'))
  }
  if (!tags.has('limit')) tags.set('limit', linesDefault)
  const attributes = tags.size > 1 ? parseSearch([formatTags(tags)], linesMax) : undefined
  if (!attributes) return ['Say what to search for']
  if ('attribute' in attributes) return [`${attributes.attribute}: ${attributes.text}`]
  const { rows, isComplete } = await search(asking.user, realms, attributes)
  const lines = rows.flatMap((row) => told(row, realmIn(realms, row)))
  if (lines.length === 0) lines.push('Nothing was found')
  if (!isComplete) lines.push('Only part of it was looked through')
  return lines
}

async function realmsFor({ user }: Asking, word: string | undefined): Promise<Realm[] | string> {
  if (word === undefined) return realmsOf(user)
  const seat = user.find(word)
  return seat ? [realmOf(seat)] : noNetwork(word)
}

/** A day stands for its first moment, or as an upper end for its last. */
function wholeTime(text: string, isEnd: boolean): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return text
  const whole = `${text}T${isEnd ? '23:59:59.999' : '00:00:00.000'}Z`
  return parseTime(whole) === undefined ? text : whole
}

function told(row: Row, realm: Realm): string[] {
  const line = localised(row, realm)
  if (!line) return []
  const time = new Date(row.at).toISOString().slice(0, 19).replace('T', ' ')
  const said = (line.params[1] ?? '').replaceAll('\n', ' ')
  const text = stripFormatting(said).replace(/[\x00-\x1f]/g, '')
  const where = `${realm.seat?.name ?? realm.id} ${targetIn(row.buffer)}`
  return [`${time} ${where} <${nickOf(line.source ?? '')}> ${text.slice(0, textCharsMax)}`]
}
