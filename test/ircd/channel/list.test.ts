/** https://modern.ircdocs.horse/#list-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   +
  alice > JOIN #tea,#milk,#secret
  bob   > JOIN #tea
  alice > MODE #secret +s
  alice > TOPIC #tea :milk first
  alice <…
  bob   <…
`

test('every channel with its size and topic, the secret ones only to members', () =>
  play(`
  ${scene}
  bob   > LIST
  bob   < :irc.test 321 bob Channel :Users  Name
  bob   < :irc.test 322 bob #tea 2 :milk first
  bob   < :irc.test 322 bob #milk 1 :
  bob   < :irc.test 323 bob :End of LIST
  alice > LIST
  alice <… :irc.test 322 alice #secret 1 :
`))

test('ELIST: by mask, not by mask, by size', () =>
  play(`
  ${scene}
  bob   > LIST #TEA,#nowhere
  bob   <… :irc.test 322 bob #tea 2 :milk first
  bob   < :irc.test 323 bob :End of LIST
  bob   > LIST #*i*
  bob   <… :irc.test 322 bob #milk 1 :
  bob   < :irc.test 323 bob :End of LIST
  bob   > LIST !#m*
  bob   <… :irc.test 322 bob #tea 2 :milk first
  bob   < :irc.test 323 bob :End of LIST
  bob   > LIST >1
  bob   <… :irc.test 322 bob #tea 2 :milk first
  bob   < :irc.test 323 bob :End of LIST
  bob   > LIST <2,>0
  bob   <… :irc.test 322 bob #milk 1 :
  bob   < :irc.test 323 bob :End of LIST
  bob   > LIST #secret
  bob   < :irc.test 321 bob Channel :Users  Name
  bob   < :irc.test 323 bob :End of LIST
  bob   > LIST >many
  bob   < :irc.test 321 bob Channel :Users  Name
  bob   < :irc.test 323 bob :End of LIST
`))

test('ELIST: by the age of the channel and of its topic, in minutes', () =>
  play(`
  ${scene}
  wait 90s
  bob   > JOIN #sugar
  bob   > TOPIC #sugar :two, please
  wait 60s
  bob   <…
  bob   > LIST C<2
  bob   <… :irc.test 322 bob #sugar 1 :two, please
  bob   < :irc.test 323 bob :End of LIST
  bob   > LIST C>2,!#milk
  bob   <… :irc.test 322 bob #tea 2 :milk first
  bob   < :irc.test 323 bob :End of LIST
  bob   > LIST T<2
  bob   <… :irc.test 322 bob #sugar 1 :two, please
  bob   < :irc.test 323 bob :End of LIST
  bob   > LIST T>2
  bob   <… :irc.test 322 bob #tea 2 :milk first
  bob   < :irc.test 323 bob :End of LIST
`))

test('who has no account may have to wait, and 005 tells how long', () =>
  play(
    `
  alice connects
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice <… …SECURELIST=30…
  alice <…
  bob   + sasl
  bob signs in
  alice > LIST
  alice < :irc.test 263 alice LIST :Please wait a while and try again
  bob   > LIST
  bob   < :irc.test 321 …
  wait 30s
  alice > LIST
  alice < :irc.test 321 …
`,
    { settings: { listWaitMs: 30_000 }, accounts: { bob: 'secret' } },
  ))
