import { messageFrom } from '#wire/message.ts'
import { feature, lens } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import { reappeared } from '../user/chghost.ts'
import { joined } from './join.ts'

/** https://ircv3.net/specs/extensions/extended-join */
export default feature({
  cap: 'extended-join',
  lenses: [
    lens(joined, (_, { by, channel }) => {
      const { mask, account, realname } = by as User
      return [messageFrom(mask, 'JOIN', channel.name, account ?? '*', realname)]
    }),
    lens(reappeared, ([, ...modes], { by, channel }) => {
      const { mask, account, realname } = by as User
      return [messageFrom(mask, 'JOIN', channel.name, account ?? '*', realname), ...modes]
    }),
  ],
  without: (lines) => {
    return lines.map((line) =>
      line.verb === 'JOIN' ? { ...line, params: line.params.slice(0, 1) } : line,
    )
  },
})
