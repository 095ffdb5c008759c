/** https://github.com/ircv3/ircv3-specifications/pull/417 */
import { test } from 'node:test'
import { play } from '../../play.ts'
import { settings } from '../../theatre.ts'

test('an operator of the channel speaks for somebody elsewhere, and is named in a tag', () =>
  play(
    `
  bridge + echo-message
  alice  + message-tags account-tag
  bob    +
  bridge signs in
  bridge > JOIN #tea
  alice  > JOIN #tea
  bob    > JOIN #tea
  bridge <…
  alice  <…
  bob    <…
  bridge > RELAYMSG #tea dave/else :hello there
  alice  < @msgid=…;draft/relaymsg=bridge :dave/else!relay@irc.test PRIVMSG #tea :hello there
  bob    < :dave/else!relay@irc.test PRIVMSG #tea :hello there
  bridge < :dave/else!relay@irc.test PRIVMSG #tea :hello there
  alice  > CHATHISTORY LATEST #tea * 1
  alice  < @msgid=…;draft/relaymsg=bridge :dave/else!relay@irc.test PRIVMSG #tea :hello there
`,
    { accounts: { bridge: 'correct horse' } },
  ))

test('names that somebody could have here, and strange ones, are refused', () =>
  play(`
  bridge +
  bridge > JOIN #tea
  bridge <…
  ${['dave', 'a!b/c', 'a@b/c', 'a,b/c', '@a/b']
    .map(
      (nick) => `
  bridge > RELAYMSG #tea ${nick} :hi
  bridge < :irc.test FAIL RELAYMSG INVALID_NICK ${nick} :This is no name of somebody elsewhere`,
    )
    .join('')}
`))

test('only operators of the channel, and only those whom the channel lets speak', () =>
  play(`
  alice  +
  bridge +
  alice  > JOIN #tea
  bridge > RELAYMSG #tea dave/else :hi
  bridge < :irc.test FAIL RELAYMSG INVALID_TARGET #tea :You are not in such a channel
  bridge > JOIN #tea
  bridge <…
  bridge > RELAYMSG #tea dave/else :hi
  bridge < :irc.test FAIL RELAYMSG PRIVS_NEEDED #tea :Only operators of the channel speak for others
`))

test('the network may do without', () =>
  play(
    `
  bridge +
  bridge > CAP LS 302
  bridge <> relaymsg
  bridge <…
  bridge > JOIN #tea
  bridge <…
  bridge > RELAYMSG #tea dave/else :hi
  bridge < :irc.test FAIL RELAYMSG NOT_ENABLED :Nobody speaks for others here
`,
    { settings: { messages: { ...settings.messages, relaySeparators: '' } } },
  ))
