/** https://modern.ircdocs.horse/#user-modes */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

test('+I hides how long one has been silent from all but operators', () =>
  play(
    `
  alice +
  bob   +
  bob   > MODE bob +I
  bob   <…
  wait 30s
  alice > WHOIS bob
  alice <> 317
  alice <… :irc.test 318 alice bob :End of WHOIS
  alice > WHO bob %l
  alice < :irc.test 354 alice :0
  alice <…
  bob   > WHOIS bob
  bob   <… :irc.test 317 bob bob 30 1767225600 :seconds idle, signon time
  ${rises('alice')}
  alice > WHOIS bob
  alice <… :irc.test 317 alice bob 30 1767225600 :seconds idle, signon time
`,
    { settings: { opers: [oper('boss')] } },
  ))
