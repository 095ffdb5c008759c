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
