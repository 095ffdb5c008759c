/** Channel mode +K: https://docs.inspircd.org/4/modules/knock/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('nobody knocks', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  alice > MODE #tea +iK
  alice <…
  bob   > KNOCK #tea
  bob   < :irc.test 480 bob #tea :Cannot knock on channel (+K)
  alice <
`))
