/** https://docs.inspircd.org/4/modules/gateway/: the gateway extban, and numeric 350 */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

const web = (name: string) => `
  ${name} connects
  ${name} > WEBIRC house-secret webgate door.example 198.51.100.7
  ${name} > NICK ${name}
  ${name} > USER ${name} 0 * :Web
  ${name} <…`

test('who comes through a gateway is known by its name', () =>
  play(`
  alice +
  alice > JOIN #tea
  alice > MODE #tea +b ~gateway:WEB*
  ${web('bob')}
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :…
  carol +
  carol > JOIN #tea
  carol < :carol!~carol@192.0.2.1 JOIN #tea
`))

test('operators see through which gateway somebody came', () =>
  play(
    `
  boss +
  ${rises('boss')}
  ${web('bob')}
  boss > WHOIS bob
  boss <… :irc.test 350 boss bob door.example 198.51.100.7 :is connected through the gateway webgate
  bob  > WHOIS bob
  bob  <> 350
`,
    { settings: { opers: [oper('boss')] } },
  ))
