/** User mode +G, which is +c elsewhere: https://docs.inspircd.org/4/modules/commonchans/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('only who is in one of its channels writes to it', () =>
  play(`
  alice +
  bob   +
  alice > MODE alice +G
  alice > JOIN #tea
  bob   > NOTICE alice :hi
  bob   < :irc.test 531 bob alice :hears only people in the same channels (+G)
  bob   > JOIN #tea
  bob   <…
  alice <…
  bob   > NOTICE alice :hi
  alice < :bob!~bob@192.0.2.1 NOTICE alice :hi
`))
