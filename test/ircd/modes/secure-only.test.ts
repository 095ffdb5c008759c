/** Channel mode +z: https://www.unrealircd.org/docs/Channel_modes */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('only who is connected with TLS comes in', () =>
  play(`
  alice +
  bob   +
  carol connects securely
  carol > NICK carol
  carol > USER carol 0 * :Carol
  carol <…
  alice > JOIN #tea
  alice > MODE #tea +z
  alice > INVITE bob #tea
  bob   <…
  bob   > JOIN #tea
  bob   < :irc.test 489 bob #tea :Cannot join channel (+z)…
  carol > JOIN #tea
  carol < :carol!~carol@192.0.2.1 JOIN #tea
`))
