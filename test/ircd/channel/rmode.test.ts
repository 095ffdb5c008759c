/** https://docs.inspircd.org/4/modules/rmode/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +bb one two
  alice > MODE #tea +b ~quiet:three
  alice > MODE #tea +v bob
  alice <…
  bob   <…
`

test('all entries of a list that fit are taken away', () =>
  play(
    `
  ${scene}
  alice > RMODE #tea b *!*
  alice < :alice!~alice@192.0.2.1 MODE #tea -bb one!*@* two!*@*
  alice < :alice!~alice@192.0.2.1 MODE #tea -b ~quiet:three!*@*
`,
    { limits: { modes: 2 } },
  ))

test('or a status from all who have it', () =>
  play(`
  ${scene}
  alice > RMODE #tea v
  alice < :alice!~alice@192.0.2.1 MODE #tea -v bob
`))

test('it needs what MODE needs', () =>
  play(`
  ${scene}
  bob   > RMODE #tea b
  bob   < :irc.test 482 bob #tea :You're not a channel operator
  alice > RMODE #tea n
  alice < :irc.test 472 alice n :is an unknown mode character to me
  alice > RMODE #nowhere b
  alice < :irc.test 403 alice #nowhere :No such channel
`))
