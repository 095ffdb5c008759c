/** https://ircv3.net/specs/extensions/extended-join */
import { test } from 'node:test'
import { play } from '../../play.ts'

const accounts = { alice: 'correct horse' }

test('its holders read account and real name in a JOIN', () =>
  play(
    `
  alice +
  bob   + extended-join
  carol +
  carol > JOIN #tea
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea * :bob of the play
  bob   <…
  carol <…
  alice signs in
  alice > JOIN #tea
  bob   < :alice!~alice@192.0.2.1 JOIN #tea alice :alice of the play
  carol < :alice!~alice@192.0.2.1 JOIN #tea
`,
    { accounts },
  ))

test('extended-join makes the JOIN, and away-notify adds to it, in this order', () =>
  play(`
  alice +
  bob   + extended-join away-notify
  bob   > JOIN #tea
  bob   <…
  alice > AWAY :asleep
  alice > JOIN #tea
  bob   < :alice!~alice@192.0.2.1 JOIN #tea * :alice of the play
  bob   < :alice!~alice@192.0.2.1 AWAY :asleep
  bob   <
`))
