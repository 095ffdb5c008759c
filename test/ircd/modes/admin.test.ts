/** https://modern.ircdocs.horse/#protected-prefix */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('a status between owner and operator is offered, in the order of rank', () =>
  play(`
  alice +
  alice > VERSION
  alice <… …PREFIX=(qaohv)~&@%+…
`))
