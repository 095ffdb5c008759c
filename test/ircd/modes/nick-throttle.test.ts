/** Channel mode +F: https://docs.inspircd.org/4/modules/nickflood/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('below half-operators no more take another name within that time', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +F 2:10
  bob   > NICK bill
  bob   > NICK ben
  bob   <…
  bob   > NICK bert
  bob   < :irc.test 447 ben #tea :Cannot change nickname while on this channel (+F)
  wait 10s
  bob   > NICK bert
  bob   < :ben!~bob@192.0.2.1 NICK bert
`))
