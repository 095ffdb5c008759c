/** Server notices, +s: https://modern.ircdocs.horse/#user-modes and numeric 008. */
import { test } from 'node:test'
import { oper } from '../../opers.ts'
import { play } from '../../play.ts'

const opers = [oper('boss')]

test('+s takes letters, adds and takes away, and 008 says which', () =>
  play(
    `
  alice +
  alice > OPER boss sesame
  alice <…
  alice > MODE alice +s ck
  alice < :alice MODE alice +s +ck
  alice < :irc.test 008 alice +ck :Server notice mask
  alice > MODE alice +s -c+n
  alice < :alice MODE alice +s +kn
  alice < :irc.test 008 alice +kn :Server notice mask
  alice > MODE alice -s
  alice < :alice MODE alice -s
  alice > MODE alice -s
  alice <
`,
    { settings: { opers } },
  ))

test('only operators read server notices', () =>
  play(`
  alice +
  alice > MODE alice +s c
  alice <
  bob +
  alice <
`))

test('who watches is told of connects, quits, nicks and channels', () =>
  play(
    `
  alice +
  alice > OPER boss sesame
  alice > MODE alice +s cqnl
  alice <…
  bob +
  alice < :irc.test NOTICE alice :*** connect: bob!~bob@192.0.2.1 (192.0.2.1)
  bob > NICK rob
  alice < :irc.test NOTICE alice :*** nick: bob!~bob@192.0.2.1 is now rob
  bob > JOIN #tea
  alice < :irc.test NOTICE alice :*** channel: #tea is made by rob
  bob > QUIT
  alice < :irc.test NOTICE alice :*** quit: rob!~bob@192.0.2.1 (Quit)
  alice <
`,
    { settings: { opers } },
  ))

test('entries of the log are shown to those who watch their category', () =>
  play(
    `
  alice +
  bob +
  alice > OPER boss sesame
  alice > MODE alice +s o
  alice <…
  bob > OPER boss wrong
  alice < :irc.test NOTICE alice :*** oper refused: nick bob!~bob@192.0.2.1, name boss, ip 192.0.2.1
`,
    { settings: { opers } },
  ))
