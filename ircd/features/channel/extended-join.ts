import { messageFrom } from '#wire/message.ts'
import { feature, lens } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import { joined } from './join.ts'

/** https://ircv3.net/specs/extensions/extended-join */
export default feature({
  cap: 'extended-join',
  lenses: [
    lens(joined, (_, { by, channel }) => {
      const { mask, account, realname } = by as User
      return [messageFrom(mask, 'JOIN', channel.name, account ?? '*', realname)]
    }),
  ],
})
