/** https://modern.ircdocs.horse/#ban-channel-mode */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   +
  alice > JOIN #tea
  alice <…
`

test('who is banned does not come in', () =>
  play(`
  ${scene}
  alice > MODE #tea +b BOB
  alice < :alice!~alice@192.0.2.1 MODE #tea +b BOB!*@*
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :Cannot join channel (+b)
  alice > MODE #tea -b bob
  alice < :alice!~alice@192.0.2.1 MODE #tea -b BOB!*@*
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
`))

test('who is inside and banned speaks only with a voice, and not in the topic’s place either', () =>
  play(`
  ${scene}
  bob   > JOIN #tea
  alice > MODE #tea +b *!*@192.0.2.1
  bob   <…
  bob   > PRIVMSG #tea :hi
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+b)
  bob   > NOTICE #tea :hi
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+b)
  alice > MODE #tea +v bob
  alice <…
  bob   <…
  bob   > PRIVMSG #tea :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :hi
`))

test('what was typed becomes a whole mask', () => {
  const masks = [
    ['bob', 'bob!*@*'],
    ['*@host', '*!*@host'],
    ['bob!x', 'bob!x@*'],
    ['n?ck!u*@h', 'n?ck!u*@h'],
    ['10.0.0.*', '*!*@10.0.0.*'],
  ]
  return play(`
  ${scene}
  ${masks
    .map(
      ([typed, whole]) => `
  alice > MODE #tea +b ${typed}
  alice < :alice!~alice@192.0.2.1 MODE #tea +b ${whole}
`,
    )
    .join('')}
`)
})

test('the list tells mask, setter and time, in the order in which it grew', () =>
  play(`
  ${scene}
  alice > MODE #tea +bb one two
  wait 5s
  alice > MODE #tea +b three
  alice <…
  bob   > MODE #tea b
  bob   < :irc.test 367 bob #tea one!*@* alice!~alice@192.0.2.1 :1767225600
  bob   < :irc.test 367 bob #tea two!*@* alice!~alice@192.0.2.1 :1767225600
  bob   < :irc.test 367 bob #tea three!*@* alice!~alice@192.0.2.1 :1767225605
  bob   < :irc.test 368 bob #tea :End of ban list
  alice > MODE #tea +b ONE
  alice <
`))

test('a list has an end, for all letters the same', () =>
  play(`
  ${scene}
  alice > MODE #tea +bbbbbb a b c d e f
  alice < :irc.test 478 alice #tea b :Channel list is full
  alice < :alice!~alice@192.0.2.1 MODE #tea +bbbbb a!*@* b!*@* c!*@* d!*@* e!*@*
  alice > MODE #tea -b+b a f
  alice < :irc.test 478 alice #tea b :Channel list is full
  alice < :alice!~alice@192.0.2.1 MODE #tea -b a!*@*
`))

test('what cannot be a mask is 696', () =>
  play(`
  ${scene}
  alice > MODE #tea +b ${'x'.repeat(201)}
  alice < :irc.test 696 alice #tea b ${'x'.repeat(201)} :This cannot be a mask
  alice > MODE #tea +b a,b
  alice < :irc.test 696 alice #tea b a,b :This cannot be a mask
  alice > MODE #tea +b :a b
  alice < :irc.test 696 alice #tea b * :This cannot be a mask
  alice > MODE #tea +b ::a!b@c
  alice < :irc.test 696 alice #tea b * :This cannot be a mask
`))

test('a ban of the address holds also for who has a host name', () =>
  play(`
  ${scene}
  alice > MODE #tea +b *!*@198.51.100.*
  web connects
  web > WEBIRC house-secret gateway host.example 198.51.100.7
  web > NICK web
  web > USER web 0 * :Web
  web <…
  web > JOIN #tea
  web < :irc.test 474 web #tea :Cannot join channel (+b)
`))
