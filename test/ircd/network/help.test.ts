/** https://modern.ircdocs.horse/#help-message and numerics 704 to 706. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { features } from '../../../ircd/features/index.ts'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

const options = { settings: { opers: [oper('boss')] } }

test('HELP tells what a command says of itself', () =>
  play(
    `
  alice +
  alice > HELP whowas
  alice < :irc.test 704 alice WHOWAS :WHOWAS <nick> [count] [server]
  alice < :irc.test 705 alice WHOWAS :Says who used a nick before.
  alice < :irc.test 706 alice WHOWAS :End of HELP
  alice > HELPOP RULES
  alice < :irc.test 704 alice RULES :RULES
  alice < :irc.test 705 alice RULES :Shows the rules of this network.
  alice < :irc.test 706 alice RULES :End of HELP
  alice > HELP frobnicate
  alice < :irc.test 524 alice frobnicate :There is no help on this
`,
    options,
  ))

test('HELP alone lists the commands and topics; those of operators only to operators', () =>
  play(
    `
  alice +
  alice > HELP
  alice < :irc.test 704 alice * :HELP and one of these says more.
  alice <… :irc.test 705 alice * :…WHOWAS…
  alice <… :irc.test 705 alice * :Topics: …SNOMASK…
  alice <… :irc.test 706 alice * :End of HELP
  alice > HELP KILL
  alice < :irc.test 524 alice KILL :There is no help on this
  ${rises('alice')}
  alice > HELP KILL
  alice < :irc.test 704 alice KILL :KILL <nick>[,<nick>…] [reason]
  alice <…
  alice > HELP SNOMASK
  alice <… :irc.test 705 alice SNOMASK :k  kills
`,
    options,
  ))

test('COMMANDS lists all, with how many parameters each needs', () =>
  play(`
  alice +
  alice > COMMANDS
  alice <… :irc.test 700 alice USERIP 1 :USERIP <nick> [<nick>…]
  alice <… :irc.test 701 alice :End of COMMANDS
`))

/** What no person types: programs do, or browsers that are turned away. */
const machinery = ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'HOST:', 'STARTTLS', 'BATCH', 'ZNC']

test('every command that people type says what it does', () => {
  for (const { commands = {} } of features) {
    for (const [verb, { help }] of Object.entries(commands)) {
      if (!machinery.includes(verb)) assert(help, `${verb} has no help text`)
    }
  }
})
