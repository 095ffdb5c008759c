/** https://modern.ircdocs.horse/#join-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('the first to come operates the channel, and everyone inside hears of the next', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  alice < :alice!~alice@192.0.2.1 JOIN #tea
  alice < :irc.test 353 alice = #tea :@alice
  alice < :irc.test 366 alice #tea :End of NAMES
  alice <
  bob   > JOIN #TEA
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
  bob   < :irc.test 353 bob = #tea :@alice bob
  bob   < :irc.test 366 bob #tea :End of NAMES
  alice < :bob!~bob@192.0.2.1 JOIN #tea
  alice <
`))

test('a new channel is +nt', () =>
  play(`
  alice +
  alice > JOIN #tea
  alice <…
  alice > MODE #tea
  alice < :irc.test 324 alice #tea :+nt
  alice < :irc.test 329 alice #tea :1767225600
`))

test('whoever joins is told the topic where there is one', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  alice > TOPIC #tea :milk first
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
  bob   < :irc.test 332 bob #tea :milk first
  bob   < :irc.test 333 bob #tea alice!~alice@192.0.2.1 :1767225600
  bob   < :irc.test 353 bob = #tea :@alice bob
`))

test('keys belong to channels by their place, and one refusal does not stop the rest', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #a,#b,#c
  alice > MODE #a +k one
  alice > MODE #b +k two
  alice > MODE #c +k three
  bob   > JOIN #a,#b,#c,#d one,wrong,three
  bob   < :bob!~bob@192.0.2.1 JOIN #a
  bob   <… :irc.test 366 bob #a :…
  bob   < :irc.test 475 bob #b :Cannot join channel (+k)
  bob   < :bob!~bob@192.0.2.1 JOIN #c
  bob   <… :irc.test 366 bob #c :…
  bob   < :bob!~bob@192.0.2.1 JOIN #d
`))

test('who is inside already joins nothing', () =>
  play(`
  alice +
  alice > JOIN #tea
  alice <…
  alice > JOIN #tea,#TEA
  alice <
`))

test('JOIN 0 leaves every channel', () =>
  play(`
  alice +
  alice > JOIN #tea,#milk
  alice <…
  alice > JOIN 0
  alice < :alice!~alice@192.0.2.1 PART #tea
  alice < :alice!~alice@192.0.2.1 PART #milk
  alice <
`))

test('a name without the sign is 403, a sign without a good name 476', () => {
  const bad = ['#', '#a\x07b', '#a\u200bb', '#a:b', '#a\u00a0b', `#${'é'.repeat(32)}`]
  return play(`
  alice +
  alice > JOIN tea
  alice < :irc.test 403 alice tea :No such channel
  alice > JOIN &tea
  alice < :irc.test 403 alice &tea :No such channel
  ${bad.map((name) => `alice > JOIN ${name}\nalice < :irc.test 476 alice ${name} :Bad channel name`).join('\n')}
  alice > JOIN :#a b
  alice < :irc.test 476 alice * :Bad channel name
  alice > JOIN #${'é'.repeat(31)}x
  alice < :alice!~alice@192.0.2.1 JOIN #${'é'.repeat(31)}x
`)
})

test('nobody is in more channels than ISUPPORT says', () =>
  play(
    `
  alice +
  alice > JOIN #a,#b,#c
  alice <… :alice!~alice@192.0.2.1 JOIN #b
  alice <… :irc.test 405 alice #c :You have joined too many channels
  alice > PART #a
  alice <…
  alice > JOIN #c
  alice < :alice!~alice@192.0.2.1 JOIN #c
`,
    { limits: { channels: 2 } },
  ))

test('an open channel waits an hour for somebody to come back, who then operates it', () =>
  play(`
  alice + echo-message batch
  alice > JOIN #tea
  alice > MODE #tea +m
  alice > TOPIC #tea :milk first
  alice > PRIVMSG #tea :anyone?
  alice > PART #tea
  alice <…
  alice > LIST
  alice <> #tea
  alice <…
  wait 59m
  alice > PING x
  alice > JOIN #TEA
  alice <… :alice!~alice@192.0.2.1 JOIN #tea
  alice < :irc.test 332 alice #tea :milk first
  alice < :irc.test 333 alice #tea …
  alice < :irc.test 353 alice = #tea :@alice
  alice <…
  alice > MODE #tea
  alice < :irc.test 324 alice #tea :+ntm
  alice <…
  alice > CHATHISTORY LATEST #tea * 5
  alice < …:irc.test BATCH +… chathistory #tea
  alice < @batch=… :alice!~alice@192.0.2.1 PRIVMSG #tea :anyone?
`))

test('after the hour the name is free, and nothing is left', () =>
  play(
    `
  alice + batch
  alice > JOIN #tea
  alice > TOPIC #tea :milk first
  alice > PRIVMSG #tea :anyone?
  alice > PART #tea
  alice <…
  wait 61m
  alice > JOIN #tea
  alice < :alice!~alice@192.0.2.1 JOIN #tea
  alice < :irc.test 353 alice = #tea :@alice
  alice < :irc.test 366 alice #tea :…
  alice > CHATHISTORY LATEST #tea * 5
  alice < …:irc.test BATCH +$a chathistory #tea
  alice < :irc.test BATCH -$a
`,
    { settings: { pingMs: 999 * 60_000 } },
  ))

test('while a channel waits its key and its bans hold', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea,#milk
  alice > MODE #tea +k key
  alice > MODE #milk +b bob
  alice > JOIN 0
  bob   > JOIN #tea
  bob   < :irc.test 475 bob #tea :Cannot join channel (+k)
  bob   > JOIN #milk
  bob   < :irc.test 474 bob #milk :Cannot join channel (+b)
  bob   > JOIN #tea key
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
`))

test('an invite-only channel ends with its last member', () =>
  play(`
  alice + batch
  alice > JOIN #tea
  alice > MODE #tea +i
  alice > TOPIC #tea :secrets
  alice > PRIVMSG #tea :secrets
  alice > PART #tea
  bob   + batch
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
  bob   < :irc.test 353 bob = #tea :@bob
  bob   < :irc.test 366 bob #tea :End of NAMES
  bob   > CHATHISTORY LATEST #tea * 5
  bob   < …:irc.test BATCH +$a chathistory #tea
  bob   < :irc.test BATCH -$a
`))

test('a secret channel ends with its last member: whoever happens on its name reads nothing', () =>
  play(`
  alice +
  bob   + batch
  alice > JOIN #tea
  alice > MODE #tea +s
  alice > PRIVMSG #tea :secret
  alice > PART #tea
  bob   > JOIN #tea
  bob   <…
  bob   > MODE #tea
  bob   < :irc.test 324 bob #tea :+nt
  bob   <…
  bob   > CHATHISTORY LATEST #tea * 5
  bob   < …:irc.test BATCH +… chathistory #tea
  bob   < :irc.test BATCH -…
`))
