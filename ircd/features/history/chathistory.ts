import { parseSelector } from '#wire/chathistory.ts'
import { type Message, parse } from '#wire/message.ts'
import { fail } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import type { KeptRow, Paged } from '../../core/ports.ts'
import { readable } from './permission.ts'

/** https://ircv3.net/specs/extensions/chathistory */
export default feature({
  cap: 'draft/chathistory',
  commands: {
    CHATHISTORY: {
      run(ask, ...params) {
        const selector = parseSelector(params, ask.server.settings.limits.history)
        if ('code' in selector) {
          const { code, text, context } = selector
          return ask.reply(fail('CHATHISTORY', code, text, ...context))
        }
        if (selector.sub !== 'TARGETS') return sayHistory(ask, selector)
        ask.reply(fail('CHATHISTORY', 'INVALID_PARAMS', 'TARGETS is not offered here', 'TARGETS'))
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
  try {
    const { log, buffer, name } = where
    const { rows } = await ask.server.ports.history.select({ log, buffer, events: false }, selector)
    const lines = rows.flatMap((row) => replay(ask, row))
    ask.batch('chathistory', [name], lines)
  } catch (error) {
    ask.server.ports.fault(error, 'reading history')
    const text = 'History cannot be read just now'
    ask.reply(fail('CHATHISTORY', 'MESSAGE_ERROR', text, sub, target))
  }
}

/** A kept line as this reader may see it: the tags whose capability it did not enable go. */
function replay({ server, session }: Ask, { line }: KeptRow): Message[] {
  const { tags, clientTagBits } = server.book
  const visible = (name: string) => {
    const bits = tags.find((tag) => tag.name === name)?.bit ?? clientTagBits
    return Boolean(session.caps & bits)
  }
  return line.split('\r\n').flatMap((text) => {
    const message = parse(text)
    if (!message) return []
    const shown = [...(message.tags ?? [])].filter(([name]) => visible(name))
    return [{ ...message, tags: new Map(shown) }]
  })
}
