/** https://ircv3.net/specs/extensions/sts */
import { test } from 'node:test'
import { play } from '../../play.ts'

const settings = { sts: { port: 6697, durationMs: 86_400_000, preload: true } }

test('in the clear the port is told, over TLS for how long', () =>
  play(
    `
  alice connects
  alice > CAP LS 302
  alice <… :irc.test CAP * LS …:… sts=port=6697 …
  bob   connects securely
  bob   > CAP LS 302
  bob   <… :irc.test CAP * LS …:… sts=duration=86400,preload …
`,
    { settings },
  ))

test('nobody can request it or give it back, and older clients are not told', () =>
  play(
    `
  alice connects
  alice > CAP LS
  alice <> sts
  alice <…
  alice > CAP REQ sts
  alice < :irc.test CAP * NAK :sts
  alice > CAP REQ -sts
  alice < :irc.test CAP * NAK :-sts
`,
    { settings },
  ))

test('where nothing is configured nothing is said', () =>
  play(`
  alice connects
  alice > CAP LS 302
  alice <> sts=
`))
