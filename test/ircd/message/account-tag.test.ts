/** https://ircv3.net/specs/extensions/account-tag */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('what the user of an account does names the account; of others nothing is said', () =>
  play(
    `
  alice +
  bob   + account-tag
  carol +
  alice signs in
  bob   > JOIN #tea
  bob   <…
  alice > JOIN #tea
  bob   < @account=alice :alice!~alice@192.0.2.1 JOIN #tea
  alice > PRIVMSG #tea :hi
  bob   < @account=alice :alice!~alice@192.0.2.1 PRIVMSG #tea :hi
  alice > NOTICE bob :hi
  bob   < @account=alice :alice!~alice@192.0.2.1 NOTICE bob :hi
  alice > NICK queen
  bob   < @account=alice :alice!~alice@192.0.2.1 NICK queen
  carol > JOIN #tea
  bob   < :carol!~carol@192.0.2.1 JOIN #tea
  alice > QUIT
  bob   < @account=alice :queen!~alice@192.0.2.1 QUIT :Quit
`,
    { accounts: { alice: 'correct horse' } },
  ))
