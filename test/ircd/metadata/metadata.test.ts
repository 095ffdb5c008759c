/** https://ircv3.net/specs/extensions/metadata */
import { test } from 'node:test'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

const caps = 'batch draft/metadata-2'

test('SET answers with the value, GET with one answer for each key in order, LIST with all', () =>
  play(`
  alice + ${caps}
  bob   + ${caps}
  alice > METADATA * SET avatar :https://tea.example/a.png
  alice < :irc.test 761 alice alice avatar * :https://tea.example/a.png
  alice > METADATA alice SET status :drinks tea
  alice < :irc.test 761 alice alice status * :drinks tea
  bob   > METADATA ALICE GET status none ? avatar
  bob   < :irc.test BATCH +$b metadata alice
  bob   < @batch=$b :irc.test 761 bob alice status * :drinks tea
  bob   < @batch=$b :irc.test 766 bob alice none :Key not set
  bob   < @batch=$b :irc.test FAIL METADATA KEY_INVALID ? :This is no key
  bob   < @batch=$b :irc.test 761 bob alice avatar * :https://tea.example/a.png
  bob   < :irc.test BATCH -$b
  bob   > METADATA alice LIST
  bob   < :irc.test BATCH +$c metadata alice
  bob   < @batch=$c :irc.test 761 bob alice avatar * :https://tea.example/a.png
  bob   < @batch=$c :irc.test 761 bob alice status * :drinks tea
  bob   < :irc.test BATCH -$c
  bob   <
`))

test('without a value the key goes; an empty value is a value', () =>
  play(`
  alice + ${caps}
  alice > METADATA * SET status :
  alice < :irc.test 761 alice alice status * :
  alice > METADATA * SET status
  alice < :irc.test 766 alice alice status :Key not set
  alice > METADATA * SET status
  alice < :irc.test FAIL METADATA KEY_NOT_SET alice status :This key is not set
`))

test('CLEAR takes all keys away, and answers for each', () =>
  play(`
  alice + ${caps}
  alice > METADATA * SET a :1
  alice > METADATA * SET b :2
  alice <…
  alice > METADATA * CLEAR
  alice < :irc.test BATCH +$b metadata alice
  alice < @batch=$b :irc.test 761 alice alice a * :
  alice < @batch=$b :irc.test 761 alice alice b * :
  alice < :irc.test BATCH -$b
  alice > METADATA * LIST
  alice < :irc.test BATCH +$c metadata alice
  alice < :irc.test BATCH -$c
`))

test('what cannot be is refused with exactly one FAIL', () =>
  play(`
  alice + ${caps}
  bob   +
  alice > METADATA nobody GET a
  alice < :irc.test FAIL METADATA INVALID_TARGET nobody :There is nobody and nothing of that name
  alice > METADATA bob SET a :1
  alice < :irc.test FAIL METADATA KEY_NO_PERMISSION bob a :This is not for you
  alice > METADATA bob CLEAR
  alice < :irc.test FAIL METADATA KEY_NO_PERMISSION bob * :This is not for you
  alice > METADATA * SET Upper :1
  alice < :irc.test FAIL METADATA KEY_INVALID Upper :This is no key
  alice > METADATA * SET a :${'x'.repeat(281)}
  alice < :irc.test FAIL METADATA VALUE_INVALID :The value is too long
  alice > METADATA * BREW tea
  alice < :irc.test FAIL METADATA SUBCOMMAND_INVALID BREW :This is no subcommand of METADATA
  alice > METADATA bob SUB a
  alice < :irc.test FAIL METADATA INVALID_TARGET bob :There is nobody and nothing of that name
  alice > METADATA * SET
  alice < :irc.test 461 alice METADATA :Not enough parameters
  alice > METADATA *
  alice < :irc.test 461 alice METADATA :Not enough parameters
  alice <
`))

test('there is no METADATA for whom has not asked for it', () =>
  play(`
  alice +
  bob   + draft/metadata-2
  alice > METADATA * LIST
  alice < :irc.test 421 alice METADATA :Unknown command
  bob   > METADATA * LIST
  bob   < :irc.test 421 bob METADATA :Unknown command
`))

test('keys, subscriptions and changes are limited', () =>
  play(
    `
  alice + ${caps}
  alice > METADATA * SET a :1
  alice > METADATA * SET b :1
  alice <…
  alice > METADATA * SET c :1
  alice < :irc.test FAIL METADATA LIMIT_REACHED alice :There are too many keys
  alice > METADATA * SET a :2
  alice < :irc.test 761 alice alice a * :2
  alice > METADATA * SET a :3
  alice < :irc.test FAIL METADATA RATE_LIMITED alice a 40 :Too many changes: please wait
  wait 40s
  alice > METADATA * SET a :3
  alice < :irc.test 761 alice alice a * :3
  alice > METADATA * SUB a Bad b c d
  alice < :irc.test 770 alice a :b
  alice < :irc.test FAIL METADATA KEY_INVALID Bad :This is no key
  alice < :irc.test FAIL METADATA TOO_MANY_SUBS c :These are too many subscriptions
`,
    { limits: { metadata: 2, subscriptions: 2, changes: 3 } },
  ))

test('subscriptions are listed and ended', () =>
  play(`
  alice + ${caps}
  alice > METADATA * SUB avatar status
  alice < :irc.test 770 alice avatar :status
  alice <… :irc.test BATCH -…
  alice > METADATA * SUBS
  alice < :irc.test BATCH +$b metadata-subs
  alice < @batch=$b :irc.test 772 alice avatar :status
  alice < :irc.test BATCH -$b
  alice > METADATA * UNSUB status ?
  alice < :irc.test 771 alice :status
  alice < :irc.test FAIL METADATA KEY_INVALID ? :This is no key
  alice > METADATA * SUBS
  alice < :irc.test BATCH +$c metadata-subs
  alice < @batch=$c :irc.test 772 alice :avatar
  alice < :irc.test BATCH -$c
`))

test('a change reaches neighbours and monitors who have subscribed to its key, and no one else', () =>
  play(`
  alice + ${caps}
  bob   + ${caps}
  carol + ${caps}
  dave  + ${caps}
  eve   +
  bob   > METADATA * SUB status
  carol > METADATA * SUB status
  dave  > METADATA * SUB avatar
  alice > JOIN #tea
  bob   > JOIN #tea
  dave  > JOIN #tea
  eve   > JOIN #tea
  carol > MONITOR + alice
  alice <…
  bob   <…
  carol <…
  dave  <…
  eve   <…
  alice > METADATA * SET status :drinks tea
  alice < :irc.test 761 alice alice status * :drinks tea
  alice <
  bob   < :alice!~alice@192.0.2.1 METADATA alice status * :drinks tea
  carol < :alice!~alice@192.0.2.1 METADATA alice status * :drinks tea
  dave  <
  eve   <
  alice > METADATA * SET status
  bob   < :alice!~alice@192.0.2.1 METADATA alice status * :
  bob   <
`))

test('operators of a channel speak for it, and its members hear it', () =>
  play(`
  alice + ${caps}
  bob   + ${caps}
  bob   > METADATA * SUB url
  alice > JOIN #tea
  bob   > JOIN #tea
  bob   <…
  alice <…
  bob   > METADATA #tea SET url :https://milk.example
  bob   < :irc.test FAIL METADATA KEY_NO_PERMISSION #tea url :This is not for you
  alice > METADATA #TEA SET url :https://tea.example
  alice < :irc.test 761 alice #tea url * :https://tea.example
  bob   < :alice!~alice@192.0.2.1 METADATA #tea url * https://tea.example
`))

test('what a closed channel says of itself is its members’ own; a secret one is not there', () =>
  play(`
  alice + ${caps}
  bob   + ${caps}
  alice > JOIN #tea
  alice > METADATA #tea SET url :https://tea.example
  bob   > METADATA #tea GET url
  bob   <… @batch=… :irc.test 761 bob #tea url * :https://tea.example
  bob   <…
  alice > MODE #tea +i
  bob   > METADATA #tea GET url
  bob   < :irc.test FAIL METADATA KEY_NO_PERMISSION #tea * :This is not for you
  bob   > METADATA #tea LIST
  bob   < :irc.test FAIL METADATA KEY_NO_PERMISSION #tea * :This is not for you
  bob   > METADATA #tea SYNC
  bob   < :irc.test FAIL METADATA KEY_NO_PERMISSION #tea * :This is not for you
  alice > MODE #tea +s
  bob   > METADATA #tea GET url
  bob   < :irc.test FAIL METADATA INVALID_TARGET #tea :There is nobody and nothing of that name
  bob   > METADATA #nowhere GET url
  bob   < :irc.test FAIL METADATA INVALID_TARGET #nowhere :There is nobody and nothing of that name
`))

test('who joins learns what it subscribed to of all inside, and they of it', () =>
  play(`
  alice + ${caps}
  bob   + ${caps}
  alice > METADATA * SUB status
  bob   > METADATA * SUB status
  alice > METADATA * SET status :tea
  bob   > METADATA * SET status :milk
  bob   > METADATA * SET avatar :none
  alice > JOIN #tea
  alice <…
  bob   <…
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
  bob   < :irc.test BATCH +$b metadata #tea
  bob   < @batch=$b :irc.test METADATA alice status * tea
  bob   < @batch=$b :irc.test METADATA bob status * milk
  bob   < :irc.test BATCH -$b
  alice < :bob!~bob@192.0.2.1 JOIN #tea
  alice < :irc.test BATCH +$a metadata bob
  alice < @batch=$a :irc.test METADATA bob status * milk
  alice < :irc.test BATCH -$a
  alice <
  bob   <…
  bob   > METADATA #tea SYNC
  bob   < :irc.test BATCH +$c metadata #tea
  bob   < @batch=$c :irc.test METADATA alice status * tea
  bob   < @batch=$c :irc.test METADATA bob status * milk
  bob   < :irc.test BATCH -$c
`))

test('before registration one speaks of oneself only, and is heard afterwards', () =>
  play(`
  alice connects
  alice > CAP REQ :${caps}
  alice > METADATA * SUB status
  alice > METADATA * SET status :tea
  alice <… :irc.test 770 * :status
  alice < :irc.test 761 * * status * :tea
  alice > METADATA bob GET status
  alice < :irc.test FAIL METADATA INVALID_TARGET bob :There is nobody and nothing of that name
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice > CAP END
  alice <… :irc.test BATCH +$b metadata alice
  alice < @batch=$b :irc.test METADATA alice status * tea
  alice < :irc.test BATCH -$b
  alice <… :irc.test 422 …
  bob   + ${caps}
  bob   > METADATA alice GET status
  bob   <… @batch=… :irc.test 761 bob alice status * :tea
`))

test('the burst has an empty batch where nothing is known', () =>
  play(`
  alice connects
  alice > CAP REQ :${caps}
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice > CAP END
  alice <… :irc.test BATCH +$b metadata alice
  alice < :irc.test BATCH -$b
`))

test('an account keeps its values over a restart, and a guest’s become its own', async () => {
  const options = { accounts: { alice: 'battery staple' } }
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `
    alice + ${caps}
    alice > METADATA * SET status :tea
    alice signs in
    alice > METADATA * SET avatar :none
    alice > METADATA * SET gone :x
    alice > METADATA * SET gone
    alice > QUIT
  `,
    options,
  )
  const kept = await theatre.store.shelf('metadata').list()
  await using next = new Theatre(theatre.store, theatre.server.settings)
  await next.server.boot()
  await perform(
    next,
    `
    alice + ${caps}
    alice > METADATA * LIST
    alice < :irc.test BATCH +$b metadata alice
    alice < :irc.test BATCH -$b
    alice signs in
    alice > METADATA * LIST
    alice < :irc.test BATCH +$c metadata alice
    alice < @batch=$c :irc.test 761 alice alice status * :tea
    alice < @batch=$c :irc.test 761 alice alice avatar * :none
    alice < :irc.test BATCH -$c
  `,
    options,
  )
  if (kept.length !== 1) throw new Error(`${kept.length} documents were kept`)
})

test('another connection of the same account hears of it', () =>
  play(
    `
  alice + ${caps} sasl
  alice signs in
  bob   + ${caps} sasl
  bob   > AUTHENTICATE PLAIN
  bob   > AUTHENTICATE AGFsaWNlAGJhdHRlcnkgc3RhcGxl
  bob   > METADATA * SUB status
  bob   <…
  alice > METADATA * SET status :tea
  alice <… :irc.test 761 alice alice status * :tea
  alice <
  bob   < …METADATA bob status * tea
  bob   <
`,
    { accounts: { alice: 'battery staple' } },
  ))

test('WHOIS shows what one has subscribed to', () =>
  play(`
  alice + ${caps}
  bob   + ${caps}
  alice > METADATA * SET status :tea
  alice > METADATA * SET avatar :none
  bob   > METADATA * SUB status
  bob   > WHOIS alice
  bob   <… :irc.test 760 bob alice status * :tea
  bob   <> 760
`))

test('who monitors somebody is told its values when it comes', () =>
  play(
    `
  bob   + ${caps}
  bob   > METADATA * SUB status
  bob   > MONITOR + alice
  bob   <…
  alice connects
  alice > CAP REQ :${caps}
  alice > METADATA * SET status :tea
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice > CAP END
  bob   < :irc.test 730 bob :alice!~alice@192.0.2.1
  bob   < :irc.test BATCH +$b metadata alice
  bob   < @batch=$b :irc.test METADATA alice status * tea
  bob   < :irc.test BATCH -$b
`,
  ))

test('who takes the capability later is told then what it has said of itself', () =>
  play(`
  alice + ${caps}
  alice > METADATA * SET status :tea
  alice > CAP REQ -draft/metadata-2
  alice <…
  alice > CAP REQ draft/metadata-2
  alice < :irc.test CAP alice ACK :draft/metadata-2
  alice < :irc.test BATCH +$b metadata alice
  alice < @batch=$b :irc.test METADATA alice status * tea
  alice < :irc.test BATCH -$b
  alice > CAP REQ draft/metadata-2
  alice < :irc.test CAP alice ACK :draft/metadata-2
  alice <
`))
