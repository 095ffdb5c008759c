/** https://modern.ircdocs.horse/#kick-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   +
  carol +
  dave  +
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  alice <…
  bob   <…
  carol <…
`

test('an operator makes others leave, one line for each, and they hear it too', () =>
  play(`
  ${scene}
  alice > KICK #TEA BOB,carol :too loud
  alice < :alice!~alice@192.0.2.1 KICK #tea bob :too loud
  alice < :alice!~alice@192.0.2.1 KICK #tea carol :too loud
  bob   < :alice!~alice@192.0.2.1 KICK #tea bob :too loud
  bob   <
  carol < :alice!~alice@192.0.2.1 KICK #tea bob :too loud
  carol < :alice!~alice@192.0.2.1 KICK #tea carol :too loud
  alice > NAMES #tea
  alice < :irc.test 353 alice = #tea :@alice
`))

test('without a reason the kicker’s nick is the reason', () =>
  play(`
  ${scene}
  alice > KICK #tea bob
  bob   < :alice!~alice@192.0.2.1 KICK #tea bob :alice
  alice > KICK #tea carol :
  carol <… :alice!~alice@192.0.2.1 KICK #tea carol :alice
`))

test('it is asked in this order: the channel, its membership, the victim, the rank', () =>
  play(`
  ${scene}
  alice > KICK #nowhere bob
  alice < :irc.test 403 alice #nowhere :No such channel
  alice > KICK #tea nobody
  alice < :irc.test 401 alice nobody :No such nick or channel
  dave  > KICK #tea bob
  dave  < :irc.test 442 dave #tea :You're not on that channel
  alice > KICK #tea dave
  alice < :irc.test 441 alice dave #tea :They aren't on that channel
  bob   > KICK #tea carol
  bob   < :irc.test 482 bob #tea :You're not a channel operator
  alice > KICK #tea
  alice < :irc.test 461 alice KICK :Not enough parameters
  alice > MODE #tea +s
  dave  > KICK #tea bob
  dave  < :irc.test 403 dave #tea :No such channel
`))

test('a half-operator kicks those below, operators kick everyone', () =>
  play(`
  ${scene}
  alice > MODE #tea +hh bob carol
  bob   <…
  bob   > KICK #tea alice
  bob   < :irc.test 482 bob #tea :You're not a channel operator
  bob   > KICK #tea carol
  bob   < :irc.test 482 bob #tea :You're not a channel operator
  alice > MODE #tea -h+v carol carol
  bob   <…
  bob   > KICK #tea carol
  bob   < :bob!~bob@192.0.2.1 KICK #tea carol :bob
  alice > MODE #tea +o bob
  bob   <…
  bob   > KICK #tea alice
  bob   < :bob!~bob@192.0.2.1 KICK #tea alice :bob
`))

test('who was kicked may come back', () =>
  play(`
  ${scene}
  alice > KICK #tea bob
  bob   <…
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
`))

test('several channels are as many as those who are kicked, one from each', () =>
  play(`
  ${scene}
  alice > JOIN #milk
  carol > JOIN #milk
  alice <…
  alice > KICK #tea,#milk bob,carol :bye
  alice < :alice!~alice@192.0.2.1 KICK #tea bob :bye
  alice < :alice!~alice@192.0.2.1 KICK #milk carol :bye
  alice > KICK #tea,#milk carol
  alice < :irc.test 461 alice KICK :Not enough parameters
`))
