/** https://github.com/solanum-ircd/solanum/blob/main/extensions/m_quarantine.c describes the idea */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

const options = { settings: { opers: [oper('boss')] }, accounts: { bob: 'teatime' } }

test('who is in quarantine speaks with operators only, until an operator lets it go', () =>
  play(
    `
  boss +
  ${rises('boss')}
  alice +
  bob   +
  bob   > JOIN #tea
  alice > JOIN #tea
  alice <…
  boss  > QUARANTINE bob :strange links
  bob   <… :bob MODE bob +q
  bob   < …NOTICE bob :You are in quarantine: strange links. You may speak with operators, or log in.
  bob   > PRIVMSG #tea :hi
  bob   < :irc.test FAIL PRIVMSG QUARANTINED :…
  bob   > PRIVMSG alice :hi
  bob   < :irc.test FAIL PRIVMSG QUARANTINED :…
  bob   > PRIVMSG boss,alice :hi
  bob   < :irc.test FAIL PRIVMSG QUARANTINED :…
  bob   > JOIN #milk
  bob   < :irc.test FAIL JOIN QUARANTINED :…
  bob   > NICK mallory
  bob   < :irc.test FAIL NICK QUARANTINED :…
  bob   > PRIVMSG boss :why me?
  boss  <… :bob!~bob@192.0.2.1 PRIVMSG boss :why me?
  bob   > MODE bob -q
  bob   <
  boss  > QUARANTINE bob
  boss  <
  boss  > UNQUARANTINE bob
  bob   < :bob MODE bob -q
  bob   > PRIVMSG #tea :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :hi
  boss  > QUARANTINE nobody
  boss  < :irc.test 401 boss nobody :…
`,
    options,
  ))

test('logging in ends it', () =>
  play(
    `
  boss +
  ${rises('boss')}
  bob  + sasl
  bob  <…
  boss > QUARANTINE bob
  bob  < :bob MODE bob +q
  bob  <…
  bob  signs in
  bob  > MODE bob
  bob  <… :irc.test 221 bob :+r
`,
    options,
  ))

test('a spam filter may put in quarantine', () =>
  play(
    `
  boss +
  ${rises('boss')}
  bob  +
  boss > SPAMFILTER ADD p quarantine 0 cheap Spam
  boss <…
  bob  > PRIVMSG boss :cheap tea
  bob  <… :bob MODE bob +q
  bob  < …NOTICE bob :You are in quarantine: Spam. …
  bob  < :irc.test FAIL PRIVMSG MESSAGE_BLOCKED boss Spam
  boss > SPAMFILTER ADD u quarantine 0 mallory Spam
  boss <…
  mallory +
  mallory > MODE mallory
  mallory <… :irc.test 221 mallory :+q
  mallory > JOIN #tea
  mallory < :irc.test FAIL JOIN QUARANTINED :…
`,
    options,
  ))
