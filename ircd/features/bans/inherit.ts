import { feature } from '../../core/feature.ts'
import { entryOf, Subject } from './entry.ts'

/** `~inherit:#tea`: whoever an ordinary ban of that channel fits; what that one inherits is not asked. */
export default feature({
  extbans: {
    inherit: {
      letter: 'i',
      aliases: ['share'],
      volatile: true,
      read: (name) => (/^#[^\s,:]+$/.test(name) ? name : undefined),
      matches: (name, user, channel, server) => {
        const other = server.net.channel(name)
        if (!other || other === channel) return false
        const who = new Subject(user, server)
        return other.list('b').some((listed) => {
          if (/~!?inherit:/.test(listed.mask)) return false
          const entry = entryOf(listed, server)
          return entry.act === '' && entry.fits(who, other)
        })
      },
    },
  },
})
