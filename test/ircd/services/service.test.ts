/** Services as people meet them: commands over PRIVMSG and as commands of the server, help, errors. */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'
import { settings } from '../../theatre.ts'

const options = { settings: { opers: [oper('boss')] } }
const chanserv = ':ChanServ!services@irc.test'

test('a service answers messages and its two commands alike, with notices', () =>
  play(`
  alice +
  alice > PRIVMSG ChanServ :info #tea
  alice < ${chanserv} NOTICE alice :#tea is not registered
  alice > CHANSERV INFO #tea
  alice < ${chanserv} NOTICE alice :#tea is not registered
  alice > CS info #tea
  alice < ${chanserv} NOTICE alice :#tea is not registered
  alice <
`))

test('at its own server a service is found by its full name, and nobody else is', () =>
  play(`
  alice +
  bob   +
  alice > PRIVMSG ChanServ@irc.test :INFO #tea
  alice < ${chanserv} NOTICE alice :#tea is not registered
  alice > PRIVMSG ChanServ@elsewhere.test :INFO #tea
  alice < :irc.test 401 alice ChanServ@elsewhere.test :…
  alice > PRIVMSG bob@irc.test :hello
  alice < :irc.test 401 alice bob@irc.test :…
`))

test('a program that calls the command reads a standard reply where it asked for them', () =>
  play(`
  alice + standard-replies
  alice > CS INFO #tea
  alice < :irc.test FAIL CS CHANNEL_NOT_REGISTERED #tea :#tea is not registered
  alice > PRIVMSG ChanServ :INFO #tea
  alice < ${chanserv} NOTICE alice :#tea is not registered
`))

test('an answer has the label of what was asked', () =>
  play(`
  alice + labeled-response batch
  alice > @label=x CS INFO #tea
  alice < @label=x ${chanserv} NOTICE alice :#tea is not registered
  alice > @label=y CS HELP REGISTER
  alice < @label=y :irc.test BATCH +$b labeled-response
  alice < @batch=$b ${chanserv} NOTICE alice :REGISTER <channel>
  alice <… :irc.test BATCH -$b
`))

test('HELP lists the commands, HELP and a command explains it', () =>
  play(`
  alice +
  alice > CS
  alice < ${chanserv} NOTICE alice :ChanServ keeps channels for those who registered them.
  alice <… ${chanserv} NOTICE alice :  REGISTER …Registers a channel in your name.
  alice <… ${chanserv} NOTICE alice :/msg ChanServ HELP <command> says more.
  alice > CS HELP register
  alice < ${chanserv} NOTICE alice :REGISTER <channel>
  alice < ${chanserv} NOTICE alice :Registers a channel in your name.
  alice <…
  alice > CS HELP milk
  alice < ${chanserv} NOTICE alice :There is no help about MILK
`))

test('what is wrong with a request is said in one voice', () =>
  play(`
  alice +
  alice > CS POUR #tea
  alice < ${chanserv} NOTICE alice :There is no command POUR: /msg ChanServ HELP lists the commands
  alice > CS INFO
  alice < ${chanserv} NOTICE alice :Write: INFO <channel>
  alice > CS REGISTER #tea
  alice < ${chanserv} NOTICE alice :You are not signed in to an account
`))

test('a notice to a service is not answered', () =>
  play(`
  alice +
  alice > NOTICE ChanServ :HELP
  alice <
`))

test('what is said to a service comes back to who asked for an echo, and nobody remembers it', () =>
  play(
    `
  alice + echo-message batch
  alice signs in
  alice > PRIVMSG chanserv :INFO #tea
  alice < :alice!~alice@192.0.2.1 PRIVMSG ChanServ :INFO #tea
  alice < ${chanserv} NOTICE alice :#tea is not registered
  alice > CHATHISTORY LATEST ChanServ * 10
  alice < …:irc.test BATCH +$b chathistory ChanServ
  alice < :irc.test BATCH -$b
`,
    { accounts: { alice: 'secret-of-alice' } },
  ))

test('WHOIS says that a service is one, and it counts as nobody', () =>
  play(`
  alice +
  alice > WHOIS ChanServ
  alice < :irc.test 311 alice ChanServ services irc.test * :ChanServ keeps channels for those who registered them.
  alice <… :irc.test 313 alice ChanServ :is a network service
  alice <…
  alice > LUSERS
  alice < :irc.test 251 alice :There are 1 users and 0 invisible on 1 servers
  alice <…
  alice > MODE ChanServ +S
  alice < :irc.test 502 alice :…
`))

test('nobody takes the nick of a service, of any that people know', () =>
  play(`
  alice +
  alice > NICK ChanServ
  alice < :irc.test 433 alice ChanServ :…
  alice > NICK botserv
  alice < :irc.test 432 alice botserv :…
  bob connects
  bob > NICK global
  bob > USER bob 0 * :bob
  bob < :irc.test 432 * global :…
  bob > NICK bob
  bob < :irc.test 001 bob …
`))

test('a service is not killed', () =>
  play(
    `
  alice +
  ${rises('alice')}
  alice > KILL ChanServ :no
  alice < :irc.test 483 alice :…
`,
    options,
  ))

test('where services are switched off nobody answers, and their nicks stay reserved', () =>
  play(
    `
  alice +
  alice > CHANSERV HELP
  alice < :irc.test 440 alice ChanServ :This network has no such service
  alice > PRIVMSG ChanServ :HELP
  alice < :irc.test 401 alice ChanServ :…
  alice > NICK ChanServ
  alice < :irc.test 432 alice ChanServ :…
`,
    { settings: { services: { ...settings.services, enabled: false } } },
  ))

test('SERVLIST lists the services, SQUERY speaks to one and never to a user', () =>
  play(`
  alice +
  bob   +
  alice > SERVLIST chan*
  alice < :irc.test 234 alice ChanServ irc.test * 0 0 :ChanServ keeps channels for those who registered them.
  alice < :irc.test 235 alice chan* * :End of SERVLIST
  alice > SQUERY ChanServ :INFO #tea
  alice < ${chanserv} NOTICE alice :#tea is not registered
  alice > SQUERY bob :hello
  alice < :irc.test 401 alice bob :…
  alice > SQUERY ChanServ
  alice < :irc.test 412 alice :…
`))
