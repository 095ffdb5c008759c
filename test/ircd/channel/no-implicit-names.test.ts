/** https://ircv3.net/specs/extensions/no-implicit-names */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('under each of its names: no names after a JOIN, but NAMES still answers', () =>
  play(
    ['no-implicit-names', 'draft/no-implicit-names', 'soju.im/no-implicit-names']
      .map(
        (cap, i) => `
  alice${i} + ${cap} draft/read-marker
  alice${i} > JOIN #tea${i}
  alice${i} < :alice${i}!… JOIN #tea${i}
  alice${i} < :irc.test MARKREAD #tea${i} *
  alice${i} <
  alice${i} > NAMES #tea${i}
  alice${i} < :irc.test 353 alice${i} = #tea${i} :@alice${i}
  alice${i} < :irc.test 366 …`,
      )
      .join(''),
  ))
