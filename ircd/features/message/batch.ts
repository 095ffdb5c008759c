import type { Message } from '#wire/message.ts'
import type { Fact } from '../../core/fact.ts'
import { feature, lens } from '../../core/feature.ts'
import { quit } from '../../core/lifecycle.ts'
import { joined } from '../channel/join.ts'

const asItIs = (lines: Message[]) => lines

/**
 * `Ask.batch` asks for it, and servers that come and go bring their users in one. Only for these
 * facts does it matter to rendering, which the lenses say.
 * https://ircv3.net/specs/extensions/batch
 */
export default feature({
  cap: 'batch',
  lenses: [lens(quit, asItIs), lens(joined, asItIs)],
  tags: [
    { name: 'batch', cap: 'batch', value: (fact) => (fact as Fact<{ batch?: string }>).batch },
  ],
})
