/** Channel mode +S: https://www.unrealircd.org/docs/Channel_modes */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('everybody, the speaker’s echo too, reads the text alone', () =>
  play(`
  alice +
  bob   + echo-message
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +S
  alice <…
  bob   <…
  bob   > PRIVMSG #tea :\x0304,1red\x03 \x02and\x0f \x04ff0000bold
  bob   < :bob!~bob@192.0.2.1 PRIVMSG #tea :red and bold
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :red and bold
`))
