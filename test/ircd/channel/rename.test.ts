/** https://ircv3.net/specs/extensions/channel-rename */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice + draft/channel-rename
  bob   +
  carol +
  alice > JOIN #tea
  alice > TOPIC #tea :milk first
  alice > MODE #tea +mv alice
  bob   > JOIN #tea
  alice <…
  bob   <…
`

test('who knows RENAME reads it, the others leave and join', () =>
  play(`
  ${scene}
  alice > RENAME #tea #coffee :Sorry
  alice < :alice!~alice@192.0.2.1 RENAME #tea #coffee Sorry
  alice <
  bob   < :bob!~bob@192.0.2.1 PART #tea Sorry
  bob   < :bob!~bob@192.0.2.1 JOIN #coffee
  bob   < :irc.test 332 bob #coffee :milk first
  bob   < :irc.test 333 …
  bob   < :irc.test 353 bob = #coffee :@alice bob
  bob   < :irc.test 366 bob #coffee :End of NAMES
  bob   <
`))

test('members, modes, topic and history stay', () =>
  play(`
  ${scene}
  alice > PRIVMSG #tea :before
  alice > RENAME #tea #coffee
  alice <…
  bob   <…
  alice > MODE #coffee
  alice < :irc.test 324 alice #coffee :+ntm
  alice <…
  alice > PRIVMSG #coffee :hi
  bob   < :alice!~alice@192.0.2.1 PRIVMSG #coffee :hi
  bob   > CHATHISTORY LATEST #coffee * 5
  bob   < …PRIVMSG #tea :before
  bob   < …PRIVMSG #coffee :hi
`))

test('the old name leads to the new one', () =>
  play(`
  ${scene}
  alice > RENAME #tea #coffee
  carol > JOIN #tea
  carol < :irc.test NOTE JOIN CHANNEL_RENAMED #tea #coffee :The channel was renamed
  carol < :irc.test 470 carol #tea #coffee :Forwarding to another channel
  carol < :carol!~carol@192.0.2.1 JOIN #coffee
  carol <…
  carol > PRIVMSG #tea :hi
  carol < :irc.test 403 carol #tea :No such channel
`))

test('but not where the channel is secret: then the old name is free', () =>
  play(`
  ${scene}
  alice > MODE #tea +s
  alice > RENAME #tea #coffee
  carol > JOIN #tea
  carol < :carol!~carol@192.0.2.1 JOIN #tea
  carol <> #coffee
`))

test('where only capitals change, those who do not know RENAME are told nothing', () =>
  play(`
  ${scene}
  alice > RENAME #tea #Tea
  alice < :alice!~alice@192.0.2.1 RENAME #tea #Tea :
  bob   <
  bob   > PRIVMSG #tea :hi
  bob   < :irc.test 404 bob #Tea …
`))

test('existence, membership, rank, and then the new name are looked at', () =>
  play(`
  ${scene}
  carol > RENAME #nowhere #coffee
  carol < :irc.test 403 carol #nowhere :No such channel
  carol > RENAME #tea #coffee
  carol < :irc.test 442 carol #tea :You're not on that channel
  bob   > RENAME #tea #coffee
  bob   < :irc.test 482 bob #tea :You're not a channel operator
  carol > JOIN #taken
  alice > RENAME #tea #TAKEN
  alice < :irc.test FAIL RENAME CHANNEL_NAME_IN_USE #tea #TAKEN :A channel has this name
  alice > RENAME #tea coffee
  alice < :irc.test FAIL RENAME CANNOT_RENAME #tea coffee :This cannot be the name of a channel
  alice > RENAME #tea
  alice < :irc.test 461 alice RENAME :Not enough parameters
`))

test('not again a moment later', () =>
  play(`
  ${scene}
  alice > RENAME #tea #coffee
  alice <…
  alice > RENAME #coffee #tea
  alice < :irc.test FAIL RENAME CANNOT_RENAME #coffee #tea :The channel has been renamed a moment ago
  wait 61s
  alice > RENAME #coffee #tea
  alice < :alice!~alice@192.0.2.1 RENAME #coffee #tea :
`))

test('whoever asked, and does not know RENAME, reads its labelled answer', () =>
  play(`
  alice + labeled-response batch extended-join
  alice > JOIN #tea
  alice <…
  alice > @label=x RENAME #tea #coffee :Sorry
  alice < @label=x :irc.test BATCH +$ref labeled-response
  alice < @batch=$ref :alice!~alice@192.0.2.1 PART #tea Sorry
  alice < @batch=$ref :alice!~alice@192.0.2.1 JOIN #coffee * :alice of the play
  alice < @batch=$ref :irc.test 353 alice = #coffee :@alice
  alice < @batch=$ref :irc.test 366 …
  alice < :irc.test BATCH -$ref
`))
