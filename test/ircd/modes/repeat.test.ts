/** Channel mode +E: https://docs.inspircd.org/4/modules/repeat/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = (mode: string) => `
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea ${mode}
  alice <…
  bob   <…
`

test('who says the same too often is kicked, whatever the capitals and colours', () =>
  play(`
  ${scene('+E 2:60')}
  bob   > PRIVMSG #tea :buy
  bob   > PRIVMSG #tea :other
  bob   > PRIVMSG #tea :BUY
  bob   <
  bob   > PRIVMSG #tea :\x0304buy
  bob   < :irc.test KICK #tea bob :The same more than 2 times in 60 seconds
`))

test('with a star banned too, with a tilde only not heard', () =>
  play(`
  ${scene('+E *1:60')}
  bob   > PRIVMSG #tea :buy
  bob   > PRIVMSG #tea :buy
  bob   < :irc.test MODE #tea +b *!*@192.0.2.1
  bob   < :irc.test KICK #tea bob :…
  alice > MODE #tea -b+E *!*@192.0.2.1 ~1:60
  bob   > JOIN #tea
  bob   <…
  wait 60s
  bob   > PRIVMSG #tea :buy
  bob   > PRIVMSG #tea :buy
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+E)
  wait 60s
  bob   > PRIVMSG #tea :buy
  bob   <
`))
