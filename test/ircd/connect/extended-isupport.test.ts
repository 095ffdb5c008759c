/** https://ircv3.net/specs/extensions/extended-isupport */
import { test } from 'node:test'
import { rehash } from '../../../ircd/features/network/rehash.ts'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

test('ISUPPORT before registration is for holders, and its lines are a batch', () =>
  play(`
  alice connects
  alice > ISUPPORT
  alice < :irc.test 451 * :You have not registered
  alice > CAP REQ :draft/extended-isupport batch
  alice <…
  alice > ISUPPORT
  alice < :irc.test BATCH +$b draft/isupport
  alice < @batch=$b :irc.test 005 * … :are supported by this server
  alice <… :irc.test BATCH -$b
  alice <
`))

test('without batch the lines are bare', () =>
  play(`
  alice connects
  alice > CAP REQ draft/extended-isupport
  alice <…
  alice > ISUPPORT
  alice < :irc.test 005 * …
  alice <> BATCH
`))

test('the welcome, VERSION and a rehash say it as a batch too', async () => {
  await using theatre = await Theatre.open()
  await perform(
    theatre,
    `
  alice connects
  alice > CAP REQ :draft/extended-isupport batch
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice > CAP END
  alice <… :irc.test 004 …
  alice < :irc.test BATCH +$a draft/isupport
  alice < @batch=$a :irc.test 005 alice …
  alice <… :irc.test BATCH -$a
  alice <…
  alice > VERSION
  alice < :irc.test 351 …
  alice < :irc.test BATCH +$b draft/isupport
  alice < @batch=$b :irc.test 005 alice …
  alice <… :irc.test BATCH -$b
  bob   +
  bob   > ISUPPORT
  bob   < :irc.test 005 bob …
`,
  )
  const { settings } = theatre.server
  theatre.reread = { ...settings, limits: { ...settings.limits, topic: 100 } }
  await rehash(theatre.server)
  await perform(
    theatre,
    `
  alice < :irc.test BATCH +$c draft/isupport
  alice < @batch=$c :irc.test 005 alice TOPICLEN=100 :are supported by this server
  alice < :irc.test BATCH -$c
`,
  )
})
