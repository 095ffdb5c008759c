/** https://ircv3.net/specs/extensions/bot-mode */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('a bot is one in WHO, in WHOIS, and in a tag without value on all that it does', () =>
  play(`
  bot   + message-tags echo-message
  alice + message-tags
  bob   + server-time
  bot   > MODE bot +B
  bot   <…
  alice > JOIN #tea
  bob   > JOIN #tea
  alice <…
  bob   <…
  bot   > JOIN #tea
  alice < @msgid=…;bot :bot!~bot@192.0.2.1 JOIN #tea
  bob   < @time=… :bot!~bot@192.0.2.1 JOIN #tea
  bot   <…
  bot   > PRIVMSG #tea :beep
  alice < @msgid=…;bot :bot!~bot@192.0.2.1 PRIVMSG #tea :beep
  bot   < @msgid=…;bot :bot!~bot@192.0.2.1 PRIVMSG #tea :beep
  alice > CHATHISTORY LATEST #tea * 1
  alice < @msgid=…;bot :bot!~bot@192.0.2.1 PRIVMSG #tea :beep
  alice > WHO bot
  alice < :irc.test 352 alice #tea ~bot 192.0.2.1 irc.test bot HB :0 bot of the play
  alice <…
  alice > WHOIS bot
  alice <… :irc.test 335 alice bot :is a bot
  bot   > MODE bot -B
  bot   > PRIVMSG #tea :boop
  alice <… @msgid=… :bot!~bot@192.0.2.1 PRIVMSG #tea :boop
`))

test('the letter is advertised', () =>
  play(`
  alice connects
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice <… :irc.test 005 alice … BOT=B …
`))
