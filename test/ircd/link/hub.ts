/** A server on the stage with a link to another one, which says what a play wants. */

import { Links } from '../../../ircd/link/links.ts'
import type { DialectName, LinkTerms } from '../../../ircd/link/terms.ts'
import { type Options, Theatre } from '../../theatre.ts'

function terms(name: string, dialect: DialectName | 'auto', services = false): LinkTerms {
  return {
    name,
    sendPassword: 'to-them',
    accepts: (password) => password === 'to-us',
    fingerprints: [],
    secure: false,
    from: () => true,
    hub: ['*'],
    operators: ['see', 'ban', 'force', 'routing'],
    dialect,
    services,
    sharedAccounts: false,
    confidential: () => true,
  }
}

export interface Hub {
  theatre: Theatre
  links: Links
  /** What the other server was told. */
  heard: string[]
  /** Whom operators had dialled. */
  dialled: string[]
  says(...lines: string[]): void
  /** Whether the link has ended. */
  isClosed(): boolean
}

const solanumTokens =
  'BAN CHW EBMASK ENCAP EOPMOD EUID EX IE KNOCK MLOCK QS RSFNC SAVE SERVICES STAG TB'
const hybridTokens = 'MLOCK KNOCK KLN UNKLN TBURST RESYNC ENCAP RHOST CLUSTER EOB HOP'

/** What a hub says of itself, and of a leaf with a user behind it. */
function greeting(speaks: DialectName, seconds: number): string[] {
  const user = `zoe 2 ${seconds} +i zoe far.test`
  if (speaks === 'hybrid') {
    return [
      'PASS to-us',
      `CAPAB :${hybridTokens}`,
      'SERVER hub.test 1 0HU + :the hub',
      `:0HU SVINFO 6 6 0 :${seconds}`,
      ':0HU SID leaf.test 2 0LE + :the leaf',
      ':0HU SID tree.test 2 0TR + :another',
      `:0LE UID ${user} far.test 192.0.2.7 0LEAAAAAA * :Zoe`,
    ]
  }
  return [
    'PASS to-us TS 6 :0HU',
    `CAPAB :${solanumTokens}${speaks === 'causerie' ? ' CAUSERIE' : ''}`,
    'SERVER hub.test 1 :the hub',
    `SVINFO 6 6 0 :${seconds}`,
    ':0HU SID leaf.test 2 0LE :the leaf',
    ':0HU SID tree.test 2 0TR :another',
    `:0LE EUID ${user} 192.0.2.7 0LEAAAAAA * * :Zoe`,
  ]
}

/**
 * Links a hub to a server on the stage.
 * @param services whether it looks after accounts
 * @param room settles when our burst may go on; without it all is said at once
 */
export function join(
  theatre: Theatre,
  speaks: DialectName = 'solanum',
  services = false,
  room?: () => Promise<void>,
): Hub {
  const heard: string[] = []
  const dialled: string[] = []
  const links =
    (theatre.server.links as Links | undefined) ?? new Links(theatre.server, { terms: [] })
  links.config = {
    terms: [terms('hub.test', speaks, services), terms('spare.test', 'auto')],
    dial: ({ name }) => void dialled.push(name),
  }
  const sink = {
    push: (text: string) => void heard.push(...text.split('\r\n')),
    end: (line?: string) => void heard.push(line ?? ''),
    ...(room ? { room } : {}),
  }
  const peer = links.accept(sink, { ip: '192.0.2.9', secure: true })
  const says = (...lines: string[]) => {
    for (const line of lines) peer.receive(line)
  }
  says(...greeting(speaks, Math.floor(theatre.now / 1000)))
  return { theatre, links, heard, dialled, says, isClosed: () => peer.phase === 'closed' }
}

/** A server with a link to a hub, behind which there is a leaf with a user. */
export async function linked(options: Options): Promise<Hub> {
  return join(await Theatre.open(options))
}
