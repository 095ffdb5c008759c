/** Channel mode +J: https://docs.inspircd.org/4/modules/kicknorejoin/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +J 30
  alice > KICK #tea bob
  bob   <…
`

test('who was kicked stays outside that long, also after a reconnect', () =>
  play(`
  ${scene}
  bob   > JOIN #tea
  bob   < :irc.test 495 bob #tea :Cannot join channel (+J): wait 30 seconds after a kick
  wait 20s
  bob   drops
  bill  +
  bill  > JOIN #tea
  bill  < :irc.test 495 bill #tea :Cannot join channel (+J): wait 10 seconds after a kick
  wait 10s
  bill  > JOIN #tea
  bill  < :bill!~bill@192.0.2.1 JOIN #tea
`))

test('an invitation goes before it', () =>
  play(`
  ${scene}
  alice > INVITE bob #tea
  bob   <…
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
`))
