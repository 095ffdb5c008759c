/** https://modern.ircdocs.horse/#version-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('VERSION tells the version, and ISUPPORT once more', () =>
  play(`
  alice +
  alice > VERSION
  alice < :irc.test 351 alice causerie-test irc.test :https://modern.ircdocs.horse
  alice < :irc.test 005 alice CASEMAPPING=ascii …
  alice <… :irc.test 005 …
`))
