/** https://modern.ircdocs.horse/#protected-topic-mode */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

test('only an operator changes a locked topic, and everyone hears it', () =>
  play(`
  alice +
  bob   + server-time
  alice > JOIN #tea
  bob   > JOIN #tea
  alice <…
  bob   <…
  bob   > TOPIC #tea :milk first
  bob   < @time=… :irc.test 482 bob #tea :You're not a channel operator
  alice > TOPIC #tea :milk last
  alice < :alice!~alice@192.0.2.1 TOPIC #tea :milk last
  bob   < @time=… :alice!~alice@192.0.2.1 TOPIC #tea :milk last
  bob   <
  alice > MODE #tea +h-t bob
  alice > MODE #tea +t
  bob   <…
  bob   > TOPIC #tea :milk first
  bob   < @time=… :bob!~bob@192.0.2.1 TOPIC #tea :milk first
`))

test('where it is not locked every member changes it', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea -t
  bob   <…
  bob   > TOPIC #tea :milk first
  bob   < :bob!~bob@192.0.2.1 TOPIC #tea :milk first
`))

test('an operator of the network who may override changes it from outside', () =>
  play(
    `
  boss  +
  alice +
  alice > JOIN #tea
  alice <…
  boss  > TOPIC #tea :milk first
  boss  < :irc.test 442 boss #tea :You're not on that channel
  ${rises('boss')}
  boss  > TOPIC #tea :milk first
  alice < :boss!~boss@192.0.2.1 TOPIC #tea :milk first
`,
    { settings: { opers: [oper('boss')] } },
  ))
