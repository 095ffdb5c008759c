/** https://modern.ircdocs.horse/#user-modes */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

test('+p shows in WHOIS only the channels that one shares, and all to operators', () =>
  play(
    `
  alice +
  bob   +
  bob   > MODE bob +p
  bob   > JOIN #milk
  bob   > JOIN #tea
  alice > JOIN #tea
  alice <…
  bob   <…
  alice > WHOIS bob
  alice <… :irc.test 319 alice bob :@#tea
  alice <…
  bob   > WHOIS bob
  bob   <… :irc.test 319 bob bob :@#milk @#tea
  ${rises('alice')}
  alice > WHOIS bob
  alice <… :irc.test 319 alice bob :@#milk @#tea
`,
    { settings: { opers: [oper('boss')] } },
  ))
