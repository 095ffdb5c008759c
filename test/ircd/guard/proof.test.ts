/** Work that strangers prove, as in hashcash: http://www.hashcash.org/papers/hashcash.pdf */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { perform, play } from '../../play.ts'
import { comes, guarded } from '../../protected.ts'
import { type Actor, Theatre } from '../../theatre.ts'

const bits = 6
const options = {
  settings: { protection: { ...guarded({}), proofBits: bits } },
  accounts: { bob: 'teatime' },
}

function challengeFor({ heard }: Actor): string {
  const line = heard.find((each) => each.includes(' CHALLENGE '))
  const [, asked, challenge] = / FAIL \* CHALLENGE sha256 (\d+) (\S+) :/.exec(line ?? '') ?? []
  assert.equal(Number(asked), bits)
  return challenge!
}

function work(challenge: string, right: boolean): string {
  for (let i = 0; ; i++) {
    const digest = createHash('sha256')
      .update(challenge + i)
      .digest()
    if ((digest[0]! >> (8 - bits) === 0) === right) return String(i)
  }
}

test('a stranger is let in once it has done its work, and not by somebody else’s', async () => {
  await using theatre = await Theatre.open(options)
  await perform(theatre, `${comes('alice')}\n${comes('carol', '198.51.100.8')}`)
  const [alice, carol] = ['alice', 'carol'].map((name) => theatre.actors.get(name)!)
  const challenge = challengeFor(alice!)
  assert.notEqual(challenge, challengeFor(carol!))
  await perform(
    theatre,
    `
  alice <…
  alice > PROVE ${work(challenge, false)}
  alice < :irc.test FAIL PROVE INVALID_PROOF :This is not the answer
  alice > JOIN #tea
  alice > PROVE ${work(challenge, true)}
  alice <… :irc.test 001 alice …
  alice <…
  alice > PROVE anything
  alice <
`,
  )
})

test('who logs in need not, before or afterwards', () =>
  play(
    `
  bob   connects from 198.51.100.7
  bob   > CAP REQ sasl
  bob   signs in
  bob   > NICK bob
  bob   > USER bob 0 * :Bob
  bob   > CAP END
  bob   <… :irc.test 001 bob …
  bob   > QUIT
  bob   connects from 198.51.100.7
  bob   > NICK bob
  bob   > USER bob 0 * :Bob
  bob   <… …FAIL * CHALLENGE …
  bob   > CAP REQ sasl
  bob   <…
  bob   signs in
  bob   > CAP END
  bob   > PING x
  bob   <… :irc.test PONG …
  bob   > WHOIS bob
  bob   <… :irc.test 330 bob bob bob :…
`,
    options,
  ))
