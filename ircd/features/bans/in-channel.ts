import { feature } from '../../core/feature.ts'

/** `~channel:#tea`: whoever is there; `~channel:@#tea`: with that status, or a higher one. */
export default feature({
  extbans: {
    channel: {
      letter: 'c',
      volatile: true,
      read: (value) => (/^[~&@%+]?#[^\s,:]+$/.test(value) ? value : undefined),
      matches: (value, user, _, { net, book }) => {
        const status = book.statuses.find(({ prefix }) => prefix === value[0])
        const member = net.channel(status ? value.slice(1) : value)?.members.get(user)
        return member !== undefined && member.rank >= (status?.rank ?? 0)
      },
    },
  },
})
