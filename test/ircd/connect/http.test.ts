/** A browser can be made to talk to this port: https://modern.ircdocs.horse/#connection-setup */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('whoever speaks HTTP is turned away at the first line', () =>
  play(
    [
      'GET / HTTP/1.1',
      'POST /x HTTP/1.1',
      'PUT / HTTP/1.1',
      'HEAD / HTTP/1.1',
      'OPTIONS * HTTP/1.1',
      'Host: irc.test',
    ]
      .map(
        (line, i) => `
  web${i} connects
  web${i} > ${line}
  web${i} < ERROR :Closing link: 192.0.2.1 (This is an IRC server, and ${line.split(' ')[0]!.toUpperCase()} is HTTP)
  web${i} is gone
  web${i} > PRIVMSG #tea :spam
  web${i} <
`,
      )
      .join('\n'),
  ))
