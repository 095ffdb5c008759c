/** https://modern.ircdocs.horse/#client-limit-channel-mode */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('a full channel lets in only who was invited', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  alice > MODE #tea +l 2
  alice < …JOIN #tea
  alice <… :alice!~alice@192.0.2.1 MODE #tea +l 2
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
  carol > JOIN #tea
  carol < :irc.test 471 carol #tea :Cannot join channel (+l)
  alice > INVITE carol #tea
  carol <…
  carol > JOIN #tea
  carol < :carol!~carol@192.0.2.1 JOIN #tea
  alice <…
  alice > MODE #tea -l
  alice < :alice!~alice@192.0.2.1 MODE #tea -l
`))

test('a limit is a number from 1 to 999999', () =>
  play(`
  alice +
  alice > JOIN #tea
  alice <…
  ${['0', '-1', 'many', '1e3', '1000000', '01']
    .map(
      (text) => `
  alice > MODE #tea +l ${text}
  alice < :irc.test 696 alice #tea l ${text} :The limit is a number from 1 to 999999
`,
    )
    .join('')}
  alice > MODE #tea +l 999999
  alice < :alice!~alice@192.0.2.1 MODE #tea +l 999999
`))
