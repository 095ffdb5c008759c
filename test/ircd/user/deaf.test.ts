/** User mode +d: https://docs.inspircd.org/4/modules/deaf/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('who is deaf hears no channel, but all the rest', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  bob   > MODE bob +d
  bob   <…
  carol <…
  alice > PRIVMSG #tea :hi
  bob   <
  carol < :alice!~alice@192.0.2.1 PRIVMSG #tea :hi
  alice > PRIVMSG bob :hi
  bob   < :alice!~alice@192.0.2.1 PRIVMSG bob :hi
  alice > TOPIC #tea :milk first
  bob   < :alice!~alice@192.0.2.1 TOPIC #tea :milk first
  bob   > MODE bob -d
  bob   <…
  alice > PRIVMSG #tea :hi
  bob   < :alice!~alice@192.0.2.1 PRIVMSG #tea :hi
  alice > VERSION
  alice <… …DEAF=d…
`))
