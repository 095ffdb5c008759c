/** https://ircv3.net/specs/extensions/chathistory */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

/** Five messages, a second apart; $m1 … $m5 are their ids. */
const scene = `
  alice + echo-message message-tags batch server-time draft/chathistory
  alice > JOIN #Tea
  alice <…
  ${[1, 2, 3, 4, 5]
    .map(
      (n) => `
  wait 1s
  alice > PRIVMSG #tea :${n}
  alice < @msgid=$m${n};time=2026-01-01T00:00:0${n}.000Z :alice!~alice@192.0.2.1 PRIVMSG #Tea :${n}
`,
    )
    .join('')}
`

/** The batch in which `alice` reads these messages. */
function reads(...numbers: number[]): string {
  return `
  alice < …:irc.test BATCH +… chathistory #Tea
  ${numbers.map((n) => `alice < @batch=…;msgid=$m${n};time=2026-01-01T00:00:0${n}.000Z :alice!~alice@192.0.2.1 PRIVMSG #Tea :${n}`).join('\n')}
  alice < …:irc.test BATCH -…
  alice <
`
}

const second = (n: number) => `timestamp=2026-01-01T00:00:0${n}.000Z`

test('LATEST: the newest, in the order of time, under the channel’s own name', () =>
  play(`
  ${scene}
  alice > CHATHISTORY LATEST #TEA * 2
  ${reads(4, 5)}
  alice > CHATHISTORY LATEST #tea * 50
  ${reads(1, 2, 3, 4, 5)}
  alice > CHATHISTORY LATEST #tea msgid=$m2 2
  ${reads(4, 5)}
  alice > CHATHISTORY LATEST #tea msgid=$m4 5
  ${reads(5)}
  alice > CHATHISTORY latest #tea ${second(3)} 5
  ${reads(4, 5)}
`))

test('BEFORE: those nearest to the place, which is not among them', () =>
  play(`
  ${scene}
  alice > CHATHISTORY BEFORE #tea msgid=$m4 2
  ${reads(2, 3)}
  alice > CHATHISTORY BEFORE #tea ${second(3)} 5
  ${reads(1, 2)}
  alice > CHATHISTORY BEFORE #tea timestamp=2262-01-01T00:00:00.000Z 1
  ${reads(5)}
`))

test('AFTER: those nearest to the place, which is not among them', () =>
  play(`
  ${scene}
  alice > CHATHISTORY AFTER #tea msgid=$m2 2
  ${reads(3, 4)}
  alice > CHATHISTORY AFTER #tea ${second(3)} 5
  ${reads(4, 5)}
  alice > CHATHISTORY AFTER #tea timestamp=1970-01-01T00:00:00.000Z 1
  ${reads(1)}
`))

test('BETWEEN: strictly between, and the limit counts from the first place', () =>
  play(`
  ${scene}
  alice > CHATHISTORY BETWEEN #tea msgid=$m1 msgid=$m5 2
  ${reads(2, 3)}
  alice > CHATHISTORY BETWEEN #tea msgid=$m5 msgid=$m1 2
  ${reads(3, 4)}
  alice > CHATHISTORY BETWEEN #tea ${second(1)} ${second(4)} 9
  ${reads(2, 3)}
  alice > CHATHISTORY BETWEEN #tea ${second(5)} msgid=$m3 9
  ${reads(4)}
  alice > CHATHISTORY BETWEEN #tea msgid=$m3 msgid=$m3 9
  ${reads()}
`))

test('AROUND: the place in the middle; a side that runs short is filled from the other', () =>
  play(`
  ${scene}
  alice > CHATHISTORY AROUND #tea msgid=$m3 3
  ${reads(2, 3, 4)}
  alice > CHATHISTORY AROUND #tea msgid=$m5 3
  ${reads(3, 4, 5)}
  alice > CHATHISTORY AROUND #tea ${second(1)} 3
  ${reads(1, 2, 3)}
  alice > CHATHISTORY AROUND #tea msgid=$m3 1
  ${reads(3)}
`))

test('a limit is never exceeded: one that is too large, missing or nonsense is the largest', () =>
  play(
    ['', ' 4', ' 0', ' -1', ' many']
      .map(
        (limit, i) => `
  ${i === 0 ? scene : ''}
  alice > CHATHISTORY LATEST #tea *${limit}
  ${reads(3, 4, 5)}
`,
      )
      .join('\n'),
    { limits: { history: 3 } },
  ))

test('an unknown id, and one from elsewhere, select nothing', () =>
  play(`
  ${scene}
  alice > JOIN #milk
  alice <… …:irc.test 366 …
  alice > PRIVMSG #milk :here
  alice < @msgid=$elsewhere;time=…
  ${['LATEST', 'BEFORE', 'AFTER', 'AROUND']
    .map(
      (sub) => `
  alice > CHATHISTORY ${sub} #tea msgid=nonsense 5
  ${reads()}
  alice > CHATHISTORY ${sub} #tea msgid=$elsewhere 5
  ${reads()}
`,
    )
    .join('')}
  alice > CHATHISTORY BETWEEN #tea msgid=nonsense msgid=$m5 5
  ${reads()}
`))

test('what cannot be read is refused with its code', () =>
  play(`
  alice + batch
  alice > JOIN #tea
  alice <…
  alice > CHATHISTORY
  alice < :irc.test FAIL CHATHISTORY INVALID_PARAMS * :Unknown subcommand
  alice > CHATHISTORY NONSENSE #tea * 5
  alice < :irc.test FAIL CHATHISTORY INVALID_PARAMS NONSENSE :Unknown subcommand
  alice > CHATHISTORY LATEST #tea
  alice < :irc.test FAIL CHATHISTORY INVALID_PARAMS LATEST :Not enough parameters
  alice > CHATHISTORY BETWEEN #tea msgid=a
  alice < :irc.test FAIL CHATHISTORY INVALID_PARAMS BETWEEN :Not enough parameters
  alice > CHATHISTORY AFTER #tea timestamp=yesterday 5
  alice < :irc.test FAIL CHATHISTORY INVALID_PARAMS AFTER timestamp=yesterday :This is not a timestamp
  alice > CHATHISTORY AFTER #tea msgid= 5
  alice < :irc.test FAIL CHATHISTORY INVALID_PARAMS AFTER msgid= :This is not a message reference
  alice > CHATHISTORY AFTER #tea rowid=5 5
  alice < :irc.test FAIL CHATHISTORY INVALID_MSGREFTYPE AFTER rowid=5 :Unknown type of reference
  alice > CHATHISTORY AFTER #tea * 5
  alice < :irc.test FAIL CHATHISTORY INVALID_MSGREFTYPE AFTER * :Unknown type of reference
  alice <
`))

test('BEFORE with a star, as an old client has it, means LATEST', () =>
  play(`
  ${scene}
  alice > CHATHISTORY BEFORE #tea * 2
  ${reads(4, 5)}
`))

test('who is not inside reads nothing, and learns nothing: as if there were no channel', () =>
  play(`
  ${scene}
  bob   + batch
  bob   > CHATHISTORY LATEST #tea * 5
  bob   < :irc.test FAIL CHATHISTORY INVALID_TARGET LATEST #tea :There is no history here that you may read
  bob   > CHATHISTORY LATEST #not * 5
  bob   < :irc.test FAIL CHATHISTORY INVALID_TARGET LATEST #not :There is no history here that you may read
  bob   > JOIN #tea
  bob   <…
  bob   > CHATHISTORY LATEST #tea * 1
  bob   < …:irc.test BATCH +…
  bob   <…
  alice > KICK #tea bob
  bob   <…
  bob   > CHATHISTORY LATEST #tea * 1
  bob   < :irc.test FAIL CHATHISTORY INVALID_TARGET …
`))

test('a conversation is read by both, from either side, and by nobody else', () =>
  play(`
  alice + batch
  bob   + batch
  carol + batch
  alice > PRIVMSG bob :hello
  bob   > NOTICE alice :hi
  alice <…
  bob   <…
  alice > CHATHISTORY LATEST BOB * 5
  alice < …:irc.test BATCH +$a chathistory bob
  alice < @batch=$a :alice!~alice@192.0.2.1 PRIVMSG bob :hello
  alice < @batch=$a :bob!~bob@192.0.2.1 NOTICE alice :hi
  alice < :irc.test BATCH -$a
  bob   > CHATHISTORY LATEST alice * 5
  bob   < …:irc.test BATCH +$b chathistory alice
  bob   < @batch=$b :alice!~alice@192.0.2.1 PRIVMSG bob :hello
  bob   < @batch=$b :bob!~bob@192.0.2.1 NOTICE alice :hi
  bob   < :irc.test BATCH -$b
  carol > CHATHISTORY LATEST alice * 5
  carol < …:irc.test BATCH +$c chathistory alice
  carol < :irc.test BATCH -$c
  carol > CHATHISTORY LATEST nobody * 5
  carol < …:irc.test BATCH +$d chathistory nobody
  carol < :irc.test BATCH -$d
`))

test('what one says to oneself is kept once', () =>
  play(`
  alice + batch
  alice > PRIVMSG alice :note
  alice <…
  alice > CHATHISTORY LATEST alice * 5
  alice < …:irc.test BATCH +$a chathistory alice
  alice < @batch=$a :alice!~alice@192.0.2.1 PRIVMSG alice :note
  alice < :irc.test BATCH -$a
`))

test('a conversation belongs to accounts: it outlives nicks and connections', () =>
  play(
    `
  alice + batch
  bob   +
  alice signs in
  bob   signs in
  alice > PRIVMSG bob :hello
  alice > QUIT
  bob   > NICK robert
  alice2 + batch
  alice2 > AUTHENTICATE PLAIN
  alice2 > AUTHENTICATE AGFsaWNlAGNvcnJlY3QgaG9yc2U=
  alice2 <…
  alice2 > CHATHISTORY LATEST robert * 5
  alice2 < …:irc.test BATCH +$a chathistory robert
  alice2 < @batch=$a :alice!~alice@192.0.2.1 PRIVMSG bob :hello
  alice2 < :irc.test BATCH -$a
`,
    { accounts: { alice: 'correct horse', bob: 'battery staple' } },
  ))

test('a guest’s conversation ends with the guest: the next of that name reads nothing', () =>
  play(`
  alice + batch
  bob   + batch
  alice > PRIVMSG bob :hello
  alice > QUIT
  alice + batch
  alice > CHATHISTORY LATEST bob * 5
  alice < …:irc.test BATCH +$a chathistory bob
  alice < :irc.test BATCH -$a
`))

test('after a restart a guest is not taken for the one who had the same number', async () => {
  await using first = await Theatre.open()
  await using second = await Theatre.open()
  const a = first.connect('alice').session.user
  second.now += 1
  const b = second.connect('alice').session.user
  assert.equal(a.uid, b.uid)
  assert.notEqual(first.server.net.identity(a), second.server.net.identity(b))
})

test('history holds messages; joins, topics and messages of tags alone are no messages', () =>
  play(`
  alice + batch message-tags
  bob   + message-tags
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > TOPIC #tea :milk
  alice > PRIVMSG #tea :hello
  bob   > @+draft/react=+1 TAGMSG #tea
  bob   > @+typing=active TAGMSG #tea
  bob   > PART #tea
  alice <…
  alice > CHATHISTORY LATEST #tea * 9
  alice < …:irc.test BATCH +$a chathistory #tea
  alice < @batch=$a;msgid=… :alice!~alice@192.0.2.1 PRIVMSG #tea :hello
  alice < :irc.test BATCH -$a
`))

test('a line is read with the tags that the reader enabled', () =>
  play(
    `
  alice + message-tags
  bob   + server-time
  carol + account-tag message-tags
  alice signs in
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  alice > @+x=a\\sb;y=2 PRIVMSG #tea :hello
  alice <…
  bob   <…
  carol <…
  bob   > CHATHISTORY LATEST #tea * 9
  bob   < @time=2026-01-01T00:00:00.… :alice!~alice@192.0.2.1 PRIVMSG #tea :hello
  bob   <
  carol > CHATHISTORY LATEST #tea * 9
  carol < @msgid=…;account=alice;+x=a\\sb :alice!~alice@192.0.2.1 PRIVMSG #tea :hello
  carol <
`,
    { accounts: { alice: 'correct horse' } },
  ))

test('a message to the operators only is not kept', () =>
  play(`
  alice + batch
  alice > JOIN #tea
  alice > PRIVMSG @#tea :hello
  alice <…
  alice > CHATHISTORY LATEST #tea * 9
  alice < …:irc.test BATCH +$a chathistory #tea
  alice < :irc.test BATCH -$a
`))

test('paging by time neither skips nor repeats, though many spoke in one millisecond', async () => {
  await using theatre = await Theatre.open()
  await perform(theatre, 'alice + echo-message server-time\nalice > JOIN #tea')
  const alice = theatre.actors.get('alice')!
  for (let i = 0; i < 25; i++) await theatre.say(alice, `PRIVMSG #tea :${i}`)
  const seen: string[] = []
  let from = 'timestamp=1970-01-01T00:00:00.000Z'
  for (let pages = 0; pages < 9; pages++) {
    alice.heard.length = 0
    await theatre.say(alice, `CHATHISTORY AFTER #tea ${from} 4`)
    if (!alice.heard.length) break
    seen.push(...alice.heard.map((line) => line.split(' :').at(-1)!))
    from = `timestamp=${/@time=([^ ;]+)/.exec(alice.heard.at(-1)!)![1]}`
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 25 }, (_, i) => String(i)),
  )
})

test('the batch says that nothing is behind it, where that is certain', () =>
  play(`
  ${scene}
  alice > CHATHISTORY LATEST #tea * 5
  alice < @time=…;draft/chathistory-end :irc.test BATCH +…
  alice <…
  alice > CHATHISTORY BEFORE #tea msgid=$m3 2
  alice < @time=…;draft/chathistory-end :irc.test BATCH +…
  alice <…
  alice > CHATHISTORY AFTER #tea msgid=$m5 2
  alice < @time=…;draft/chathistory-end :irc.test BATCH +…
  alice <…
  alice > CHATHISTORY LATEST #tea * 4
  alice < @time=2026-01-01T00:00:05.000Z :irc.test BATCH +…
  alice <…
  alice > CHATHISTORY LATEST #tea msgid=$m4 5
  alice < @time=2026-01-01T00:00:05.000Z :irc.test BATCH +…
  alice <…
  alice > CHATHISTORY AROUND #tea msgid=$m3 5
  alice < @time=2026-01-01T00:00:05.000Z :irc.test BATCH +…
  alice <…
  alice > CHATHISTORY BEFORE #tea msgid=nonsense 5
  alice < @time=2026-01-01T00:00:05.000Z :irc.test BATCH +…
  alice <…
`))

test('when history cannot be read the client is told, and so is the operator', async () => {
  await using theatre = await Theatre.open()
  await perform(theatre, 'alice + batch\nalice > JOIN #tea\nalice <…')
  theatre.server.ports.history.select = () => Promise.reject(new Error('the disk is gone'))
  await theatre.say(theatre.actors.get('alice')!, 'CHATHISTORY LATEST #tea * 5')
  assert.equal(theatre.faults.splice(0).length, 1)
  await perform(
    theatre,
    'alice < :irc.test FAIL CHATHISTORY MESSAGE_ERROR LATEST #tea :History cannot be read just now',
  )
})
