/** https://docs.inspircd.org/4/modules/uninvite/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('an invitation is taken back by those who keep order', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  carol > JOIN #tea
  alice > MODE #tea +i
  alice <…
  carol <…
  alice > UNINVITE bob #tea
  alice < :irc.test 505 alice bob #tea :Is not invited to this channel
  alice > INVITE bob #tea
  alice <…
  bob   <…
  carol > UNINVITE bob #tea
  carol < :irc.test 482 carol #tea :You're not a channel operator
  alice > UNINVITE bob #tea
  alice < :irc.test 494 alice #tea bob :The invitation has been taken back
  bob   > JOIN #tea
  bob   < :irc.test 473 bob #tea :Cannot join channel (+i)
`))
