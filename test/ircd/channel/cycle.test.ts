/** https://docs.inspircd.org/4/modules/cycle/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

for (const verb of ['CYCLE', 'HOP']) {
  test(`${verb} leaves and comes back, without the key`, () =>
    play(`
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +k key
  alice <…
  bob   <…
  bob   > ${verb} #tea :a moment
  bob   < :bob!~bob@192.0.2.1 PART #tea :a moment
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
  alice < :bob!~bob@192.0.2.1 PART #tea :a moment
  alice < :bob!~bob@192.0.2.1 JOIN #tea
  alice > ${verb} #nowhere
  alice < :irc.test 403 alice #nowhere :No such channel
`))
}

test('whoever could not come back does not', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +i
  bob   <…
  bob   > CYCLE #tea
  bob   < :bob!~bob@192.0.2.1 PART #tea
  bob   < :irc.test 473 bob #tea :Cannot join channel (+i)
`))

test('a secret channel does not exist for those outside', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #Tea
  alice > MODE #tea +s
  bob   > CYCLE #tea
  bob   < :irc.test 403 bob #tea :No such channel
  alice > MODE #tea -s
  bob   > CYCLE #tea
  bob   < :irc.test 442 bob #Tea :…
`))
