/** https://ircv3.net/specs/extensions/read-marker */
import { test } from 'node:test'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

const at = (second: number) => `timestamp=2026-01-01T00:00:0${second}.000Z`
const accounts = { alice: 'correct horse', bob: 'battery staple' }

test('MARKREAD tells and sets up to where a window is read, under its own name', () =>
  play(`
  alice + draft/read-marker
  wait 5s
  alice > JOIN #Tea
  alice <…
  alice > MARKREAD #tea
  alice < :irc.test MARKREAD #Tea *
  alice > MARKREAD #TEA ${at(3)}
  alice < :irc.test MARKREAD #Tea ${at(3)}
  alice > MARKREAD #tea
  alice < :irc.test MARKREAD #Tea ${at(3)}
  alice > MARKREAD Bob ${at(2)}
  alice < :irc.test MARKREAD Bob ${at(2)}
`))

test('a marker moves forwards only, and never into the future', () =>
  play(`
  alice + draft/read-marker
  wait 5s
  alice > MARKREAD bob ${at(3)}
  alice < :irc.test MARKREAD bob ${at(3)}
  alice > MARKREAD bob ${at(2)}
  alice < :irc.test MARKREAD bob ${at(3)}
  alice > MARKREAD bob timestamp=2262-01-01T00:00:00.000Z
  alice < :irc.test MARKREAD bob ${at(5)}
`))

test('after one’s own JOIN the marker comes before the names', () =>
  play(`
  alice + draft/read-marker
  bob   + draft/read-marker
  alice > JOIN #tea
  alice < :alice!~alice@192.0.2.1 JOIN #tea
  alice < :irc.test MARKREAD #tea *
  alice < :irc.test 353 …
  alice < :irc.test 366 …
  bob   > JOIN #tea
  alice < :bob!~bob@192.0.2.1 JOIN #tea
  alice <
`))

test('all connections of the account hear of it, and nobody else', () =>
  play(
    `
  alice + draft/read-marker labeled-response batch
  phone + draft/read-marker
  old   +
  bob   + draft/read-marker
  alice signs in
  bob   signs in
  phone > AUTHENTICATE PLAIN
  phone > AUTHENTICATE AGFsaWNlAGNvcnJlY3QgaG9yc2U=
  old   > AUTHENTICATE PLAIN
  old   > AUTHENTICATE AGFsaWNlAGNvcnJlY3QgaG9yc2U=
  phone <…
  old   <…
  wait 5s
  alice > @label=x MARKREAD bob ${at(1)}
  alice < @label=x… :irc.test MARKREAD bob ${at(1)}
  phone < :irc.test MARKREAD bob ${at(1)}
  old   <
  bob   <
  phone > MARKREAD bob
  phone < :irc.test MARKREAD bob ${at(1)}
`,
    { accounts },
  ))

test('a marker outlives the connection and the server, a guest’s does not', async () => {
  await using theatre = await Theatre.open({ accounts })
  await perform(
    theatre,
    `
  alice + draft/read-marker
  guest + draft/read-marker
  alice signs in
  wait 5s
  alice > MARKREAD bob ${at(1)}
  guest > MARKREAD bob ${at(1)}
  alice > QUIT
  guest > QUIT
`,
    { accounts },
  )
  const next = new Theatre(theatre.store, theatre.server.settings)
  await next.server.boot()
  await perform(
    next,
    `
  alice + draft/read-marker
  alice > MARKREAD bob
  alice < :irc.test MARKREAD bob *
  alice signs in
  alice > MARKREAD bob
  alice < :irc.test MARKREAD bob ${at(1)}
`,
    { accounts },
  )
})

test('what cannot be read is refused; a window that one may not read has no marker', () =>
  play(`
  alice + draft/read-marker
  alice > MARKREAD
  alice < :irc.test FAIL MARKREAD NEED_MORE_PARAMS :A target is needed
  alice > MARKREAD bob *
  alice < :irc.test FAIL MARKREAD INVALID_PARAMS bob * :This is not a timestamp
  alice > MARKREAD bob timestamp=yesterday
  alice < :irc.test FAIL MARKREAD INVALID_PARAMS bob timestamp=yesterday :This is not a timestamp
  alice > MARKREAD #tea ${at(1)}
  alice < :irc.test MARKREAD #tea *
`))
