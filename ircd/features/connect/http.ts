import type { Command } from '../../core/feature.ts'
import { feature } from '../../core/feature.ts'

/** A web page can make a browser talk to this port: it gets no second line. */
const turnAway: Command = {
  from: 'anyone',
  run({ session, verb }) {
    session.close(`This is an IRC server, and ${verb} is HTTP`)
  },
}

export default feature({
  commands: {
    GET: turnAway,
    HEAD: turnAway,
    POST: turnAway,
    PUT: turnAway,
    OPTIONS: turnAway,
    'HOST:': turnAway,
  },
})
