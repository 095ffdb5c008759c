/** https://docs.inspircd.org/4/modules/realnameban/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('mask and real name must both fit', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  alice > MODE #tea +b ~realmask:b*!*@*#*_of_the_play
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :Cannot join channel (+b)
  carol > JOIN #tea
  carol < :carol!~carol@192.0.2.1 JOIN #tea
`))
