/** https://modern.ircdocs.horse/#topic-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('everyone inside hears a new topic, and who asks is told who set it and when', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice <…
  bob   <…
  alice > TOPIC #tea
  alice < :irc.test 331 alice #tea :No topic is set
  wait 90s
  alice > TOPIC #TEA :milk first
  alice < :alice!~alice@192.0.2.1 TOPIC #tea :milk first
  bob   < :alice!~alice@192.0.2.1 TOPIC #tea :milk first
  bob   > TOPIC #tea
  bob   < :irc.test 332 bob #tea :milk first
  bob   < :irc.test 333 bob #tea alice!~alice@192.0.2.1 :1767225690
`))

test('an empty topic clears it', () =>
  play(`
  alice +
  alice > JOIN #tea
  alice > TOPIC #tea :milk
  alice <…
  alice > TOPIC #tea :
  alice < :alice!~alice@192.0.2.1 TOPIC #tea :
  alice > TOPIC #tea
  alice < :irc.test 331 alice #tea :No topic is set
`))

test('from outside one reads a topic but sets none; a secret channel does not exist', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  alice > TOPIC #tea :milk
  alice > MODE #tea -t
  bob   > TOPIC #tea
  bob   < :irc.test 332 bob #tea :milk
  bob   < :irc.test 333 …
  bob   > TOPIC #tea :sugar
  bob   < :irc.test 442 bob #tea :You're not on that channel
  alice > MODE #tea +s
  bob   > TOPIC #tea
  bob   < :irc.test 403 bob #tea :No such channel
  bob   > TOPIC #tea :sugar
  bob   < :irc.test 403 bob #tea :No such channel
  bob   > TOPIC #nowhere
  bob   < :irc.test 403 bob #nowhere :No such channel
  bob   > TOPIC
  bob   < :irc.test 461 bob TOPIC :Not enough parameters
`))

test('a long topic is shortened between characters, and always fits in its line', () =>
  play(`
  alice +
  alice > JOIN #tea
  alice <…
  alice > TOPIC #tea :x${'é'.repeat(200)}
  alice < :alice!~alice@192.0.2.1 TOPIC #tea :x${'é'.repeat(194)}
  alice > JOIN #${'t'.repeat(63)}
  alice > NICK ${'a'.repeat(32)}
  alice <…
  alice > TOPIC #${'t'.repeat(63)} :${'x'.repeat(390)}
  alice < :${'a'.repeat(32)}!~alice@192.0.2.1 TOPIC #${'t'.repeat(63)} :${'x'.repeat(387)}
`))
