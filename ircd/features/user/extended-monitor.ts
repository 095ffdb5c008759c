import { type Fact, type Kind, kind, neighbours } from '../../core/fact.ts'
import { feature, type Reaction, reaction } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'
import { accountChanged } from '../connect/login.ts'
import { awayChanged } from './away.ts'
import { hostChanged } from './chghost.ts'
import { monitors } from './monitor.ts'
import { realnameChanged } from './setname.ts'

/** The same as another kind, shown to those who follow the user without sharing a channel. */
function followed<D>(original: Kind<D>): Kind<D & { hearers: Session[] }> {
  return kind<D & { hearers: Session[] }>({
    name: `${original.name} followed`,
    readsAs: original,
    event: true,
    audience: ({ hearers }) => hearers,
    lines: (fact) => original.lines(fact),
  })
}

const away = followed(awayChanged)
const account = followed(accountChanged)
const realname = followed(realnameChanged)
const host = followed(hostChanged)

/**
 * Who monitors somebody learns what its neighbours learn, and still needs the capability of each
 * thing. https://ircv3.net/specs/extensions/extended-monitor
 */
export default feature({
  cap: 'extended-monitor',
  facts: [away, account, realname, host],
  reactions: [
    follow(awayChanged, away),
    follow(accountChanged, account),
    follow(realnameChanged, realname),
    // Unlike the others it has a line for everybody whom it reaches.
    follow(hostChanged, host, (session) => session.has('chghost')),
  ],
})

function follow<D extends object>(
  original: Kind<D>,
  copy: Kind<D & { hearers: Session[] }>,
  reads: (session: Session) => boolean = () => true,
): Reaction<D> {
  return reaction(original, (fact: Fact<D>, server) => {
    const hearers = followers(server, fact.by as User).filter(reads)
    if (hearers.length) server.commit(copy, { ...fact, hearers }, fact.by)
  })
}

/** Who monitors the user and does not hear of it as its neighbour. */
function followers(server: Server, user: User): Session[] {
  const watchers = monitors(server).for(user.nick)
  // Before it is registered somebody else may hold its nick.
  if (!watchers || server.net.user(user.nick) !== user) return []
  const near = neighbours(user)
  return [...watchers.keys()].filter((one) => one.has('extended-monitor') && !near.has(one))
}
