/** Channel mode +D: https://docs.inspircd.org/4/modules/delayjoin/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   + extended-join
  carol +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +D
  alice <…
  bob   <…
  carol > JOIN #tea
  carol <…
`

test('a JOIN is told when its user speaks, before what it says', () =>
  play(`
  ${scene}
  alice <
  bob   <
  carol > PRIVMSG #tea :hi
  alice < :carol!~carol@192.0.2.1 JOIN #tea
  alice < :carol!~carol@192.0.2.1 PRIVMSG #tea :hi
  bob   < :carol!~carol@192.0.2.1 JOIN #tea * :carol of the play
  bob   < :carol!~carol@192.0.2.1 PRIVMSG #tea :hi
  carol > PRIVMSG #tea :hi
  alice < :carol!~carol@192.0.2.1 PRIVMSG #tea :hi
  carol <
`))

test('or sets the topic, or gets a status, or the mode ends', () =>
  play(`
  ${scene}
  dave  +
  erin  +
  dave  > JOIN #tea
  erin  > JOIN #tea
  alice > MODE #tea -t
  alice <…
  carol > TOPIC #tea :milk first
  alice < :carol!~carol@192.0.2.1 JOIN #tea
  alice < :carol!~carol@192.0.2.1 TOPIC #tea :milk first
  alice > MODE #tea +v dave
  alice < :dave!~dave@192.0.2.1 JOIN #tea
  alice < :alice!~alice@192.0.2.1 MODE #tea +v dave
  alice > MODE #tea -D
  alice < :alice!~alice@192.0.2.1 MODE #tea -D
  alice < :erin!~erin@192.0.2.1 JOIN #tea
  alice <
`))

test('who was not shown leaves unseen, by PART, QUIT or KICK', () =>
  play(`
  ${scene}
  alice > NAMES #tea
  alice < :irc.test 353 alice = #tea :@alice bob
  alice <…
  carol > NAMES #tea
  carol < :irc.test 353 carol = #tea :@alice bob carol
  carol > NICK carla
  carol > PART #tea
  alice <
  carol > JOIN #tea
  carol <…
  alice > KICK #tea carla :bye
  alice < :alice!~alice@192.0.2.1 KICK #tea carla :bye
  carol < :alice!~alice@192.0.2.1 KICK #tea carla :bye
  bob   <
  carol > JOIN #tea
  carol drops
  alice <
  bob   <
`))
