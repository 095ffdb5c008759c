/** Bans of the whole network: KLINE, GLINE, ZLINE, QLINE, XLINE, SHUN, ELINE. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Server } from '../../../ircd/core/server.ts'
import { bansOf } from '../../../ircd/features/guard/ban.ts'
import { features } from '../../../ircd/features/index.ts'
import { oper, rises } from '../../opers.ts'
import { perform, play } from '../../play.ts'
import { settings, Theatre } from '../../theatre.ts'

const options = {
  settings: { opers: [oper('boss'), oper('weak', { privileges: new Set() })] },
  accounts: { bob: 'teatime' },
}

/** Somebody connects from 198.51.100.7 and says its names. */
const comes = (name: string, ip = '198.51.100.7') => `
  ${name} connects from ${ip}
  ${name} > NICK ${name}
  ${name} > USER ${name} 0 * :${name} of the play`

test('a K-line ends the connections that it fits, and lets no other begin', () =>
  play(
    `
  boss +
  ${comes('bob')}
  bob <…
  ${rises('boss')}
  boss > KLINE *@198.51.100.* 1h :spilled tea|third time
  bob < :irc.test 465 bob :You are banned from this network: spilled tea
  bob < ERROR :Closing link: 198.51.100.7 (Banned: spilled tea)
  bob is gone
  boss < :irc.test NOTICE boss :kline *@198.51.100.* for 1h is set; it fits 1 of those who are here
  ${comes('carol')}
  carol <… :irc.test 465 carol :You are banned from this network: spilled tea
  carol is gone
  ${comes('dave', '203.0.113.5')}
  dave <… :irc.test 001 dave :…
  wait 3600s
  ${comes('erin')}
  erin <… :irc.test 001 erin :…
`,
    options,
  ))

test('a ban needs its privilege, and a mask that says something and spares its maker', () =>
  play(
    `
  alice +
  alice > OPER weak sesame
  alice <…
  alice > KLINE *@198.51.100.7 :no
  alice < :irc.test 481 alice :…
  ${rises('alice')}
  alice > KLINE *@* :everybody
  alice < :irc.test FAIL KLINE INVALID_MASK *@* :This cannot be banned
  alice > ZLINE 0.0.0.0/0 :everybody
  alice < :irc.test FAIL ZLINE INVALID_MASK 0.0.0.0/0 :This cannot be banned
  alice > KLINE *@192.0.2.0/24 :us
  alice < :irc.test FAIL KLINE INVALID_MASK *@192.0.2.0/24 :This would ban yourself
  alice > UNKLINE *@198.51.100.7
  alice < :irc.test FAIL UNKLINE NO_SUCH_BAN *@198.51.100.7 :There is no such ban
`,
    options,
  ))

test('a nick stands for the address of its user', () =>
  play(
    `
  boss +
  ${comes('bob')}
  ${rises('boss')}
  boss > GLINE bob :tea
  boss < :irc.test NOTICE boss :gline *@198.51.100.7 for ever is set; it fits 1 of those who are here
  bob is gone
  boss > UNGLINE *@198.51.100.7
  boss < :irc.test NOTICE boss :gline *@198.51.100.7 is lifted
  ${comes('carol')}
  carol <… :irc.test 001 carol :…
`,
    options,
  ))

test('who is Z-lined is not heard at all, in ranges of either version', () =>
  play(
    `
  boss +
  ${rises('boss')}
  boss > ZLINE 198.51.100.0/24 :scanner
  boss > DLINE 2001:db8::/32 :scanner
  bob connects from 198.51.100.7
  bob < ERROR :Closing link: 198.51.100.7 (Banned: scanner)
  bob is gone
  carol connects from 2001:db8:1::1
  carol is gone
  ${comes('dave', '2001:db9::1')}
  dave <… :irc.test 001 dave :…
`,
    options,
  ))

test('a Q-line reserves a nick or a channel', () =>
  play(
    `
  boss +
  alice +
  ${rises('boss')}
  boss > QLINE *serv :services
  boss > RESV #secret :not yet
  boss <…
  alice > NICK TeaServ
  alice < :irc.test 432 alice TeaServ :This nickname is reserved: services
  alice > JOIN #secret
  alice < :irc.test 437 alice #secret :This name is not available: not yet
  ${comes('milkserv')}
  milkserv <… :irc.test 432 * milkserv :This nickname is reserved: services
  milkserv > NICK somebody
  milkserv <… :irc.test 001 somebody :…
  boss > NICK opserv
  boss < :boss!~boss@192.0.2.1 NICK opserv
`,
    options,
  ))

test('an X-line is about the real name, also when it changes', () =>
  play(
    `
  boss +
  alice +
  ${rises('boss')}
  boss > XLINE *cheap?tea* :spam
  alice > SETNAME :buy cheap tea
  alice is gone
  bob connects
  bob > NICK bob
  bob > USER bob 0 * :very cheap teapots
  bob is gone
`,
    options,
  ))

test('who is shunned is ignored, but may leave', () =>
  play(
    `
  boss +
  ${comes('bob')}
  bob <…
  ${rises('boss')}
  boss > SHUN bob 10m :noise
  bob > PRIVMSG boss :hello
  bob > NICK rob
  bob <
  bob > PING x
  bob < :irc.test PONG irc.test x
  boss <> PRIVMSG
  boss > UNSHUN bob
  bob > NICK rob
  bob < :bob!~bob@198.51.100.7 NICK rob
`,
    options,
  ))

test('a soft ban spares who logs in', () =>
  play(
    `
  boss +
  ${rises('boss')}
  boss > KLINE %*@198.51.100.* :log in first
  ${comes('alice')}
  alice <… :irc.test 465 alice :You are banned from this network: log in first (you may connect with an account: log in with SASL)
  bob connects from 198.51.100.7
  bob > CAP REQ sasl
  bob signs in
  bob > NICK bob
  bob > USER bob 0 * :Bob
  bob > CAP END
  bob <… :irc.test 001 bob :…
`,
    options,
  ))

test('a ban may be about an account, also of who is there already', () =>
  play(
    `
  boss +
  ${comes('bob')}
  bob > CAP REQ sasl
  bob signs in
  ${rises('boss')}
  boss > KLINE ~account:bob :stolen
  bob is gone
`,
    options,
  ))

test('an exemption goes before a ban', () =>
  play(
    `
  boss +
  ${rises('boss')}
  boss > ELINE *@198.51.100.7 0 k :my own
  boss > KLINE *@198.51.100.* :all of them
  ${comes('bob')}
  bob <… :irc.test 001 bob :…
  ${comes('carol', '198.51.100.8')}
  carol is gone
  boss > ZLINE 198.51.100.7 :but not from this
  bob is gone
`,
    options,
  ))

test('bans outlive the server, until they expire', async () => {
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `
  boss +
  ${rises('boss')}
  boss > KLINE *@198.51.100.* 1h :tea
  boss > GLINE *@203.0.113.* :tea
  boss > UNGLINE *@203.0.113.*
`,
  )
  const again = new Server(settings, features, theatre.server.ports)
  await again.boot()
  assert.deepEqual(
    [...bansOf(again.net).list('kline')].map(({ mask, until }) => ({ mask, until })),
    [{ mask: '*@198.51.100.*', until: theatre.now + 3_600_000 }],
  )
  assert.equal(bansOf(again.net).size, 1)
  theatre.now += 3_600_000
  again.tick()
  assert.equal(bansOf(again.net).size, 0)
})

for (const [verb, back, type, mask] of [
  ['KLINE', 'UNKLINE', 'kline', '*@198.51.100.7'],
  ['GLINE', 'UNGLINE', 'gline', '*@198.51.100.7'],
  ['ZLINE', 'UNZLINE', 'zline', '198.51.100.7'],
  ['GZLINE', 'UNGZLINE', 'zline', '198.51.100.7'],
  ['DLINE', 'UNDLINE', 'zline', '198.51.100.7'],
  ['QLINE', 'UNQLINE', 'qline', '*serv'],
  ['RESV', 'UNRESV', 'qline', '*serv'],
  ['XLINE', 'UNXLINE', 'xline', '*spam*'],
  ['SHUN', 'UNSHUN', 'shun', '*@198.51.100.7'],
  ['ELINE', 'UNELINE', 'eline', '*@198.51.100.7'],
]) {
  test(`${verb} sets what ${back} lifts`, () =>
    play(
      `
  boss +
  ${rises('boss')}
  boss > ${verb} ${mask} :tea
  boss < :irc.test NOTICE boss :${type} ${mask} for ever is set; it fits 0 of those who are here
  boss > ${back} ${mask}
  boss < :irc.test NOTICE boss :${type} ${mask} is lifted
  boss > ${back} ${mask}
  boss < :irc.test FAIL ${back} NO_SUCH_BAN ${mask} :There is no such ban
`,
      options,
    ))
}

test('RMTKL lifts all bans whose masks fit', () =>
  play(
    `
  boss +
  ${rises('boss')}
  boss > KLINE *@a.example 1h :x
  boss > GLINE *@b.example 1h :x
  boss > QLINE mallory 1h :x
  boss <…
  boss > RMTKL *@*.EXAMPLE
  boss < …NOTICE boss :2 bans are lifted
  boss > UBAN LIST
  boss < …NOTICE boss :qline mallory …
  boss < …NOTICE boss :End of UBAN LIST
`,
    options,
  ))
