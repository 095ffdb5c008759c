import { parseSelector } from '#wire/chathistory.ts'
import type { Tags } from '#wire/message.ts'
import { fail } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import type { Paged } from '../../core/ports.ts'
import { withContext } from './context.ts'
import { readable } from './permission.ts'
import { readPage } from './replay.ts'
import { sayTargets } from './targets.ts'

/** https://ircv3.net/specs/extensions/chathistory */
export default feature({
  cap: 'draft/chathistory',
  commands: {
    CHATHISTORY: {
      help: '<LATEST, BEFORE, AFTER, AROUND, BETWEEN or TARGETS> <target> …\nReads what was said before.',
      async run(ask, ...params) {
        const selector = parseSelector(params, ask.server.settings.limits.history)
        if ('code' in selector) {
          const { code, text, context } = selector
          return ask.reply(fail('CHATHISTORY', code, text, ...context))
        }
        try {
          await (selector.sub === 'TARGETS' ? sayTargets(ask, selector) : sayHistory(ask, selector))
        } catch (error) {
          ask.server.ports.fault(error, 'reading history')
          const context = selector.sub === 'TARGETS' ? [] : [selector.target]
          const text = 'History cannot be read just now'
          ask.reply(fail('CHATHISTORY', 'MESSAGE_ERROR', text, selector.sub, ...context))
        }
      },
    },
  },
  isupport: ({ settings: { limits } }) => ({
    CHATHISTORY: limits.history,
    MSGREFTYPES: 'msgid,timestamp',
  }),
})

async function sayHistory(ask: Ask, selector: Paged): Promise<void> {
  const { sub, target } = selector
  const where = readable(ask, target)
  if (!where) {
    const text = 'There is no history here that you may read'
    return ask.reply(fail('CHATHISTORY', 'INVALID_TARGET', text, sub, target))
  }
  const { rows, end } = await readPage(ask, where, selector)
  const tags: Tags | undefined =
    end && isOpenEnded(selector) ? new Map([['draft/chathistory-end', '']]) : undefined
  ask.batch('chathistory', [where.name], await withContext(ask, where, rows), tags)
}

/** Between two places, or back to one, there may be more behind it: then nothing is certain. */
function isOpenEnded(selector: Paged): boolean {
  if (selector.sub === 'LATEST') return !selector.ref
  return selector.sub === 'BEFORE' || selector.sub === 'AFTER'
}
