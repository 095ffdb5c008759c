/** https://docs.inspircd.org/4/extbans/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('whoever is connected to the server is meant', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  alice > MODE #tea +b ~server:*.test
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :Cannot join channel (+b)
`))
