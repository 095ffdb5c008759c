/** https://ircv3.net/specs/extensions/capability-negotiation */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { announceCap } from '../../../ircd/features/connect/cap.ts'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

/** What a client of the first version is told, the ratified ones first. */
const all =
  'cap-notify … message-tags server-time account-tag batch labeled-response echo-message …'

test('LS lists what there is, in the order of the index, the drafts behind', () =>
  play(`
  alice connects
  alice > CAP LS
  alice < :irc.test CAP * LS :${all}
  alice <
`))

test('LS 302 adds values', () =>
  play(`
  alice connects
  alice > CAP LS 302
  alice < :irc.test CAP * LS …:cap-notify sasl=PLAIN,SCRAM-SHA-256… draft/account-registration=before-connect…
`))

test('302 has as many lines as it takes; older clients have one, which fits', async () => {
  await using theatre = await Theatre.open()
  const names = async (version: string) => {
    const actor = theatre.connect('alice')
    await theatre.say(actor, `CAP LS${version}`)
    assert(actor.heard.every((line) => Buffer.byteLength(line) <= 510))
    const last = actor.heard.pop()!
    assert.match(last, /^:irc\.test CAP \* LS :/)
    for (const line of actor.heard) assert.match(line, /^:irc\.test CAP \* LS \* :/)
    return [...actor.heard, last].flatMap((line) => line.split(' :')[1]!.split(' '))
  }
  const modern = await names(' 302')
  const old = await names('')
  const offered = [...theatre.server.book.caps.values()].filter(
    ({ feature }) => feature.capOffered?.(theatre.server) ?? true,
  )
  assert.deepEqual(
    modern.map((name) => name.split('=')[0]),
    offered.map(({ name }) => name),
  )
  for (const { name } of offered) if (!name.includes('/')) assert(old.includes(name), name)
})

test('an unknown high version counts as 302, and no number as 301', () =>
  play(`
  alice connects
  alice > CAP LS 307
  alice < :irc.test CAP * LS …:…sasl=PLAIN…
  bob connects
  bob > CAP LS nonsense
  bob < :irc.test CAP * LS :… sasl …
`))

test('a later LS without version is answered without values, and 302 stays', () =>
  play(`
  alice connects
  alice > CAP LS 302
  alice <…
  alice > CAP LS
  alice < :irc.test CAP * LS :${all}
  alice > CAP REQ -cap-notify
  alice < :irc.test CAP * NAK :-cap-notify
`))

test('what is not offered is not listed', () =>
  play(
    `
  alice connects
  alice > CAP LS 302
  alice <> draft/account-registration
  alice <…
  alice > CAP REQ draft/account-registration
  alice < :irc.test CAP * NAK :draft/account-registration
`,
    { settings: { registration: false } },
  ))

test('LS and REQ suspend registration until END, LIST does not', () =>
  play(`
  alice connects
  alice > CAP REQ batch
  alice < :irc.test CAP * ACK :batch
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice <
  alice > CAP END
  alice < :irc.test 001 alice :…
  bob connects
  bob > CAP LIST
  bob < :irc.test CAP * LIST :
  bob > NICK bob
  bob > USER bob 0 * :Bob
  bob < :irc.test 001 bob :…
`))

test('after registration LS and REQ work, suspend nothing, and END is ignored', () =>
  play(`
  alice +
  alice > CAP LS 302
  alice < :irc.test CAP alice LS …
  alice <…
  alice > CAP END
  alice > CAP REQ :echo-message batch
  alice < :irc.test CAP alice ACK :echo-message batch
  alice > CAP LIST
  alice < :irc.test CAP alice LIST :cap-notify echo-message batch
  alice > PING x
  alice < :irc.test PONG irc.test x
  alice <
`))

test('LIST never carries values', () =>
  play(`
  alice connects
  alice > CAP LS 302
  alice <…
  alice > CAP REQ sasl
  alice < :irc.test CAP * ACK :sasl
  alice > CAP LIST
  alice < :irc.test CAP * LIST :cap-notify sasl
`))

test('a REQ is answered as a whole: one unknown name refuses all, in the very words', () =>
  play(`
  alice +
  alice > CAP REQ :batch  nonsense   server-time
  alice < :irc.test CAP alice NAK :batch  nonsense   server-time
  alice > CAP REQ :batch -nonsense
  alice < :irc.test CAP alice NAK :batch -nonsense
  alice > CAP LIST
  alice < :irc.test CAP alice LIST :
`))

test('a value is no part of a name', () =>
  play(`
  alice +
  alice > CAP REQ :sasl=PLAIN
  alice < :irc.test CAP alice NAK :sasl=PLAIN
`))

test('names are opaque: case matters', () =>
  play(`
  alice +
  alice > CAP REQ BATCH
  alice < :irc.test CAP alice NAK :BATCH
`))

test('REQ may be repeated, may take back, and the last word counts', () =>
  play(`
  alice + batch
  alice > CAP REQ :batch
  alice < :irc.test CAP alice ACK :batch
  alice > CAP REQ :server-time -batch
  alice < :irc.test CAP alice ACK :server-time -batch
  alice > CAP REQ :batch -batch
  alice < …:irc.test CAP alice ACK :batch -batch
  alice > CAP LIST
  alice < …:irc.test CAP alice LIST :server-time
`))

test('an empty REQ is acknowledged empty', () =>
  play(`
  alice +
  alice > CAP REQ :
  alice < :irc.test CAP alice ACK :
  alice > CAP REQ
  alice < :irc.test CAP alice ACK :
`))

test('the ACK of a REQ that is too long for one line comes in several', () =>
  play(`
  alice +
  alice > CAP REQ :${'draft/account-registration '.repeat(17)}
  alice < :irc.test CAP alice ACK :${'draft/account-registration '.repeat(14).trim()}
  alice < :irc.test CAP alice ACK :${'draft/account-registration '.repeat(3).trim()}
  alice <
`))

test('the ACK that switches server-time off has no time', () =>
  play(`
  alice + server-time
  alice > CAP REQ -server-time
  alice < :irc.test CAP alice ACK :-server-time
  alice > JOIN #tea
  alice < :alice!~alice@192.0.2.1 JOIN #tea
`))

test('302 implies cap-notify, which then cannot be dropped; 301 may take and drop it', () =>
  play(`
  alice connects
  alice > CAP LS 302
  alice <…
  alice > CAP REQ -cap-notify
  alice < :irc.test CAP * NAK :-cap-notify
  alice > CAP LIST
  alice < :irc.test CAP * LIST :cap-notify
  bob connects
  bob > CAP REQ cap-notify
  bob < :irc.test CAP * ACK :cap-notify
  bob > CAP REQ -cap-notify
  bob < :irc.test CAP * ACK :-cap-notify
`))

test('an unknown subcommand is 410, a missing one 461', () =>
  play(`
  alice connects
  alice > CAP NONSENSE
  alice < :irc.test 410 * NONSENSE :Invalid CAP subcommand
  alice > CAP
  alice < :irc.test 461 * CAP :Not enough parameters
  alice > CAP :
  alice < :irc.test 410 * * :Invalid CAP subcommand
  alice > cap ls
  alice < :irc.test CAP * LS :…
`))

test('who asked for it is told when a capability goes and comes back', async () => {
  await using theatre = await Theatre.open()
  await perform(
    theatre,
    `
  alice connects
  alice > CAP LS 302
  alice <…
  alice > CAP REQ draft/account-registration
  alice < …ACK…
  bob + draft/account-registration
`,
  )
  theatre.server.settings.registration = false
  announceCap(theatre.server, 'draft/account-registration')
  await perform(
    theatre,
    `
  alice < :irc.test CAP * DEL :draft/account-registration
  alice > CAP LIST
  alice < :irc.test CAP * LIST :cap-notify
  bob <
  bob > CAP LIST
  bob < :irc.test CAP bob LIST :
`,
  )
  theatre.server.settings.registration = true
  announceCap(theatre.server, 'draft/account-registration')
  await perform(theatre, 'alice < :irc.test CAP * NEW :draft/account-registration=before-connect')
})

test('a list that is too long for one line comes in several, for who can read them', async () => {
  await using theatre = await Theatre.open()
  const { caps } = theatre.server.book
  for (let i = 0; i < 30; i++) {
    const name = `example.org/capability-${i}`
    caps.set(name, { name, bit: 0, feature: {} })
  }
  await perform(
    theatre,
    `
  alice connects
  alice > CAP LS 302
  alice < :irc.test CAP * LS * :cap-notify …
  alice <… :irc.test CAP * LS * :…
  alice <… :irc.test CAP * LS :…example.org/capability-29
  alice <
`,
  )
  assert.equal(theatre.faults.length, 0)
})
