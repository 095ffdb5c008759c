/** Channel mode +j: https://docs.inspircd.org/4/modules/joinflood/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('no more come in within that time, unless invited', () =>
  play(`
  alice +
  bob   +
  carol +
  dave  +
  erin  +
  alice > JOIN #tea
  alice > MODE #tea +j 2:10
  alice <…
  bob   > JOIN #tea
  carol > JOIN #tea
  dave  > JOIN #tea
  dave  < :irc.test 437 dave #tea :Cannot join channel just now (+j)
  alice > INVITE erin #tea
  erin  <…
  erin  > JOIN #tea
  erin  < :erin!~erin@192.0.2.1 JOIN #tea
  wait 10s
  dave  > JOIN #tea
  dave  < :dave!~dave@192.0.2.1 JOIN #tea
`))

test('what is no rate is 696', () =>
  play(`
  alice +
  alice > JOIN #tea
  alice <…
  alice > MODE #tea +j 0:5
  alice < :irc.test 696 alice #tea j 0:5 :It is written <count>:<seconds>, as 5:10
`))
