import { messageFrom } from '#wire/message.ts'
import { fail } from '#wire/numerics.ts'
import { byteLength } from '#wire/text.ts'
import { kind, neighbours } from '../../core/fact.ts'
import { feature, lens } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'

/** `by` has another real name. */
export const realnameChanged = kind<{ text: string }>({
  name: 'setname',
  event: true,
  apply: ({ by, text }) => {
    ;(by as User).realname = text
  },
  audience: ({ by }) => neighbours(by as User),
  lines: () => [],
})

/** A name that is too long is refused, never cut. https://ircv3.net/specs/extensions/setname */
export default feature({
  cap: 'setname',
  facts: [realnameChanged],
  lenses: [
    lens(realnameChanged, (_, { by, text }) => [messageFrom((by as User).mask, 'SETNAME', text)]),
  ],
  commands: {
    SETNAME: {
      help: '<real name>\nChanges your real name.',
      min: 1,
      run({ commit, reply, server }, text = '') {
        const fits = text && byteLength(text) <= server.settings.limits.realname
        if (!fits) return reply(fail('SETNAME', 'INVALID_REALNAME', 'This real name is not valid'))
        commit(realnameChanged, { text })
      },
    },
  },
  isupport: ({ settings: { limits } }) => ({ NAMELEN: limits.realname }),
})
