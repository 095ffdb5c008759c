/** https://modern.ircdocs.horse/#ban-channel-mode: bans fit whatever form of the host they mean. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

test('a range of addresses is a mask', () =>
  play(`
  alice +
  alice > JOIN #tea
  alice > MODE #tea +b *!*@198.51.100.0/24
  alice > MODE #tea +b *!*@2001:db8::/32
  four  connects from 198.51.100.77
  four  > NICK four
  four  > USER four 0 * :Four
  four  <…
  four  > JOIN #tea
  four  < :irc.test 474 four #tea :Cannot join channel (+b)
  six   connects from 2001:db8:1::5
  six   > NICK six
  six   > USER six 0 * :Six
  six   <…
  six   > JOIN #tea
  six   < :irc.test 474 six #tea :Cannot join channel (+b)
  bob   +
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
`))

test('an exception goes before a ban, also one that says only what it excepts from', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  alice > MODE #tea +beb *!*@* ~join:bob ~quiet:carol
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
  bob   <…
  bob   > PRIVMSG #tea :hi
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+b)
  carol > JOIN #tea
  carol < :irc.test 474 carol #tea :Cannot join channel (+b)
`))

test('what is known of a member is asked anew when a list or its names change', () =>
  play(
    `
  alice +
  bob   + sasl
  alice > JOIN #tea
  bob   > JOIN #tea
  bob   > PRIVMSG #tea :one
  alice <… …PRIVMSG #tea :one
  alice > MODE #tea +b ~quiet:~account:bob
  bob   > PRIVMSG #tea :two
  alice <… …PRIVMSG #tea :two
  bob signs in
  bob   <…
  bob   > PRIVMSG #tea :three
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+b)
  alice > MODE #tea +e ~quiet:bob
  bob   <…
  bob   > PRIVMSG #tea :four
  alice <… …PRIVMSG #tea :four
  bob   > NICK bill
  alice <…
  bob   <…
  bob   > PRIVMSG #tea :five
  bob   < :irc.test 404 bill #tea :Cannot send to channel (+b)
`,
    { accounts: { bob: 'secret' } },
  ))

test('who is banned keeps its name while inside, unless it has a voice', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +b bob
  bob   <…
  bob   > NICK bill
  bob   < :irc.test 435 bob bill #tea :Cannot change nickname while banned on channel
  alice > MODE #tea +v bob
  bob   <…
  bob   > NICK bill
  bob   < :bob!~bob@192.0.2.1 NICK bill
`))

test('a ban takes an invitation back that is older', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  alice > INVITE bob #tea
  alice > MODE #tea +b bob
  bob   <…
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :Cannot join channel (+b)
  alice > INVITE bob #tea
  bob   <…
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
`))

test('of a hundred bans each is looked at once, however much its member says', async () => {
  await using theatre = await Theatre.open({ limits: { list: 100 } })
  let looks = 0
  const { extbans } = theatre.server.book
  extbans.set('server', { name: 'server', letter: 's', matches: () => ++looks < 0 })
  const bans = Array.from({ length: 100 }, (_, i) => `alice > MODE #tea +b ~server:host${i}`)
  await perform(
    theatre,
    `
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  ${bans.join('\n')}
  ${'bob > PRIVMSG #tea :hi\n'.repeat(20)}
  alice <… …PRIVMSG #tea :hi
`,
  )
  assert.equal(looks, 100)
})
