/** Who somebody is, in the state layer: no browser is needed. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { perform } from '../../webgate/client/state/commands.ts'
import { say } from '../../webgate/client/state/speaking.ts'
import { Whois } from '../../webgate/client/state/whois.ts'
import { emptyHistory, modernWelcome, Trace } from './trace.ts'

const inTea = (met: string[] = []) =>
  new Trace({ meet: (nick) => met.push(nick) }).connect().play(modernWelcome).play(emptyHistory)

test('the answers of WHOIS are one person, and stand in no log', () => {
  const trace = inTea()
  let heard = 0
  const whois = new Whois(trace.session, 'Bob', () => heard++)
  const before = trace.session.server.entries.length
  trace.play(`
    > WHOIS Bob
    < :irc.test 311 ada bob ~bob host.example * :Bob the builder
    < :irc.test 319 ada bob :@#tea #cake
    < :irc.test 312 ada bob irc.test :TestNet
    < :irc.test 301 ada bob :gone for lunch
    < :irc.test 317 ada bob 60 1777629600 :seconds idle, signon time
    < :irc.test 330 ada bob builder :is logged in as
    < :irc.test 671 ada bob :is using a secure connection
    < :irc.test 311 ada eve ~eve elsewhere * :Eve
    < :irc.test 318 ada bob :End of WHOIS
  `)
  assert.deepEqual([whois.is, heard], ['told', 1])
  assert.deepEqual(whois.person, {
    user: '~bob',
    host: 'host.example',
    realname: 'Bob the builder',
    channels: ['@#tea', '#cake'],
    away: 'gone for lunch',
    since: 1777629600_000,
    spokeAt: trace.now - 60_000,
    account: 'builder',
    more: ['is using a secure connection'],
  })
  const told = trace.session.server.entries.slice(before).map(({ text }) => text)
  assert.deepEqual(told, ['eve ~eve elsewhere * Eve'])
})

test('nobody of that name is said to be gone, and so is everybody without a connection', () => {
  const trace = inTea()
  const whois = new Whois(trace.session, 'zoe', () => {})
  trace.play(`
    > WHOIS zoe
    < :irc.test 401 ada zoe :No such nick/channel
    < :irc.test 318 ada zoe :End of WHOIS
  `)
  assert.equal(whois.is, 'gone')
  const cut = new Whois(trace.session, 'bob', () => {})
  trace.disconnect()
  assert.equal(cut.is, 'gone')
  assert.equal(new Whois(trace.session, 'bob', () => {}).is, 'gone')
})

test('/whois opens the page’s own card, and with a server’s name its lines are shown', () => {
  const met: string[] = []
  const trace = inTea(met)
  perform(trace.session, trace.buffer('#tea'), '/whois bob')
  trace.silent()
  assert.deepEqual(met, ['bob'])
  perform(trace.session, trace.buffer('#tea'), '/whois irc.test bob')
  trace.play('> WHOIS irc.test bob')
})

test('a message to somebody who is gone is refused, also while one asks who they are', () => {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory)
  const { session } = trace
  const bob = session.open('bob')
  say(session, bob, 'are you there?')
  new Whois(session, 'bob', () => {})
  trace.play('< @label=1 :irc.test 401 ada bob :No such nick')
  assert.equal(bob.entries[0]?.delivery, 'failed')
})
