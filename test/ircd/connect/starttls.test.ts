/** https://ircv3.net/specs/extensions/tls */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('STARTTLS is refused: there is a port for TLS', () =>
  play(`
  alice connects
  alice > STARTTLS
  alice < :irc.test 691 * :STARTTLS is not offered: connect to the TLS port
`))
