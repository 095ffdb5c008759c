/** https://ircv3.net/specs/extensions/network-icon */
import { test } from 'node:test'
import { play } from '../../play.ts'

const entrance = `
  alice connects
  alice > NICK alice
  alice > USER alice 0 * :Alice`

test('the network shows its icon where it has one', () =>
  play(
    `
  ${entrance}
  alice <… :irc.test 005 alice …draft/ICON=https://tea.example/icon.svg …
`,
    { settings: { icon: 'https://tea.example/icon.svg' } },
  ))

test('and says nothing of one where it has none', () =>
  play(`
  ${entrance}
  alice <> draft/ICON
`))
