/** SWHOIS: https://www.unrealircd.org/docs/IRC_operator_commands */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

test('an operator may have WHOIS say something of somebody, and take it back', () =>
  play(
    `
  boss +
  bob  +
  ${rises('boss')}
  boss > SWHOIS bob :brews the tea
  bob  > WHOIS bob
  bob  <… :irc.test 320 bob bob :brews the tea
  bob  <…
  boss > SWHOIS bob
  bob  > WHOIS bob
  bob  <> 320
  boss > SWHOIS nobody :x
  boss <… :irc.test 401 boss nobody :…
  bob  > SWHOIS bob :x
  bob  <… :irc.test 481 …
`,
    { settings: { opers: [oper('boss')] } },
  ))
