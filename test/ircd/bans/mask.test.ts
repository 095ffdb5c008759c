/** https://ircv3.net/specs/extensions/account-extban, and the dialects of other servers. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readMask } from '../../../ircd/features/bans/mask.ts'
import { play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

const forms: [typed: string, kept: string][] = [
  ['~a:bob', '~account:bob'],
  ['~ACCOUNT:bob', '~account:bob'],
  ['$a:bob', '~account:bob'],
  ['$a', '~account:*'],
  ['$~a', '~!account:*'],
  ['R:bob', '~account:bob'],
  ['account:bob', '~account:bob'],
  ['!account:bob', '~!account:bob'],
  ['~!a:bob', '~!account:bob'],
  ['m:bob', '~quiet:bob!*@*'],
  ['~q:*@host', '~quiet:*!*@host'],
  ['mute:~a:bob', '~quiet:~account:bob'],
  ['m:!R:bob', '~quiet:~!account:bob'],
  ['~t:60:m:$a:bob', '~time:60:~quiet:~account:bob'],
  ['bob$#lobby', '~forward:#lobby:bob!*@*'],
  ['~f:#lobby:~a:bob', '~forward:#lobby:~account:bob'],
  ['$z', '~secure:*'],
  ['2001:db8::1', '*!*@2001:db8::1'],
  ['a::1', '*!*@a::1'],
  ['10.0.0.0/8', '*!*@10.0.0.0/8'],
]

test('many dialects are understood, and one is kept and shown', () =>
  play(
    `
  alice +
  alice > JOIN #tea
  alice <…
  ${forms
    .map(
      ([typed, kept]) => `
  alice > MODE #tea +b ${typed}
  alice < :alice!~alice@192.0.2.1 MODE #tea +b ${kept}
  alice > MODE #tea -b ${typed}
  alice < :alice!~alice@192.0.2.1 MODE #tea -b ${kept}
`,
    )
    .join('')}
`,
  ))

for (const wrong of ['~nosuch:x', '$q', '~time:0:bob', '~time:x:bob', '~quiet:', '~!quiet:bob']) {
  test(`${wrong} is no mask`, () =>
    play(`
  alice +
  alice > JOIN #tea
  alice <…
  alice > MODE #tea +b ${wrong}
  alice < :irc.test 696 alice #tea b ${wrong} :This cannot be a mask
`))
}

test('what is built too high is no mask', () =>
  play(`
  alice +
  alice > JOIN #tea
  alice <…
  alice > MODE #tea +b m:m:m:m:m:bob
  alice < :irc.test 696 alice #tea b m:m:m:m:m:bob :This cannot be a mask
`))

test('what is kept is read as itself', async () => {
  await using theatre = await Theatre.open()
  const { extbans } = theatre.server.book
  const words = [...extbans.keys(), ...'aBcfijkmqrtxz~~$$!::@*#1', 'bob', '60', '10.0.0.0/8']
  const typed = fc.array(fc.constantFrom(...words), { maxLength: 9 }).map((all) => all.join(''))
  fc.assert(
    fc.property(typed, (text) => {
      const kept = readMask(text, theatre.server)
      if (kept !== undefined) assert.equal(readMask(kept, theatre.server), kept)
    }),
    { numRuns: 2000 },
  )
})
