/** https://modern.ircdocs.horse/#nick-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('a new nick is told to oneself and to everyone in common channels, once', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > JOIN #tea,#milk
  bob   > JOIN #tea,#milk
  alice <…
  bob   <…
  alice > NICK queen
  alice < :alice!~alice@192.0.2.1 NICK queen
  alice <
  bob   < :alice!~alice@192.0.2.1 NICK queen
  bob   <
  carol <
  bob   > PRIVMSG alice :hi
  bob   < :irc.test 401 bob alice :No such nick or channel
  bob   > PRIVMSG queen :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG queen :hi
`))

test('the same nick again is nothing; another case is something', () =>
  play(`
  alice +
  alice > NICK alice
  alice <
  alice > NICK Alice
  alice < :alice!~alice@192.0.2.1 NICK Alice
  alice > NICK alice
  alice < :Alice!~alice@192.0.2.1 NICK alice
`))

test('a nick that somebody has, in any case, is refused', () =>
  play(`
  alice +
  bob   +
  bob   > NICK ALICE
  bob   < :irc.test 433 bob ALICE :Nickname is already in use
  carol connects
  carol > NICK alice
  carol < :irc.test 433 * alice :Nickname is already in use
  carol > NICK carol
  carol > USER carol 0 * :Carol
  carol < :irc.test 001 carol :…
  alice > QUIT
  bob   > NICK ALICE
  bob   < :bob!~bob@192.0.2.1 NICK ALICE
`))

test('no nick is 431', () =>
  play(`
  alice +
  alice > NICK
  alice < :irc.test 431 alice :No nickname given
  alice > NICK :
  alice < :irc.test 431 alice :No nickname given
`))

test('what cannot be a nick is 432', () => {
  const wrong = ['1st', '-dash', 'a!b', 'a@b', 'a,b', '#tea', '~a', '@a', 'a.b', 'é', 'a:b']
  const tries = wrong.map(
    (nick) => `
  alice > NICK ${nick}
  alice < :irc.test 432 alice ${nick} :Erroneous nickname
`,
  )
  return play(`
  alice +
  ${tries.join('')}
  alice > NICK :a b
  alice < :irc.test 432 alice * :Erroneous nickname
  alice > NICK ${'a'.repeat(33)}
  alice < :irc.test 432 alice ${'a'.repeat(33)} :Erroneous nickname
  alice > NICK ${'a'.repeat(32)}
  alice < :alice!~alice@192.0.2.1 NICK ${'a'.repeat(32)}
`)
})

test('letters, digits and the signs of old are welcome', () =>
  play(`
  alice +
  alice > NICK [\\]^_\`{|}-1
  alice < :alice!~alice@192.0.2.1 NICK [\\]^_\`{|}-1
`))

test('with ascii only letters have a case; with rfc1459 some signs have one too', async () => {
  const script = `
  alice +
  bob   +
  alice > NICK [tea]
  bob   > NICK {tea}
`
  await play(`${script} bob < :bob!~bob@192.0.2.1 NICK {tea}`)
  await play(`${script} bob < :irc.test 433 bob {tea} :Nickname is already in use`, {
    settings: { casemapping: 'rfc1459' },
  })
})
