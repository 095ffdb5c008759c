/** https://modern.ircdocs.horse/#key-channel-mode */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('who joins says the key', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  alice > MODE #tea +k Secret
  bob   > JOIN #tea
  bob   < :irc.test 475 bob #tea :Cannot join channel (+k)
  bob   > JOIN #tea secret
  bob   < :irc.test 475 bob #tea :Cannot join channel (+k)
  bob   > JOIN #tea Secret
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
`))

test('to take the key away any word will do; the line shows the one that was', () =>
  play(`
  alice +
  alice > JOIN #tea
  alice > MODE #tea +k one
  alice <…
  alice > MODE #tea +k two
  alice < :alice!~alice@192.0.2.1 MODE #tea +k two
  alice > MODE #tea -k wrong
  alice < :alice!~alice@192.0.2.1 MODE #tea -k two
  alice > MODE #tea +k one
  alice <…
  alice > MODE #tea -k
  alice < :alice!~alice@192.0.2.1 MODE #tea -k one
`))

test('what cannot be a key is 696, and is not repeated', () =>
  play(`
  alice +
  alice > JOIN #tea
  alice <…
  alice > MODE #tea +k a,b
  alice < :irc.test 696 alice #tea k * :This cannot be a key
  alice > MODE #tea +k :a b
  alice < :irc.test 696 alice #tea k * :This cannot be a key
  alice > MODE #tea +k ::a
  alice < :irc.test 696 alice #tea k * :This cannot be a key
  alice > MODE #tea +k ${'x'.repeat(33)}
  alice < :irc.test 696 alice #tea k * :This cannot be a key
  alice <
`))
