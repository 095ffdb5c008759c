/** https://ircv3.net/specs/client-tags/typing */
import { test } from 'node:test'
import { play } from '../../play.ts'
import { guarded } from '../../protected.ts'

const throttle = { typing: { count: 2, ms: 6000 } }
const pace = { enabled: true, burst: 5, perSecond: 1 }
const options = { settings: { protection: guarded({ throttle, pace }) } }

test('more signs of typing than its share are not passed on, and are answered all the same', () =>
  play(
    `
  alice + message-tags labeled-response batch
  bob   + message-tags
  alice > @+typing=active TAGMSG bob
  alice > @+typing=paused TAGMSG bob
  alice > @+typing=active;label=x TAGMSG bob
  alice < @label=x :irc.test ACK
  bob   < @msgid=…;+typing=active :alice!~alice@192.0.2.1 TAGMSG bob
  bob   < @msgid=…;+typing=paused :alice!~alice@192.0.2.1 TAGMSG bob
  bob   <
  wait 3s
  alice > @+draft/typing=done TAGMSG bob
  bob   < @msgid=…;+draft/typing=done :alice!~alice@192.0.2.1 TAGMSG bob
`,
    options,
  ))

test('typing takes nothing from what is said, nor from reactions', () =>
  play(
    `
  alice + message-tags
  bob   + message-tags
  wait 10s
  ${'alice > @+typing=active TAGMSG bob\n  '.repeat(30)}
  alice > @+draft/react=x;+reply=1 TAGMSG bob
  alice > @+typing=active;+draft/react=y TAGMSG bob
  alice > PRIVMSG bob :hi
  bob   <… @msgid=…;+draft/react=x;+reply=1 :alice!~alice@192.0.2.1 TAGMSG bob
  bob   < @msgid=…;+typing=active;+draft/react=y :alice!~alice@192.0.2.1 TAGMSG bob
  bob   < @msgid=… :alice!~alice@192.0.2.1 PRIVMSG bob :hi
`,
    options,
  ))
