/** DEFCON and DRAIN: closing the doors step by step. */
import { test } from 'node:test'
import { parseRange } from '#wire/cidr.ts'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'
import { comes, guarded } from '../../protected.ts'
import { houseSecret } from '../../theatre.ts'

const options = { settings: { opers: [oper('boss')] }, accounts: { bob: 'teatime' } }

test('each level lets fewer in, and nobody is thrown out', () =>
  play(
    `
  boss +
  alice +
  ${rises('boss')}
  boss > DEFCON
  boss < :irc.test NOTICE boss :The level is 5: everything is as ever
  boss > DEFCON 4
  boss < :irc.test NOTICE boss :The level is 4: nobody makes accounts
  alice > REGISTER * * teatime
  alice < :irc.test FAIL REGISTER TEMPORARILY_UNAVAILABLE * :No accounts are made just now
  ${comes('carol')}
  carol <… :irc.test 001 carol :…
  boss > DEFCON 3
  ${comes('dave')}
  dave <… :irc.test 465 dave :This network is not open to everybody just now: connect with an account (SASL)
  dave is gone
  boss > DEFCON 2
  bob connects
  bob > CAP REQ sasl
  bob signs in
  bob > NICK bob
  bob > USER bob 0 * :Bob
  bob > CAP END
  bob <… :irc.test 001 bob :…
  boss > DEFCON 1
  ${comes('erin')}
  erin is gone
  alice > PING x
  alice < :irc.test PONG irc.test x
  boss > DEFCON 5
  ${comes('fay')}
  fay <… :irc.test 001 fay :…
`,
    options,
  ))

test('who is exempt from limits, as people on the same machine are, is none of our houses', () =>
  play(
    `
  boss +
  ${rises('boss')}
  boss > DEFCON 2
  ${comes('alice', '127.0.0.1')}
  alice <… :irc.test 465 alice :…
  alice is gone
  house connects
  house > AUTHENTICATE PLAIN
  house > AUTHENTICATE ${btoa(`bob\0*house\0${houseSecret}`)}
  house > NICK bob
  house > USER bob 0 * :Bob
  house <… :irc.test 001 bob :…
`,
    {
      ...options,
      settings: {
        ...options.settings,
        protection: guarded({ connections: { exempt: [parseRange('127.0.0.0/8')!] } }),
      },
    },
  ))

test('a server that is emptied sends newcomers elsewhere', () =>
  play(
    `
  boss +
  alice +
  ${rises('boss')}
  boss > DRAIN other.test 6697
  boss < :irc.test NOTICE boss :Who comes is sent to other.test
  ${comes('carol')}
  carol <… :irc.test 010 carol other.test 6697 :Please use this server instead
  carol is gone
  alice > PING x
  alice < :irc.test PONG irc.test x
  boss > DRAIN OFF
  ${comes('dave')}
  dave <… :irc.test 001 dave :…
`,
    options,
  ))
