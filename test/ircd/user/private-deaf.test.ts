/** User mode +D: https://www.unrealircd.org/docs/User_modes */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

test('nobody writes to it, but operators of the network do', () =>
  play(
    `
  alice +
  bob   +
  ${rises('bob')}
  carol +
  alice > MODE alice +D
  alice <…
  carol > PRIVMSG alice :hi
  carol < :irc.test 531 carol alice :hears no private messages (+D)
  bob   > PRIVMSG alice :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG alice :hi
`,
    { settings: { opers: [oper('boss')] } },
  ))
