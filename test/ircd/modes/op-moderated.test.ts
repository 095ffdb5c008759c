/** Channel mode +U, of Ergo and InspIRCd: https://docs.inspircd.org/4/modules/opmoderated/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  alice <…
  bob   <…
  carol <…
`

for (const [what, mode] of [
  ['moderation', '+Um'],
  ['a quiet', '+Ub ~quiet:bob'],
  ['a ban', '+Ub bob'],
  ['+M', '+UM'],
]) {
  test(`what ${what} would refuse reaches those who keep order, and nobody else`, () =>
    play(`
  ${scene}
  alice > MODE #tea ${mode}
  alice <…
  bob   <…
  carol <…
  bob   > PRIVMSG #tea :may I
  alice < :bob!~bob@192.0.2.1 PRIVMSG %#tea :may I
  carol <
  bob   <
`))
}

test('who has a voice is heard by all, and who is outside stays outside', () =>
  play(`
  ${scene}
  dave  +
  alice > MODE #tea +Unmv bob
  alice <…
  carol <…
  bob   > PRIVMSG #tea :hi
  carol < :bob!~bob@192.0.2.1 PRIVMSG #tea :hi
  dave  > PRIVMSG #tea :hi
  dave  < :irc.test 404 dave #tea :Cannot send to channel (+n)
`))
