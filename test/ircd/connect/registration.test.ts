/** https://modern.ircdocs.horse/#connection-registration */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

test('NICK and USER, in either order, make a user, who is welcomed', () =>
  play(`
  alice connects
  alice > USER alice 0 * :Alice Liddell
  alice > NICK alice
  alice < :irc.test 001 alice :Welcome to the TestNet network, alice!~alice@192.0.2.1
  alice < :irc.test 002 alice :Your host is irc.test, running causerie-test
  alice < :irc.test 003 alice :This server was started Thu, 01 Jan 2026 00:00:00 GMT
  alice < :irc.test 004 alice irc.test causerie-test $users $modes :$with
  alice < :irc.test 005 alice … :are supported by this server
  alice <… :irc.test 251 alice :There are 1 users and 0 invisible on 1 servers
  alice < :irc.test 255 alice :I have 1 clients and 0 servers
  alice < :irc.test 265 alice 1 1 :Current local users 1, max 1
  alice < :irc.test 266 alice 1 1 :Current global users 1, max 1
  alice < :irc.test 422 alice :There is no message of the day
  alice < :irc.test 221 alice :+
  alice <
  bob connects
  bob > NICK bob
  bob > USER bob 0 * :Bob
  bob < :irc.test 001 bob :…
`))

test('irssi asks, tries JOIN, requests, ends, and only then tells its name', () =>
  play(
    `
  irssi connects
  irssi > CAP LS 302
  irssi > JOIN :
  irssi < :irc.test CAP * LS …:…sasl=PLAIN,SCRAM-SHA-256…
  irssi <…
  irssi > CAP REQ :multi-prefix sasl server-time
  irssi < :irc.test CAP * ACK :multi-prefix sasl server-time
  irssi > AUTHENTICATE PLAIN
  irssi < …:irc.test AUTHENTICATE +
  irssi > AUTHENTICATE aXJzc2kAaXJzc2kAc2VjcmV0
  irssi < …:irc.test 900 * *!*@192.0.2.1 irssi :You are now logged in as irssi
  irssi < …:irc.test 903 * :SASL authentication successful
  irssi > CAP END
  irssi <
  irssi > PASS irssi:wrong after all
  irssi > NICK irssi
  irssi > USER irssi irssi localhost :irssi
  irssi < …:irc.test 001 irssi :…
`,
    { accounts: { irssi: 'secret' } },
  ))

test('WeeChat says PASS first, and everything else at once', () =>
  play(
    `
  wee connects
  wee > PASS wee:secret
  wee > CAP LS 302
  wee > NICK wee
  wee > USER wee 0 * :WeeChat
  wee <… :irc.test CAP * LS :…
  wee > CAP REQ :account-tag server-time
  wee < :irc.test CAP wee ACK :account-tag server-time
  wee <
  wee > CAP END
  wee < …:irc.test 900 wee wee!~wee@192.0.2.1 wee :You are now logged in as wee
  wee < …:irc.test 001 wee :…
`,
    { accounts: { wee: 'secret' } },
  ))

test('before registration a command that needs a user is answered with 451', () =>
  play(`
  alice connects
  alice > PRIVMSG bob :hi
  alice < :irc.test 451 * :You have not registered
  alice > NICK alice
  alice > WHOIS alice
  alice < :irc.test 451 alice :You have not registered
  alice > NONSENSE
  alice < :irc.test 421 alice NONSENSE :Unknown command
  alice <
`))

test('a JOIN before registration is not answered', () =>
  play(`
  alice connects
  alice > JOIN :
  alice > JOIN #tea
  alice <
  bob +
  bob > LIST
  bob <> #tea
`))

test('whoever does not register in time is dropped', () =>
  play(`
  alice connects
  wait 60s
  alice <
  wait 1s
  alice < ERROR :Closing link: 192.0.2.1 (Registration timed out)
  alice is gone
`))

test('of two who choose one nick the second to complete must choose another', () =>
  play(`
  alice connects
  bob connects
  alice > CAP LS
  alice <…
  alice > NICK tea
  alice > USER a 0 * :A
  bob > NICK tea
  bob > USER b 0 * :B
  bob < :irc.test 001 tea :…
  alice > CAP END
  alice < :irc.test 433 tea tea :Nickname is already in use
  alice > NICK coffee
  alice < :irc.test 001 coffee :…
`))

test('an encrypted connection shows as mode Z', () =>
  play(`
  alice connects securely
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice <… :irc.test 221 alice :+Z
  alice <
`))

test('an address that begins with a colon could not stand in the middle of a line', () =>
  play(`
  alice connects from ::1
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice < :irc.test 001 alice :…alice!~alice@0::1
  alice <…
  alice > WHOIS alice
  alice < :irc.test 311 alice alice ~alice 0::1 * :Alice
`))

test('ISUPPORT tells every limit, at most thirteen tokens in a line, and cuts none', async () => {
  await using theatre = await Theatre.open()
  const alice = theatre.connect('alice')
  await theatre.say(alice, 'NICK alice')
  await theatre.say(alice, 'USER alice 0 * :Alice')
  const lines = alice.heard.filter((line) => line.startsWith(':irc.test 005 alice '))
  const said = lines.map((line) => {
    assert(line.endsWith(' :are supported by this server'), line)
    return line.split(' :')[0]!.split(' ').slice(3)
  })
  for (const tokens of said) assert(tokens.length <= 13)
  for (const line of lines) assert(Buffer.byteLength(line) <= 510)
  const tokens = said.flat()
  assert.equal(new Set(tokens.map((token) => token.split('=')[0])).size, tokens.length)
  const some = [
    'AWAYLEN=390 BOT=B CASEMAPPING=ascii CHANLIMIT=#:10 CHANNELLEN=64 CHANTYPES=#',
    'CHATHISTORY=100 KEYLEN=32 KICKLEN=390 LINELEN=512 MODES=20 MSGREFTYPES=msgid,timestamp',
    'NAMELEN=150 NETWORK=TestNet NICKLEN=32 SAFELIST TOPICLEN=390 USERLEN=20 UTF8ONLY',
    'TARGMAX=PRIVMSG:4,NOTICE:4,TAGMSG:4,KICK:4,NAMES:4,WHOIS:4,WHOWAS:4,JOIN:,PART:,LIST:,ACCEPT:,MONITOR:5',
  ]
  for (const token of some.join(' ').split(' ')) assert(tokens.includes(token), token)
})

test('a network name with a space is escaped in ISUPPORT', () =>
  play(
    `
  alice connects
  alice > USER alice 0 * :Alice
  alice > NICK alice
  alice <… :irc.test 005 alice … NETWORK=Tea\\x20House …
`,
    { settings: { network: 'Tea House' } },
  ))
