/** https://github.com/ircv3/ircv3-specifications/pull/613 */
import { test } from 'node:test'
import { play } from '../../play.ts'

const caps = 'batch draft/metadata-3'

test('nobody has both drafts at once', () =>
  play(`
  alice connects
  alice > CAP LS 302
  alice <… :irc.test CAP * LS :…draft/metadata-2=before-connect,max-subs=5,max-keys=5,max-value-bytes=280 draft/metadata-3=before-connect,max-subs=5,max-keys=5,max-value-bytes=280…
  alice > CAP REQ :draft/metadata-2 draft/metadata-3
  alice < :irc.test CAP * NAK :draft/metadata-2 draft/metadata-3
  alice > CAP REQ draft/metadata-2
  alice < :irc.test CAP * ACK :draft/metadata-2
  alice > CAP REQ draft/metadata-3
  alice < :irc.test CAP * NAK :draft/metadata-3
  alice > CAP REQ :-draft/metadata-2 draft/metadata-3
  alice < :irc.test CAP * ACK :-draft/metadata-2 draft/metadata-3
`))

test('changes are told in numerics', () =>
  play(`
  alice + ${caps}
  bob   + ${caps}
  bob   > METADATA * SUB status
  alice > JOIN #tea
  bob   > JOIN #tea
  alice <…
  bob   <…
  alice > METADATA * SET status :drinks tea
  alice < :irc.test 761 alice alice status * :drinks tea
  bob   < :irc.test 761 * alice status * :drinks tea
  alice > METADATA * SET status :
  alice < :irc.test 766 alice alice status :Key not set
  bob   < :irc.test 766 * alice status :Key not set
`))

test('after SUB one asks for everything', () =>
  play(`
  alice + ${caps}
  bob   + ${caps}
  bob   > METADATA * SET status :milk
  alice > JOIN #tea
  bob   > JOIN #tea
  alice <…
  alice > METADATA * SUB status
  alice < :irc.test 770 alice :status
  alice < :irc.test 774 * *ALL 0 :Ask for METADATA *ALL SYNC
  alice > METADATA *ALL SYNC
  alice < :irc.test BATCH +$b metadata *ALL
  alice < @batch=$b :irc.test 761 * bob status * :milk
  alice < :irc.test BATCH -$b
  alice <
`))

test('it has other words for what cannot be', () =>
  play(
    `
  alice + ${caps}
  alice > METADATA * SET Bad :1
  alice < :irc.test FAIL METADATA INVALID_KEY Bad :This is no key
  alice > METADATA * SET a :${'x'.repeat(281)}
  alice < :irc.test FAIL METADATA INVALID_VALUE a :The value is too long
  alice > METADATA * BREW
  alice < :irc.test FAIL METADATA INVALID_PARAMS BREW :This is no subcommand of METADATA
  alice > METADATA * SET a :1
  alice <…
  alice > METADATA * SET b :1
  alice < :irc.test FAIL METADATA LIMIT_REACHED alice 1 :There are too many keys
  alice > METADATA * SUB a b
  alice < :irc.test 770 alice :a
  alice < :irc.test FAIL METADATA LIMIT_REACHED b 1 :These are too many subscriptions
  alice <…
  alice > METADATA * SET none
  alice < :irc.test 766 alice alice none :Key not set
  alice > METADATA * CLEAR
  alice < :irc.test BATCH +$b metadata alice
  alice < @batch=$b :irc.test 766 alice alice a :Key not set
  alice < :irc.test BATCH -$b
`,
    { limits: { metadata: 1, subscriptions: 1 } },
  ))

test('both drafts hear of the same change, each in its own words', () =>
  play(`
  alice + ${caps}
  bob   + batch draft/metadata-2
  bob   > METADATA * SUB status
  alice > JOIN #tea
  bob   > JOIN #tea
  bob   <…
  alice > METADATA * SET status :drinks tea
  bob   < :alice!~alice@192.0.2.1 METADATA alice status * :drinks tea
  bob   <
`))
