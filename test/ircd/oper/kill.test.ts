/** https://modern.ircdocs.horse/#kill-message */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

const options = { settings: { opers: [oper('boss'), oper('weak', { privileges: new Set() })] } }

test('the victim reads KILL and ERROR, the others a QUIT', () =>
  play(
    `
  alice +
  bob +
  carol +
  bob > JOIN #tea
  carol > JOIN #tea
  ${rises('alice')}
  carol <…
  bob <…
  alice > KILL bob :spilled tea
  bob < :alice!~alice@192.0.2.1 KILL bob :spilled tea
  bob < ERROR :Closing link: 192.0.2.1 (Killed (alice (spilled tea)))
  bob is gone
  carol < :bob!~bob@192.0.2.1 QUIT :Killed (alice (spilled tea))
`,
    options,
  ))

test('KILL needs its privilege, a user who is there, and takes several', () =>
  play(
    `
  alice +
  bob +
  carol +
  alice > OPER weak sesame
  alice <…
  alice > KILL bob :no
  alice < :irc.test 481 alice :…
  ${rises('alice')}
  alice > KILL dave :gone
  alice < :irc.test 401 alice dave :No such nick or channel
  alice > KILL bob,carol
  bob <… ERROR :Closing link: 192.0.2.1 (Killed (alice (No reason given)))
  carol is gone
`,
    options,
  ))

test('a service of the network is not killed', async () => {
  await using theatre = await Theatre.open(options)
  await perform(theatre, 'tea +')
  theatre.actors.get('tea')!.session.user.service = () => {}
  await perform(
    theatre,
    `
  boss +
  ${rises('boss')}
  boss > KILL tea :spilled
  boss < :irc.test 483 boss :You cannot kill a server
  tea <
`,
  )
})
