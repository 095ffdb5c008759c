/** What is said to everybody: `PRIVMSG $$mask` for servers, `$#mask` for hosts. */
import { matches } from '#wire/mask.ts'
import { messageFrom } from '#wire/message.ts'
import { ERR_NOPRIVILEGES } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { kind, sourceOf } from '../../core/fact.ts'
import { feature } from '../../core/feature.ts'

/** `by` says something to all users whose server, or host, fits the mask. */
export const announced = kind<{ verb: string; target: string; text: string }>({
  name: 'announced',
  audience: ({ target }, net) => {
    const wanted = net.fold(target.slice(2))
    const local = [...net.users.values()].filter(({ session }) => session)
    const fits = local.filter(({ host, server }) =>
      matches(wanted, net.fold(target[1] === '#' ? host : server.name)),
    )
    return fits.map(({ session }) => session!)
  },
  lines: ({ by, verb, target, text }) =>
    verb === 'TAGMSG' ? [] : [messageFrom(sourceOf(by), verb, target, text)],
})

/** https://modern.ircdocs.horse/#privmsg-message */
export default feature({ facts: [announced] })

export function isAnnouncement(target: string): boolean {
  return target.startsWith('$$') || target.startsWith('$#')
}

export function announce(ask: Ask, verb: string, target: string, text: string): void {
  if (!ask.can('announce')) return ask.reply(ERR_NOPRIVILEGES())
  ask.commit(announced, { verb, target, text, tags: ask.clientTags })
}
