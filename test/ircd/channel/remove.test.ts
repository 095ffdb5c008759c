/** https://docs.inspircd.org/4/modules/remove/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('who may KICK somebody may make it leave, which everybody reads as a PART', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  bob   <…
  carol <…
  carol > REMOVE #tea bob
  carol < :irc.test 482 carol #tea :You're not a channel operator
  alice > REMOVE #tea bob :too loud
  bob   < :bob!~bob@192.0.2.1 PART #tea :Removed by alice: too loud
  carol < :bob!~bob@192.0.2.1 PART #tea :Removed by alice: too loud
  alice <…
  alice > REMOVE #tea bob
  alice < :irc.test 441 alice bob #tea :They aren't on that channel
`))
