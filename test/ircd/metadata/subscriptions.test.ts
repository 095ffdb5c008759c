/** https://ircv3.net/specs/extensions/metadata */
import { test } from 'node:test'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

const caps = 'batch draft/metadata-2'

test('whoever is monitored is known at once, when it comes, and when it takes the nick', () =>
  play(`
  alice + ${caps} labeled-response
  bob   + ${caps}
  carol + ${caps}
  alice > METADATA * SUB status
  bob   > METADATA * SET status :milk
  carol > METADATA * SET status :cream
  alice <…
  alice > @label=x MONITOR + bob,dave
  alice < @label=x :irc.test BATCH +$all labeled-response
  alice < @batch=$all :irc.test 730 alice :bob!~bob@192.0.2.1
  alice < @batch=$all :irc.test 731 alice :dave
  alice < @batch=$all :irc.test BATCH +$b metadata bob
  alice < @batch=$b :irc.test METADATA bob status * milk
  alice < @batch=$all :irc.test BATCH -$b
  alice < :irc.test BATCH -$all
  carol > NICK dave
  alice < :irc.test 730 alice :dave!~carol@192.0.2.1
  alice < :irc.test BATCH +$c metadata dave
  alice < @batch=$c :irc.test METADATA dave status * cream
  alice < :irc.test BATCH -$c
  carol > NICK Dave
  alice <
`))

test('a line that is too long is a value that is too long', () =>
  play(`
  alice + ${caps}
  alice >too-long METADATA * SET status :much
  alice < :irc.test FAIL METADATA VALUE_INVALID :The value is too long
  bob   + draft/metadata-3 batch
  bob   <…
  bob   >too-long METADATA * SET status :much
  bob   < :irc.test FAIL METADATA INVALID_VALUE * :The value is too long
`))

test('the members of a large channel one has to ask about by its name', async () => {
  await using theatre = await Theatre.open()
  const crowd = Array.from({ length: 220 }, (_, i) => `m${i} +\nm${i} > JOIN #tea`).join('\n')
  await perform(
    theatre,
    `
  ${crowd}
  alice + ${caps} labeled-response
  alice > METADATA * SUB status
  alice > JOIN #tea
  alice <… :irc.test 774 alice #tea :4
  alice <…
  alice > METADATA *ALL SYNC
  alice < :irc.test 774 alice #tea :4
  alice < :irc.test BATCH +$b metadata *ALL
  alice < :irc.test BATCH -$b
  m3    > CAP REQ :${caps}
  m3    > METADATA * SET status :tea
  alice <…
  alice > @label=x METADATA #tea SYNC
  alice < @label=x :irc.test BATCH +$all labeled-response
  alice < @batch=$all :irc.test BATCH +$c metadata #tea
  alice < @batch=$c :irc.test METADATA m3 status * tea
  alice < @batch=$all :irc.test BATCH -$c
  alice < :irc.test BATCH -$all
`,
  )
})
