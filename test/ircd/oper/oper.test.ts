/** https://modern.ircdocs.horse/#oper-message */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unprotected } from '../../../ircd/core/protection.ts'
import { oper } from '../../opers.ts'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

const opers = [oper('boss'), oper('locked', { plain: false })]

test('OPER makes an operator, who reads +o and 381', () =>
  play(
    `
  alice +
  alice > OPER boss sesame
  alice < :alice MODE alice +o
  alice < :irc.test 381 alice :You are now an operator of the network
  alice <
  alice > MODE alice
  alice < :irc.test 221 alice :+o
`,
    { settings: { opers } },
  ))

test('a wrong password is 464, a name that nobody has 491, and too few parameters 461', () =>
  play(
    `
  alice +
  alice > OPER boss wrong
  alice < :irc.test 464 alice :Password incorrect
  alice > OPER nobody sesame
  alice < :irc.test 491 alice :No operator may come from where you are
  alice > OPER boss
  alice < :irc.test 461 alice OPER :Not enough parameters
  alice > WALLOPS :hello
  alice < :irc.test 481 alice :Permission denied…
`,
    { settings: { opers } },
  ))

test('a password is not taken over a connection that others can read', () =>
  play(
    `
  alice +
  alice > OPER locked sesame
  alice < :irc.test 491 alice :No operator may come from where you are
  bob connects securely
  bob > NICK bob
  bob > USER bob 0 * :Bob
  bob <…
  bob > OPER locked sesame
  bob <… :irc.test 381 bob :…
  carol connects from 127.0.0.1
  carol > NICK carol
  carol > USER carol 0 * :Carol
  carol <…
  carol > OPER locked sesame
  carol <… :irc.test 381 carol :…
`,
    { settings: { opers } },
  ))

test('a certificate proves who it is, with or without a password', async () => {
  const print = 'ab'.repeat(32)
  const settings = {
    opers: [
      oper('key', { password: '', fingerprints: [print] }),
      oper('both', { fingerprints: ['cd'.repeat(32)] }),
    ],
  }
  await play(
    `
  alice connects with ${print}
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice <…
  alice > OPER both sesame
  alice < :irc.test 464 alice :Password incorrect
  alice > OPER key anything
  alice <… :irc.test 381 alice :…
  bob +
  bob > OPER key anything
  bob < :irc.test 464 bob :Password incorrect
`,
    { settings },
  )
})

test('an operator comes from the hosts that are allowed', () =>
  play(
    `
  alice connects from 198.51.100.7
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice <…
  alice > OPER home sesame
  alice < :irc.test 491 alice :…
  bob +
  bob > OPER home sesame
  bob <… :irc.test 381 bob :…
  carol connects from 203.0.113.200
  carol > NICK carol
  carol > USER carol 0 * :Carol
  carol <…
  carol > OPER home sesame
  carol <… :irc.test 381 carol :…
`,
    { settings: { opers: [oper('home', { hosts: ['192.0.2.*', '203.0.113.0/24'] })] } },
  ))

test('who guesses must wait, even with the right password', () =>
  play(
    `
  alice +
  alice > OPER boss one
  alice > OPER boss two
  alice <…
  alice > OPER boss sesame
  alice < :irc.test 464 alice :Password incorrect
  wait 30s
  alice > OPER boss sesame
  alice <… :irc.test 381 alice :…
`,
    {
      settings: {
        opers,
        protection: {
          ...unprotected,
          throttle: { ...unprotected.throttle, opers: { count: 2, ms: 30_000 } },
        },
      },
    },
  ))

test('DEOPER and MODE -o lay the powers down', () =>
  play(
    `
  alice +
  alice > OPER boss sesame
  alice <…
  alice > DEOPER
  alice < :alice MODE alice -o
  alice > KILL bob
  alice < :irc.test 481 alice :…
  alice > OPER boss sesame
  alice <…
  alice > MODE alice -o
  alice < :alice MODE alice -o
  alice > DEOPER
  alice < :irc.test 481 alice :…
  alice > MODE alice +o
  alice <
`,
    { settings: { opers } },
  ))

test('WHOIS and WHO say who is an operator, unless it hides', () =>
  play(
    `
  alice +
  bob +
  alice > OPER boss sesame
  alice <…
  bob > WHOIS alice
  bob <… :irc.test 313 bob alice :is the gardener
  bob <…
  bob > WHO alice
  bob < :irc.test 352 bob * ~alice 192.0.2.1 irc.test alice H* :0 alice of the play
  bob <…
  alice > MODE alice +H
  alice < :alice MODE alice +H
  bob > WHOIS alice
  bob <> 313
  bob > WHO alice
  bob <… :irc.test 352 bob * ~alice 192.0.2.1 irc.test alice H :0 alice of the play
  bob > MODE bob +H
  bob <…
  bob > OPER boss sesame
  bob <…
  bob > WHOIS alice
  bob <… :irc.test 313 bob alice :is the gardener
`,
    { settings: { opers } },
  ))

test('an operator is given the host, the notices and the hiding that its configuration says', () =>
  play(
    `
  alice +
  alice > OPER star sesame
  alice < :alice MODE alice +o
  alice < :irc.test 381 alice :You are now an operator of the network
  alice < :alice MODE alice +H
  alice < :irc.test 396 alice staff.test :is now your displayed host
  alice < :alice MODE alice +s +k
  alice < :irc.test 008 alice +k :Server notice mask
`,
    { settings: { opers: [oper('star', { vhost: 'staff.test', hidden: true, snomasks: 'k' })] } },
  ))

test('the number of operators is told to everybody', () =>
  play(
    `
  alice +
  alice > OPER boss sesame
  alice <…
  alice > LUSERS
  alice <… :irc.test 252 alice 1 :operators online
`,
    { settings: { opers } },
  ))

test('who is gone before its password was checked is no operator', async () => {
  await using theatre = await Theatre.open({ settings: { opers } })
  await perform(theatre, 'alice +\nbob +')
  const { session } = theatre.actors.get('bob')!
  const answered = session.receive('OPER boss sesame')
  session.close('Killed')
  await answered
  await perform(theatre, 'alice > IRCOPS\nalice <… :irc.test NOTICE alice :0 operators are here')
  assert.equal(theatre.server.net.count.operators, 0)
})
