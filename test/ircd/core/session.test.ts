/**
 * https://modern.ircdocs.horse/#message-format and
 * https://ircv3.net/specs/extensions/message-tags#size-limit
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ask } from '../../../ircd/core/ask.ts'
import { joined } from '../../../ircd/features/channel/join.ts'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

test('a line that is too long is 417, and nothing of it happens', () =>
  play(`
  alice +
  bob   +
  alice >too-long PRIVMSG bob :the beginning of it
  alice < :irc.test 417 alice :Input line was too long
  bob   <
  alice > PING still
  alice < :irc.test PONG irc.test still
  carol connects
  carol >too-long NICK carol
  carol < :irc.test 417 * :Input line was too long
`))

test('a line that is not UTF-8 is refused by name, where it has one', () =>
  play(`
  alice +
  bob   +
  alice >not-utf8 PRIVMSG bob :caf�
  alice < :irc.test FAIL PRIVMSG INVALID_UTF8 :This network accepts only UTF-8
  bob   <
  alice >not-utf8 @+x=�
  alice < :irc.test FAIL * INVALID_UTF8 :This network accepts only UTF-8
`))

test('a line without a verb is no line', () =>
  play(`
  alice +
  alice > 
  alice >  
  alice > @+x=1
  alice > :alice
  alice <
`))

test('a verb is known in any case, and spaces between words may be many', () =>
  play(`
  alice +
  alice > ping one
  alice < :irc.test PONG irc.test one
  alice > PiNg    two   three
  alice < :irc.test PONG irc.test two
`))

test('from the fifteenth parameter on everything is one', () =>
  play(`
  alice +
  alice > ISON a b c d e f g h i j k l m n alice bob :c
  alice < :irc.test 303 alice :alice
`))

test('what cannot stand in the middle of an answer is a star there', () =>
  play(`
  alice +
  alice > NICK :two words
  alice < :irc.test 432 alice * :Erroneous nickname
  alice > JOIN ::colon
  alice < :irc.test 403 alice * :No such channel
  alice > MODE :
  alice < :irc.test 401 alice * :No such nick or channel
  alice > WHO :a b
  alice < :irc.test 315 alice * :End of WHO
`))

test('no answer is longer than a line may be, whatever it repeats', () => {
  const room = (frame: string) => 510 - frame.length
  const [unknown, refused] = [' :Unknown command', ' :Bad channel name']
  return play(`
  alice +
  alice > ${'X'.repeat(510)}
  alice < :irc.test 421 alice ${'X'.repeat(room(`:irc.test 421 alice ${unknown}`))}${unknown}
  alice > JOIN #x${'é'.repeat(250)}
  alice < :irc.test 476 alice #x${'é'.repeat(room(`:irc.test 476 alice #x${refused}`) / 2)}${refused}
  alice > CAP REQ :${'x'.repeat(500)}
  alice < :irc.test CAP alice NAK :${'x'.repeat(room(':irc.test CAP alice NAK :'))}
`)
})

test('a slow command holds back its own client only', async () => {
  await using theatre = await Theatre.open({ accounts: { alice: 'correct horse' } })
  await perform(theatre, 'alice +\nbob +')
  const [alice, bob] = ['alice', 'bob'].map((name) => theatre.actors.get(name)!)
  await alice!.session.receive('AUTHENTICATE PLAIN')
  const slow = alice!.session.receive('AUTHENTICATE AGFsaWNlAGNvcnJlY3QgaG9yc2U=')
  assert(slow instanceof Promise)
  assert.equal(bob!.session.receive('PING x'), undefined)
  assert.deepEqual(bob!.heard, [':irc.test PONG irc.test x'])
  await slow
  assert.equal(alice!.session.user.account, 'alice')
})

test('whoever was thrown out in the middle of a command does nothing more', async () => {
  await using theatre = await Theatre.open()
  await perform(theatre, 'alice +\nbob +\nbob > JOIN #tea')
  const { server, actors } = theatre
  const { session } = actors.get('alice')!
  const ask = new Ask(server, session, 'JOIN', undefined)
  const channel = server.net.channel('#tea')!
  session.close('Killed')
  assert.equal(ask.commit(joined, { channel, key: '' }), false)
  assert.equal(channel.members.size, 1)
})

test('whoever leaves while a password is checked is answered nothing, and is not logged in', async () => {
  await using theatre = await Theatre.open({ accounts: { alice: 'correct horse' } })
  const alice = theatre.connect('alice')
  for (const line of ['PASS :alice:correct horse', 'NICK alice']) await theatre.say(alice, line)
  const slow = alice.session.receive('USER alice 0 * :Alice')
  alice.session.lost('Connection closed')
  await slow
  assert.deepEqual(alice.heard, [])
  assert.equal(theatre.server.net.user('alice'), undefined)
  assert.equal(theatre.server.sessions.size, 0)
})
