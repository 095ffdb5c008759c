import { matches } from '#wire/mask.ts'
import { feature } from '../../core/feature.ts'
import { Subject } from './entry.ts'

/** `~realmask:nick!user@host#realname`: a mask and a real name, which must both fit. */
export default feature({
  extbans: {
    realmask: {
      letter: 'x',
      read: (value) => (/^[^#]+#.+$/.test(value) ? value : undefined),
      matches: (value, user, _, server) => {
        const cut = value.indexOf('#')
        const { fold } = server.net
        const mask = fold(value.slice(0, cut))
        const realname = fold(value.slice(cut + 1).replaceAll('_', '?'))
        if (!matches(realname, fold(user.realname))) return false
        return new Subject(user, server).forms.some((form) => matches(mask, form))
      },
    },
  },
})
