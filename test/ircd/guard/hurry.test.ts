/** Nick changes (438), new targets (707), logins and accounts that come too fast. */
import { test } from 'node:test'
import { play } from '../../play.ts'
import { comes, guarded } from '../../protected.ts'

const rate = { count: 2, ms: 60_000 }

test('nicks change only so often', () =>
  play(
    `
  alice +
  alice > NICK a
  alice > NICK b
  alice <…
  alice > NICK c
  alice < :irc.test 438 b b c :Nick change too fast: please wait 30 seconds
  wait 30s
  alice > NICK c
  alice < :b!~alice@192.0.2.1 NICK c
`,
    { settings: { protection: guarded({ throttle: { nickChanges: rate } }) } },
  ))

test('strangers speak to few new people, but always to those who know them', () =>
  play(
    `
  alice +
  a +
  b +
  c +
  alice > PRIVMSG a :1
  alice > PRIVMSG b :2
  alice > PRIVMSG a :3
  alice > PRIVMSG c :4
  alice < :irc.test 707 alice c :Target change too fast: please wait 30 seconds
  a <… :alice!~alice@192.0.2.1 PRIVMSG a :3
  c <
  c > PRIVMSG alice :5
  alice <… :c!~c@192.0.2.1 PRIVMSG alice :5
  alice > PRIVMSG c :6
  c < :alice!~alice@192.0.2.1 PRIVMSG c :6
`,
    { settings: { protection: guarded({ throttle: { newTargets: rate } }) } },
  ))

test('who has an account may speak to as many as it likes', () =>
  play(
    `
  bob + sasl
  bob signs in
  a +
  b +
  c +
  bob > PRIVMSG a :1
  bob > PRIVMSG b :2
  bob > PRIVMSG c :3
  c <… :bob!~bob@192.0.2.1 PRIVMSG c :3
`,
    {
      settings: { protection: guarded({ throttle: { newTargets: rate } }) },
      accounts: { bob: 'teatime' },
    },
  ))

test('an address whose logins failed too often must wait, others need not', () =>
  play(
    `
  alice +
  alice > AUTHENTICATE PLAIN
  alice > AUTHENTICATE AGEAYg==
  alice > AUTHENTICATE PLAIN
  alice > AUTHENTICATE AGEAYg==
  alice <…
  bob + sasl
  bob > AUTHENTICATE PLAIN
  bob < :irc.test 904 bob :SASL authentication failed
  ${comes('carol')}
  carol <…
  carol > AUTHENTICATE PLAIN
  carol < :irc.test AUTHENTICATE +
  wait 30s
  bob > AUTHENTICATE PLAIN
  bob < :irc.test AUTHENTICATE +
`,
    { settings: { protection: guarded({ throttle: { logins: rate } }) } },
  ))

test('an address makes only so many accounts', () =>
  play(
    `
  a +
  b +
  c +
  a > REGISTER * * teatime
  b > REGISTER * * teatime
  c > REGISTER * * teatime
  c < :irc.test FAIL REGISTER TEMPORARILY_UNAVAILABLE * :Too many accounts or letters were asked for from your address: try later
  ${comes('d')}
  d <…
  d > REGISTER * * teatime
  d < …REGISTER SUCCESS d…
`,
    { settings: { protection: guarded({ throttle: { registrations: rate } }) } },
  ))
