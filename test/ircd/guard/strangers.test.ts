/** https://www.unrealircd.org/docs/Connthrottle and Set_block#set::restrict-commands */
import { test } from 'node:test'
import type { Protection } from '../../../ircd/core/protection.ts'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'
import { comes, guarded } from '../../protected.ts'

function options(strangers: Partial<Protection['strangers']>) {
  return {
    settings: { opers: [oper('boss')], protection: guarded({ strangers }) },
    accounts: { bob: 'teatime' },
  }
}

test('only so many strangers come at once; who has an account always may', () =>
  play(
    `
  ${comes('alice', '198.51.100.1')}
  alice <… :irc.test 001 …
  ${comes('carol', '198.51.100.2')}
  carol <… :irc.test 001 …
  ${comes('dave', '198.51.100.3')}
  dave  < :irc.test 465 dave :Too many people come just now: wait 30 seconds, or log in
  dave  < ERROR …
  bob   connects from 198.51.100.4
  bob   > CAP REQ sasl
  bob   signs in
  bob   > NICK bob
  bob   > USER bob 0 * :Bob
  bob   > CAP END
  bob   <… :irc.test 001 …
  wait 30s
  ${comes('erin', '198.51.100.5')}
  erin  <… :irc.test 001 …
`,
    options({ arrivals: { count: 2, ms: 60_000 } }),
  ))

test('a stranger listens for a while before it writes to people', () =>
  play(
    `
  boss  +
  ${rises('boss')}
  bob   + sasl
  bob   signs in
  bob   <…
  alice +
  alice > JOIN #tea
  bob   > JOIN #tea
  bob   <…
  alice <…
  alice > PRIVMSG bob :hi
  alice < :irc.test FAIL PRIVMSG TOO_NEW bob 15 :You have just come: wait 15 seconds, or log in
  alice < :irc.test 531 alice bob :You have just come: wait 15 seconds, or log in
  alice > NOTICE alice :myself
  alice < :alice!~alice@192.0.2.1 NOTICE alice :myself
  alice > PRIVMSG boss :help
  boss  <… :alice!~alice@192.0.2.1 PRIVMSG boss :help
  alice > PRIVMSG #tea :hi
  bob   < :alice!~alice@192.0.2.1 PRIVMSG #tea :hi
  bob   > PRIVMSG alice :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG alice :hi
  wait 15s
  alice > PRIVMSG bob :hi
  bob   < :alice!~alice@192.0.2.1 PRIVMSG bob :hi
`,
    options({ silentMs: 15_000 }),
  ))

test('channels are made by those who have an account', () =>
  play(
    `
  alice +
  bob   + sasl
  bob   signs in
  bob   <…
  alice > JOIN #tea
  alice < :irc.test 477 alice #tea :Cannot make a channel: log in to an account first
  bob   > JOIN #tea
  bob   <… :irc.test 366 …
  alice > JOIN #tea
  alice < :alice!~alice@192.0.2.1 JOIN #tea
`,
    options({ channels: false }),
  ))
