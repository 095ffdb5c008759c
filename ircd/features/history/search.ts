import { fail, note } from '#wire/numerics.ts'
import { parseSearch, type SearchAttributes } from '#wire/search.ts'
import type { Ask } from '../../core/ask.ts'
import { talkOf } from '../../core/fact.ts'
import { feature } from '../../core/feature.ts'
import type { KeptRow } from '../../core/ports.ts'
import { type Readable, readable } from './permission.ts'
import { replay } from './replay.ts'

type Place = Pick<Readable, 'log' | 'from'> & { buffer?: string | undefined }

/**
 * Searches what the asker may read: the history of the channels that they are in, and of their
 * conversations.
 * https://codeberg.org/emersion/soju/src/branch/master/doc/ext/search.md
 */
export default feature({
  cap: 'soju.im/search',
  commands: {
    SEARCH: {
      min: 1,
      help: '<attributes>\nSearches what was said: text=milk\\stea;in=#tea;from=bob;after=2026-01-01T00:00:00Z;before=…;limit=20',
      async run(ask, ...params) {
        const search = parseSearch(params, ask.server.settings.limits.history)
        if ('attribute' in search) {
          return ask.reply(fail('SEARCH', 'INVALID_PARAMS', search.text, search.attribute))
        }
        try {
          await saySearch(ask, search)
        } catch (error) {
          ask.server.ports.fault(error, 'searching history')
          ask.reply(fail('SEARCH', 'INTERNAL_ERROR', 'The search could not be run'))
        }
      },
    },
  },
})

async function saySearch(ask: Ask, { in: target, network, ...search }: SearchAttributes) {
  const places = placesOf(ask, target)
  if (!places) {
    const text = 'There is no history here that you may read'
    return ask.reply(fail('SEARCH', 'INVALID_PARAMS', text, 'in'))
  }
  const keep = search.after === undefined ? 'newest' : 'oldest'
  const { history } = ask.server.ports
  const { rows, isComplete } = await history.search({
    places: places.map(({ log, buffer }) => ({ log, buffer })),
    keep,
    ...search,
  })
  if (!isComplete) ask.reply(note('SEARCH', 'INCOMPLETE', 'Only part of it was looked through'))
  const isOpen = ({ log, at }: KeptRow) =>
    places.every((place) => place.log !== log || at >= (place.from ?? 0))
  const lines = rows.filter(isOpen).flatMap((row) => replay(ask, row))
  ask.batch('soju.im/search', [], lines)
}

/** @returns nothing for a target whose history the asker may not read. */
function placesOf(ask: Ask, target: string | undefined): Place[] | undefined {
  if (target !== undefined) {
    const where = readable(ask, target)
    return where && [placeOf(where)]
  }
  const channels = [...ask.user.channels].flatMap(({ name }) => readable(ask, name) ?? [])
  return [...channels.map(placeOf), { log: talkOf(ask.net.identity(ask.user)) }]
}

function placeOf({ log, buffer, from }: Readable): Place {
  return { log, buffer, from }
}
