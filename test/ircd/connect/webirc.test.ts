/** https://ircv3.net/specs/extensions/webirc */
import { test } from 'node:test'
import { play } from '../../play.ts'
import { houseSecret } from '../../theatre.ts'

test('the gateway says for whom it speaks', () =>
  play(`
  web connects from 127.0.0.1
  web > WEBIRC ${houseSecret} gateway host.example 198.51.100.7 :secure remote-port=4000
  web > NICK web
  web > USER web 0 * :Web
  web < :irc.test 001 web :…web!~web@host.example
  web <… :irc.test 221 web :+Z
  web > WHOIS web
  web <… :irc.test 671 web web :…
  web < :irc.test 338 web web ~web@host.example 198.51.100.7 :…
`))

test('a connection is secure only where the gateway says so', () =>
  play(`
  web connects from 127.0.0.1
  web > WEBIRC ${houseSecret} gateway host.example 198.51.100.7
  web > NICK web
  web > USER web 0 * :Web
  web <… :irc.test 221 web :+
`))

test('an address that begins with a colon gets a zero; no host name is better than a wrong one', () =>
  play(`
  web connects from 127.0.0.1
  web > WEBIRC ${houseSecret} gateway not!a@host :::1
  web > NICK web
  web > USER web 0 * :Web
  web < :irc.test 001 web :…web!~web@0::1
`))

test('the gateway tells by which certificate somebody may log in', () => {
  const fingerprint = 'ab'.repeat(32)
  const told = (name: string, options: string, mechanisms: string) => `
  ${name} connects with ${'cd'.repeat(32)}
  ${name} > WEBIRC ${houseSecret} gateway host.example 198.51.100.7 :${options}
  ${name} > AUTHENTICATE ?
  ${name} < :irc.test 908 * ${mechanisms} :…
  ${name} < :irc.test 904 * :…
`
  return play(
    `
  ${told('ann', `secure certfp-sha-256=${fingerprint}`, 'PLAIN,EXTERNAL,SCRAM-SHA-256')}
  ann > AUTHENTICATE EXTERNAL
  ann > AUTHENTICATE +
  ann < :irc.test AUTHENTICATE +
  ann < :irc.test 900 * *!*@host.example ann :…
  ${told('clear', `certfp-sha-256=${fingerprint}`, 'PLAIN,SCRAM-SHA-256')}
  ${told('short', 'secure certfp-sha-256=abcd', 'PLAIN,SCRAM-SHA-256')}
  ${told('own', 'secure', 'PLAIN,SCRAM-SHA-256')}
`,
    { accounts: { ann: 'correct horse' }, certificates: { [fingerprint]: 'ann' } },
  )
})

test('a wrong secret ends the connection', () =>
  play(`
  web connects
  web > WEBIRC guess gateway host.example 198.51.100.7
  web < ERROR :Closing link: 192.0.2.1 (WEBIRC refused: wrong password, or not the first command)
  web is gone
`))

test('it must be the first command', () =>
  play(
    [
      'CAP LS 302',
      'CAP REQ batch',
      'PASS x',
      'NICK web2',
      'USER web 0 * :Web',
      'AUTHENTICATE PLAIN',
    ]
      .map(
        (line, i) => `
  web${i} connects
  web${i} > ${line}
  web${i} > WEBIRC ${houseSecret} gateway host.example 198.51.100.7
  web${i} <… ERROR :…WEBIRC refused…
  web${i} is gone
`,
      )
      .join('\n'),
  ))

test('with too few parameters it is 461', () =>
  play(`
  web connects
  web > WEBIRC ${houseSecret} gateway host.example
  web < :irc.test 461 * WEBIRC :Not enough parameters
`))
