/** UBAN, TESTLINE and TESTMASK. */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

const options = { settings: { opers: [oper('boss')] }, accounts: { bob: 'teatime' } }

test('UBAN sees from its target which ban is meant', () =>
  play(
    `
  boss +
  ${rises('boss')}
  boss > UBAN ADD 198.51.100.0/24 1d scanner
  boss < :irc.test NOTICE boss :zline 198.51.100.0/24 for 1d is set; it fits 0 of those who are here
  boss > UBAN ADD *!*@evil.example REQUIRE-SASL :log in
  boss < :irc.test NOTICE boss :kline *@evil.example for ever is set; it fits 0 of those who are here
  boss > UBAN ADD bob :stolen
  boss < :irc.test NOTICE boss :kline ~account:bob for ever is set; it fits 0 of those who are here
  boss > UBAN LIST
  boss < :irc.test NOTICE boss :kline *@evil.example (for ever, accounts may connect) by boss: log in
  boss < :irc.test NOTICE boss :kline ~account:bob (for ever) by boss: stolen
  boss < :irc.test NOTICE boss :zline 198.51.100.0/24 (1d) by boss: scanner
  boss < :irc.test NOTICE boss :End of UBAN LIST
  boss > UBAN INFO 198.51.100.0/24
  boss < :irc.test NOTICE boss :zline 198.51.100.0/24 (1d) by boss: scanner
  boss < :irc.test NOTICE boss :End of UBAN INFO 198.51.100.0/24
  boss > UBAN DEL bob
  boss < :irc.test NOTICE boss :kline ~account:bob is lifted
`,
    options,
  ))

test('UBAN says what it needs', () =>
  play(
    `
  boss +
  boss > UBAN LIST
  boss < :irc.test 481 boss :…
  ${rises('boss')}
  boss > UBAN FROB x
  boss < :irc.test FAIL UBAN INVALID_PARAMS FROB :ADD, DEL, LIST or INFO
  boss > UBAN ADD
  boss < :irc.test FAIL UBAN INVALID_PARAMS ADD :A target is missing
`,
    options,
  ))

test('TESTMASK counts who would be hit, and TESTLINE shows what hits somebody', () =>
  play(
    `
  boss +
  bob +
  ${rises('boss')}
  boss > TESTMASK *@192.0.2.0/24
  boss < :irc.test 727 boss 2 2 *@192.0.2.0/24 :users fit
  boss > TLINE 192.0.2.0/24
  boss < :irc.test 727 boss 2 2 192.0.2.0/24 :users fit
  boss > TESTMASK *@*
  boss < :irc.test FAIL TESTMASK INVALID_MASK *@* :This cannot be banned
  boss > TESTLINE bob
  boss < :irc.test 726 boss bob :No ban fits
  boss > ZLINE 198.51.100.0/24 1h :scanner
  boss <…
  boss > TESTLINE 198.51.100.9
  boss < :irc.test 725 boss zline 60 198.51.100.0/24 :scanner
`,
    options,
  ))
