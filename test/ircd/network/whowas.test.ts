/** https://modern.ircdocs.horse/#whowas-message */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

test('who quit or changed its nick is remembered, the latest first', () =>
  play(`
  alice +
  bob +
  bob > NICK rob
  wait 60s
  rob connects from 198.51.100.7
  rob > NICK bob
  rob > USER robert 0 * :Robert
  rob > QUIT
  alice > WHOWAS bob
  alice < :irc.test 314 alice bob ~robert 198.51.100.7 * :Robert
  alice < :irc.test 312 alice bob irc.test :Thu, 01 Jan 2026 00:01:00 GMT
  alice < :irc.test 314 alice bob ~bob 192.0.2.1 * :bob of the play
  alice < :irc.test 312 alice bob irc.test :Thu, 01 Jan 2026 00:00:00 GMT
  alice < :irc.test 369 alice bob :End of WHOWAS
  alice > WHOWAS bob 1
  alice <… :irc.test 312 alice bob irc.test :Thu, 01 Jan 2026 00:01:00 GMT
  alice < :irc.test 369 alice bob :End of WHOWAS
`))

test('who was never here is 406, and the end comes always', () =>
  play(`
  alice +
  alice > WHOWAS nobody
  alice < :irc.test 406 alice nobody :There was no such nickname
  alice < :irc.test 369 alice nobody :End of WHOWAS
  alice > WHOWAS
  alice < :irc.test 431 alice :No nickname given
`))

test('operators see the address, everybody the account', () =>
  play(
    `
  alice +
  bob + sasl
  bob signs in
  bob > QUIT
  ${rises('alice')}
  alice > WHOWAS bob
  alice <… :irc.test 330 alice bob bob :is logged in as
  alice < :irc.test 338 alice bob ~bob@192.0.2.1 192.0.2.1 :is actually using host
`,
    { settings: { opers: [oper('boss')] }, accounts: { bob: 'teatime' } },
  ))

test('where there are too many who used its nick longest ago is forgotten', async () => {
  await using theatre = await Theatre.open()
  await perform(theatre, 'alice +\nbob +\nbob > NICK first\nbob > NICK second')
  const { session } = theatre.actors.get('bob')!
  for (let i = 0; i < 4998; i++) session.receive(`NICK n${i}`)
  session.receive('NICK first')
  session.receive('NICK last')
  const script = `
    alice > WHOWAS first 1
    alice < :irc.test 314 alice first …
    alice <…
    alice > WHOWAS bob
    alice < :irc.test 406 …`
  await perform(theatre, script)
})
