/** https://www.unrealircd.org/docs/Extended_bans: ~partmsg */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('who fits leaves without a word', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +b ~partmsg:bob
  alice <…
  bob   > PART #tea :buy this
  alice < :bob!~bob@192.0.2.1 PART #tea
`))
