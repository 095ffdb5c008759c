/** What operators make others do: SAJOIN and its siblings, OJOIN. */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

const options = { settings: { opers: [oper('boss'), oper('weak', { privileges: new Set() })] } }

test('SAJOIN brings somebody into a channel whatever its modes, SAPART takes it out', () =>
  play(
    `
  boss +
  alice +
  bob +
  bob > JOIN #tea
  bob > MODE #tea +i
  bob <…
  alice > SAJOIN alice #tea
  alice < :irc.test 481 alice :…
  ${rises('boss')}
  boss > MODE boss +s o
  boss <…
  boss > SAJOIN alice #tea
  boss < :irc.test NOTICE boss :*** forced: by boss, what SAJOIN alice #tea
  alice < :alice!~alice@192.0.2.1 JOIN #tea
  alice <… :irc.test 366 alice #tea :End of NAMES
  bob < :alice!~alice@192.0.2.1 JOIN #tea
  boss > SAPART alice #tea :enough tea
  alice < :alice!~alice@192.0.2.1 PART #tea :enough tea
  bob < :alice!~alice@192.0.2.1 PART #tea :enough tea
  boss > SAPART alice #tea
  boss <… :irc.test 441 boss alice #tea :They aren't on that channel
  boss > SAJOIN alice tea
  boss <… :irc.test 476 boss tea :Bad channel name
  boss > SAJOIN nobody #tea
  boss <… :irc.test 401 boss nobody :No such nick or channel
  boss > SAPART alice #milk
  boss <… :irc.test 403 boss #milk :No such channel
`,
    options,
  ))

test('SANICK, SAQUIT and SAKICK', () =>
  play(
    `
  boss +
  alice +
  bob +
  alice > JOIN #tea
  bob > JOIN #tea
  alice <…
  bob <…
  ${rises('boss')}
  boss > SANICK alice alicia
  alice < :alice!~alice@192.0.2.1 NICK alicia
  bob < :alice!~alice@192.0.2.1 NICK alicia
  boss > SANICK alicia bob
  boss < :irc.test 433 boss bob :Nickname is already in use
  boss > SANICK alicia 9
  boss < :irc.test 432 boss 9 :Erroneous nickname
  boss > SAKICK alicia #tea :rest
  bob < :irc.test KICK #tea alicia :rest
  boss > SAQUIT alicia :gone
  alice is gone
`,
    options,
  ))

test('SAMODE and SATOPIC speak in the name of the server', () =>
  play(
    `
  boss +
  alice +
  bob +
  alice > JOIN #tea
  bob > JOIN #tea
  alice <…
  bob <…
  ${rises('boss')}
  boss > SAMODE #tea +mo bob
  bob < :irc.test MODE #tea +mo bob
  boss > SATOPIC #tea :milk last
  bob < :irc.test TOPIC #tea :milk last
  boss > SAMODE #milk +m
  boss < :irc.test 403 boss #milk :No such channel
  boss > SATOPIC #milk :x
  boss < :irc.test 403 boss #milk :No such channel
`,
    options,
  ))

test('OJOIN enters whatever the modes, and operates', () =>
  play(
    `
  boss +
  alice +
  alice > JOIN #tea
  alice > MODE #tea +ik secret
  alice <…
  ${rises('boss')}
  boss > OJOIN #tea
  boss < :boss!~boss@192.0.2.1 JOIN #tea
  boss <… :irc.test 366 boss #tea :End of NAMES
  boss < :irc.test MODE #tea +o boss
  alice < :boss!~boss@192.0.2.1 JOIN #tea
  alice < :irc.test MODE #tea +o boss
`,
    options,
  ))

test('CLEARCHAN empties a channel, in three ways', () =>
  play(
    `
  boss +
  alice +
  bob connects from 198.51.100.7
  bob > NICK bob
  bob > USER bob 0 * :Bob
  ${rises('boss')}
  boss > JOIN #tea
  alice > JOIN #tea
  boss <…
  alice <…
  boss > CLEARCHAN #tea FROB
  boss < :irc.test FAIL CLEARCHAN INVALID_PARAMS FROB :KICK, KILL or GLINE
  boss > CLEARCHAN #milk
  boss < :irc.test 403 boss #milk :No such channel
  boss > CLEARCHAN #tea
  alice < :irc.test KICK #tea alice :This channel is cleared
  boss <… :irc.test NOTICE boss :1 users are out of #tea
  bob > JOIN #tea
  boss > CLEARCHAN #tea gline :trouble
  bob is gone
  alice > JOIN #tea
  boss > CLEARCHAN #tea KILL :trouble
  alice <… :boss!~boss@192.0.2.1 KILL alice trouble
  alice is gone
`,
    options,
  ))

test('to force needs no other privilege', () =>
  play(
    `
  boss +
  bob +
  bob > JOIN #tea
  bob <…
  ${rises('boss')}
  boss > SAMODE #tea +m
  bob < :irc.test MODE #tea +m
`,
    { settings: { opers: [oper('boss', { privileges: new Set(['force']) })] } },
  ))

test('OMODE, OKICK and OPME: what Solanum calls it', () =>
  play(
    `
  boss +
  alice +
  bob +
  alice > JOIN #tea
  bob > JOIN #tea
  alice <…
  bob <…
  ${rises('boss')}
  boss > OPME #tea
  boss < :irc.test 442 boss #tea :…
  boss > OPME #milk
  boss < :irc.test 403 boss #milk :…
  boss > JOIN #tea
  boss <…
  bob <…
  boss > OPME #tea
  bob < :irc.test MODE #tea +o boss
  boss > OPME #tea
  boss > OMODE #tea +m
  bob < :irc.test MODE #tea +m
  boss > OKICK #tea bob :no tea
  bob < :irc.test KICK #tea bob :no tea
`,
    options,
  ))
