/** A server on the stage with a link to another one, which says what a play wants. */

import { Links } from '../../../ircd/link/links.ts'
import type { LinkTerms } from '../../../ircd/link/terms.ts'
import { type Options, Theatre } from '../../theatre.ts'

function terms(name: string): LinkTerms {
  return {
    name,
    sendPassword: 'to-them',
    accepts: (password) => password === 'to-us',
    fingerprints: [],
    secure: false,
    from: () => true,
    hub: ['*'],
    dialect: 'auto',
    services: false,
  }
}

export interface Hub {
  theatre: Theatre
  /** What the other server was told. */
  heard: string[]
  dialled: string[]
  says(...lines: string[]): void
}

/** A server with a link to a hub, behind which there is a leaf with a user. */
export async function linked(options: Options): Promise<Hub> {
  const theatre = await Theatre.open(options)
  const heard: string[] = []
  const dialled: string[] = []
  const links = new Links(theatre.server, {
    terms: [terms('hub.test'), terms('spare.test')],
    dial: ({ name }) => void dialled.push(name),
  })
  const sink = {
    push: (text: string) => void heard.push(...text.split('\r\n')),
    end: (line?: string) => void heard.push(line ?? ''),
  }
  const peer = links.accept(sink, { ip: '192.0.2.9', secure: true })
  const says = (...lines: string[]) => {
    for (const line of lines) peer.receive(line)
  }
  const seconds = Math.floor(theatre.now / 1000)
  says(
    'PASS to-us TS 6 :0HU',
    'CAPAB :BAN CHW EBMASK ENCAP EOPMOD EUID EX IE KNOCK MLOCK QS RSFNC SAVE SERVICES STAG TB',
    'SERVER hub.test 1 :the hub',
    `SVINFO 6 6 0 :${seconds}`,
    ':0HU SID leaf.test 2 0LE :the leaf',
    ':0HU SID tree.test 2 0TR :another',
    `:0LE EUID zoe 2 ${seconds} +i zoe far.test 192.0.2.7 0LEAAAAAA * * :Zoe`,
  )
  return { theatre, heard, dialled, says }
}
