/** Channel mode +u: https://docs.inspircd.org/4/modules/auditorium/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  alice > MODE #tea +u
  alice <…
  bob   > JOIN #tea
  bob   <…
`

test('members see those with a voice, themselves, and no coming and going of others', () =>
  play(`
  ${scene}
  carol > JOIN #tea
  carol < :carol!~carol@192.0.2.1 JOIN #tea
  carol < :irc.test 353 carol = #tea :@alice carol
  carol <…
  bob   <
  alice < :bob!~bob@192.0.2.1 JOIN #tea
  alice < :carol!~carol@192.0.2.1 JOIN #tea
  carol > NICK carla
  bob   <
  alice < :carol!~carol@192.0.2.1 NICK carla
  carol > AWAY :out
  carol > PART #tea
  bob   <
  alice < :carla!~carol@192.0.2.1 PART #tea
  carol > JOIN #tea
  alice <…
  alice > KICK #tea carla :bye
  bob   <
  alice < :alice!~alice@192.0.2.1 KICK #tea carla :bye
  alice > NAMES #tea
  alice < :irc.test 353 alice = #tea :@alice bob
`))

test('a QUIT is not told either, and WHO and WHOIS keep silent', () =>
  play(`
  ${scene}
  carol > JOIN #tea
  carol <…
  carol > WHO #tea
  carol <> bob
  carol <…
  carol > WHOIS bob
  carol <> #tea
  carol <…
  carol drops
  bob   <
`))

test('messages flow, and a voice makes its holder seen', () =>
  play(`
  ${scene}
  carol > JOIN #tea
  carol <…
  carol > PRIVMSG #tea :hi
  bob   < :carol!~carol@192.0.2.1 PRIVMSG #tea :hi
  alice > MODE #tea +v carol
  bob   < :carol!~carol@192.0.2.1 JOIN #tea
  bob   < :alice!~alice@192.0.2.1 MODE #tea +v carol
  bob   > NAMES #tea
  bob   < :irc.test 353 bob = #tea :@alice bob +carol
`))
