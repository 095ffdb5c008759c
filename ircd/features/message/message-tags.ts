import { type Message, messageFrom } from '#wire/message.ts'
import { type Fact, sourceOf } from '../../core/fact.ts'
import { feature, lens } from '../../core/feature.ts'
import { saidInChannel, saidToUser, speak } from './message.ts'

/**
 * Client tags are relayed as they were sent, everything that happens has an id, and a message may
 * be made of tags alone.
 * https://ircv3.net/specs/extensions/message-tags and
 * https://ircv3.net/specs/extensions/message-ids
 */
export default feature({
  cap: 'message-tags',
  clientTags: true,
  tags: [{ name: 'msgid', once: true, value: ({ id }) => id }],
  lenses: [lens(saidInChannel, tagmsg), lens(saidToUser, tagmsg)],
  without: (lines) => lines.filter(({ verb }) => verb !== 'TAGMSG'),
  commands: { TAGMSG: speak('TAGMSG') },
  isupport: ({ settings: { messages } }): Record<string, string> => {
    return messages.tagsDenied.length ? { CLIENTTAGDENY: messages.tagsDenied.join(',') } : {}
  },
})

function tagmsg(lines: Message[], { verb, by, target }: Fact<{ verb: string; target: string }>) {
  return verb === 'TAGMSG' ? [messageFrom(sourceOf(by), verb, target)] : lines
}
