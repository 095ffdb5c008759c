/** https://ircv3.net/specs/extensions/chghost */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

const options = { settings: { opers: [oper('boss')] } }

test('those who can read it see CHGHOST, the others somebody who leaves and comes back', () =>
  play(
    `
  boss +
  alice + chghost
  bob + chghost
  carol +
  dan + extended-join
  ${rises('boss')}
  alice > JOIN #tea
  alice > JOIN #milk
  bob > JOIN #tea
  carol > JOIN #tea
  dan > JOIN #tea
  alice <…
  bob <…
  carol <…
  dan <…
  boss > CHGHOST alice tea.example
  alice < :alice!~alice@192.0.2.1 CHGHOST ~alice tea.example
  alice < :irc.test 396 alice tea.example :is now your displayed host
  alice <
  bob < :alice!~alice@192.0.2.1 CHGHOST ~alice tea.example
  bob <
  carol < :alice!~alice@192.0.2.1 QUIT :Changing host
  carol < :alice!~alice@tea.example JOIN #tea
  carol < :irc.test MODE #tea +o alice
  carol <
  dan < :alice!~alice@192.0.2.1 QUIT :Changing host
  dan < :alice!~alice@tea.example JOIN #tea * :alice of the play
  dan < :irc.test MODE #tea +o alice
  alice > PRIVMSG bob :hello
  bob < :alice!~alice@tea.example PRIVMSG bob :hello
`,
    options,
  ))

test('without the capability one is told of one’s own host, and does not leave', () =>
  play(
    `
  boss +
  alice +
  alice > JOIN #tea
  alice <…
  ${rises('boss')}
  boss > CHGIDENT alice gardener
  alice <
  boss > CHGHOST alice tea.example
  alice < :irc.test 396 alice tea.example :is now your displayed host
  alice <
  boss > WHOIS alice
  boss <… :irc.test 311 boss alice gardener tea.example * :alice of the play
`,
    options,
  ))

test('SETHOST, SETIDENT and CHGNAME', () =>
  play(
    `
  boss + chghost setname
  ${rises('boss')}
  boss > SETHOST staff.example
  boss < :boss!~boss@192.0.2.1 CHGHOST ~boss staff.example
  boss < :irc.test 396 boss staff.example :is now your displayed host
  boss > SETIDENT b
  boss < :boss!~boss@staff.example CHGHOST b staff.example
  boss > CHGNAME boss :The Boss
  boss < :boss!b@staff.example SETNAME :The Boss
  boss > CHGHOST nobody x
  boss < :irc.test 401 boss nobody :No such nick or channel
  boss > CHGHOST boss :not a host
  boss < :irc.test FAIL CHGHOST INVALID_HOSTNAME * :This host is not valid
  boss > CHGIDENT boss a@b
  boss < :irc.test FAIL CHGIDENT INVALID_USERNAME a@b :This user name is not valid
`,
    options,
  ))
