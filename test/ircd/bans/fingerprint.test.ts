/** https://www.unrealircd.org/docs/Extended_bans: ~certfp */
import { test } from 'node:test'
import { play } from '../../play.ts'

const fingerprint = 'ab'.repeat(32)

test('a certificate is known again', () =>
  play(`
  alice +
  alice > JOIN #tea
  alice > MODE #tea +iI ~certfp:${fingerprint.toUpperCase()}
  alice <… …+iI ~certfp:${fingerprint}
  bob   connects with ${fingerprint}
  bob   > NICK bob
  bob   > USER bob 0 * :Bob
  bob   <…
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
  alice > MODE #tea +I ~certfp:abc
  alice <… :irc.test 696 alice #tea I ~certfp:abc :This cannot be a mask
`))
