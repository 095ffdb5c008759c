/** https://modern.ircdocs.horse/#secret-channel-mode */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('for those outside a secret channel looks just like one that does not exist', () => {
  const questions = (channel: string) => `
  bob   > NAMES ${channel}
  bob   < :irc.test 366 bob ${channel} :End of NAMES
  bob   > WHO ${channel}
  bob   < :irc.test 315 bob ${channel} :End of WHO
  bob   > LIST ${channel}
  bob   < :irc.test 321 bob Channel :Users  Name
  bob   < :irc.test 323 bob :End of LIST
  bob   > TOPIC ${channel}
  bob   < :irc.test 403 bob ${channel} :No such channel
  bob   > MODE ${channel}
  bob   < :irc.test 403 bob ${channel} :No such channel
  bob   > MODE ${channel} b
  bob   < :irc.test 403 bob ${channel} :No such channel
  bob   > PART ${channel}
  bob   < :irc.test 403 bob ${channel} :No such channel
  bob   > KICK ${channel} alice
  bob   < :irc.test 403 bob ${channel} :No such channel
  bob   > INVITE alice ${channel}
  bob   < :irc.test 403 bob ${channel} :No such channel
  bob   > CHATHISTORY LATEST ${channel} * 5
  bob   < :irc.test FAIL CHATHISTORY INVALID_TARGET LATEST ${channel} :…
  bob   <
`
  return play(`
  alice +
  bob   +
  alice > JOIN #tea
  alice > MODE #tea +s
  ${questions('#tea')}
  ${questions('#nowhere')}
  bob   > WHOIS alice
  bob   <> #tea
  bob   <…
  bob   > WHO alice
  bob   <> #tea
`)
})

test('members see it everywhere', () =>
  play(`
  alice +
  alice > JOIN #tea
  alice > MODE #tea +s
  alice <…
  alice > LIST
  alice <… :irc.test 322 alice #tea 1 :
  alice <…
  alice > WHOIS alice
  alice <… :irc.test 319 alice alice :@#tea
`))
