/** Addresses earn trust by the time that somebody is there. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { perform, play } from '../../play.ts'
import { comes, guarded } from '../../protected.ts'
import { Theatre } from '../../theatre.ts'

const options = {
  settings: {
    opers: [oper('boss')],
    pingMs: 86_400_000,
    protection: guarded({
      reputation: { enabled: true, known: 3 },
      throttle: { newTargets: { count: 1, ms: 60_000 } },
    }),
  },
  accounts: { bob: 'teatime' },
}

test('an address earns one each five minutes, in a channel, and two with an account', () =>
  play(
    `
  boss +
  ${rises('boss')}
  ${comes('alice')}
  alice > JOIN #tea
  ${comes('carol', '198.51.100.8')}
  bob connects from 198.51.100.9
  bob > CAP REQ sasl
  bob signs in
  bob > NICK bob
  bob > USER bob 0 * :Bob
  bob > CAP END
  bob > JOIN #tea
  wait 1s
  wait 300s
  wait 300s
  boss > REPUTATION alice
  boss < :irc.test NOTICE boss :The reputation of 198.51.100.7 is 2
  boss > REPUTATION 198.51.100.8
  boss < :irc.test NOTICE boss :The reputation of 198.51.100.8 is 0
  boss > REPUTATION bob
  boss < :irc.test NOTICE boss :The reputation of 198.51.100.9 is 4
  boss > WHOIS alice
  boss <… :irc.test 320 boss alice :has a reputation of 2
  alice > REPUTATION bob
  alice <… :irc.test 481 alice :…
  boss > REPUTATION nobody
  boss <… :irc.test 401 boss nobody :No such nick or channel
`,
    options,
  ))

test('who comes from a known address is no stranger, also after a restart', async () => {
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `
  a +
  b +
  ${comes('alice')}
  alice > JOIN #tea
  alice > PRIVMSG a :1
  alice <…
  alice > PRIVMSG b :2
  alice < :irc.test 707 alice b :…
  wait 1s
  wait 300s
  wait 300s
  wait 300s
  alice > PRIVMSG b :2
  b < :alice!~alice@198.51.100.7 PRIVMSG b :2
`,
  )
  const [[key, { score }] = ['', { score: 0 }]] = await theatre.store
    .shelf<{ score: number }>('reputation')
    .list()
  if (key !== '198.51.100.7' || score !== 3) throw new Error(`kept was ${key} ${score}`)
})

test('an address that nobody comes from any more is forgotten', async () => {
  await using theatre = await Theatre.open(options)
  const kept = () => theatre.store.shelf('reputation').list()
  await perform(
    theatre,
    `
  ${comes('alice')}
  alice > JOIN #tea
  wait 1s
  wait 300s
  wait 900s
`,
  )
  assert.equal((await kept()).length, 1)
  await perform(theatre, 'alice > QUIT\nwait 87840m')
  assert.equal((await kept()).length, 0)
})
