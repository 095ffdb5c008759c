/** https://modern.ircdocs.horse/#list-message */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

const names = Array.from({ length: 700 }, (_, i) => `#channel-${i}`)

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

test('a long list comes in slices, and waits for a client that does not read', async () => {
  await using theatre = await Theatre.open({ limits: { channels: 1000 } })
  await perform(theatre, `alice +\nalice > JOIN ${names.join(',')}`)
  const heard: string[] = []
  let read = () => {}
  const sink = {
    push: (text: string) => void heard.push(...text.split('\r\n')),
    end: () => {},
    room: () => new Promise<void>((resolve) => (read = resolve)),
  }
  const bob = theatre.server.connect(sink, { ip: '192.0.2.2', secure: false })
  for (const line of [
    'CAP REQ :batch labeled-response',
    'NICK bob',
    'USER bob 0 * :b',
    'CAP END',
  ]) {
    await bob.receive(line)
  }
  heard.length = 0
  const answered = bob.receive('@label=x LIST')
  const first = [...heard]
  assert.ok(first.length > 100 && first.length < 300, `${first.length} lines at once`)
  const [, ref] = /^@label=x :irc\.test BATCH \+(\w+) labeled-response$/.exec(first[0]!) ?? []
  await perform(theatre, 'alice > PING x\nalice <… :irc.test PONG irc.test x')
  assert.equal(heard.length, first.length)
  let over = false
  const end = answered!.then(() => (over = true))
  while (!over) {
    read()
    await turn()
  }
  await end
  assert.equal(heard.at(-1), `:irc.test BATCH -${ref}`)
  assert.ok(heard.slice(1, -1).every((line) => line.startsWith(`@batch=${ref} `)))
  const listed = heard.flatMap((line) => / 322 bob (#\S+) /.exec(line)?.[1] ?? [])
  assert.deepEqual(listed, names)
})

test('a client that leaves in the middle of a long list ends it', async () => {
  await using theatre = await Theatre.open({ limits: { channels: 1000 } })
  await perform(theatre, `alice +\nbob +\nalice > JOIN ${names.join(',')}\nbob <…`)
  const bob = theatre.actors.get('bob')!
  const answered = bob.session.receive('LIST')
  bob.session.lost('gone')
  await answered
  assert.ok(bob.heard.length < 300)
})
