/** What valid conversations look like, before chance spoils them. */
import type { Chance } from '../chance.ts'
import type { Tongue } from './doors.ts'

export const account = 'fuzz'
export const password = 'correct:horse'

const plain = btoa(`\0${account}\0${password}`)
const msgid = '0Vg3bQzX0001CAabcde'

const registration = ['NICK {nick}', 'USER {nick} 0 * :Some body']

/** `{nick}` stands for a name that nobody has. */
const conversations: Record<Tongue, readonly string[][]> = {
  irc: [
    registration,
    ['CAP LS 302', ...registration, 'CAP REQ :sasl batch message-tags echo-message', 'CAP END'],
    ['CAP LS 302', 'CAP REQ sasl', 'AUTHENTICATE PLAIN', `AUTHENTICATE ${plain}`, 'CAP END'],
    ['CAP REQ sasl', 'AUTHENTICATE SCRAM-SHA-256', `AUTHENTICATE ${btoa('n,,n=fuzz,r=abc')}`],
    [`WEBIRC ${password} gateway host 127.0.0.1 :secure`, ...registration],
    [`PASS ${account}:${password}`, ...registration],
  ],
  bouncer: [
    [`PASS ${account}/TestNet@phone:${password}`, ...registration],
    [
      `PASS ${account}@{nick}:${password}`,
      'CAP REQ :batch server-time',
      ...registration,
      'CAP END',
    ],
    ['CAP REQ sasl', 'AUTHENTICATE PLAIN', `AUTHENTICATE ${plain}`, ...registration, 'CAP END'],
    ['CAP LS 302', 'JOIN :', 'CAP REQ sasl', 'CAP END', ...registration],
  ],
  http: [
    ['GET / HTTP/1.1', 'Host: localhost', ''],
    ['GET /../../etc/passwd HTTP/1.1', 'Host: localhost', 'Range: bytes=0-1', ''],
    ['POST / HTTP/1.1', 'Host: localhost', 'Transfer-Encoding: chunked', '', '5', 'hello', '0', ''],
    ['POST / HTTP/1.1', 'Host: localhost', 'Content-Length: 99999999', '', 'x'],
    [
      ...['GET /webirc/websocket/ HTTP/1.1', 'Host: localhost', 'Upgrade: websocket'],
      ...['Connection: Upgrade', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
      ...['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Protocol: text.ircv3.net', ''],
    ],
    ['PRI * HTTP/2.0', '', 'SM', ''],
  ],
}

const commands = [
  'JOIN #fuzz,#other key',
  'PRIVMSG #fuzz :hello there',
  '@label=1;+typing=active TAGMSG #fuzz',
  '@label=2 PRIVMSG #fuzz,{nick} :\x01ACTION waves\x01',
  'NOTICE {nick} :naïve ✓',
  'MODE #fuzz +bbklovI *!*@* a!b@c key 5 {nick} {nick} x!y@z',
  'MODE #fuzz b',
  'MODE {nick} +i-i',
  'TOPIC #fuzz :tea at five',
  'KICK #fuzz {nick} :out',
  'INVITE {nick} #fuzz',
  'NAMES #fuzz',
  'WHO #fuzz %tcuhsnfdlar,42',
  'WHO *',
  'WHOIS {nick} {nick}',
  'LIST >0',
  'AWAY :gone',
  'SETNAME :Another name',
  'NICK {nick}x',
  'CHATHISTORY LATEST #fuzz * 50',
  `CHATHISTORY BETWEEN #fuzz msgid=${msgid} timestamp=2026-01-01T00:00:00.000Z 10`,
  'CHATHISTORY TARGETS timestamp=2020-01-01T00:00:00.000Z timestamp=2030-01-01T00:00:00.000Z 10',
  'REGISTER * * password123',
  'BATCH +1 draft/multiline #fuzz',
  'PING :token',
  'PONG :bl-5',
  'ISON {nick}',
  'USERHOST {nick}',
  'MONITOR + {nick},other,a!b@c',
  'MONITOR L',
  `WEBPUSH REGISTER https://127.0.0.1:1/x p256dh=${'B'.repeat(87)};auth=${'A'.repeat(22)}`,
  'LUSERS',
  'MOTD',
  'PART #fuzz :bye',
  'CAP LIST',
  'QUIT :bye',
]

/** @returns lines without their ends. */
export function conversation(tongue: Tongue, chance: Chance): string[] {
  const nick = `f${chance.int(0, 99_999_999)}`
  const begin = chance.pick(conversations[tongue])
  const rest = tongue === 'http' ? [] : Array.from({ length: 12 }, () => chance.pick(commands))
  return [...begin, ...rest].map((line) => line.replaceAll('{nick}', nick))
}

/** Spoils a few places of a conversation: bytes change, go, come twice or are cut. */
export function spoiled(bytes: Buffer, chance: Chance): Buffer {
  let all = bytes
  for (let times = chance.int(1, 8); times > 0 && all.length > 0; times--) {
    const at = chance.int(0, all.length - 1)
    const head = all.subarray(0, at)
    const tail = all.subarray(at)
    const kinds: (() => Buffer)[] = [
      () => Buffer.concat([head, chance.bytes(1), tail.subarray(1)]),
      () => Buffer.concat([head, chance.bytes(chance.int(1, 40)), tail]),
      () => Buffer.concat([head, tail.subarray(chance.int(1, 40))]),
      () => Buffer.concat([head, tail, tail]),
      () => Buffer.concat([head, Buffer.from(chance.pick(spices)), tail]),
      () => Buffer.concat([tail, head]),
    ]
    all = chance.pick(kinds)().subarray(0, 40_000)
  }
  return all
}

const spices = [
  '\0',
  '\r',
  '\n',
  '\r\n\r\n',
  ' ',
  ':',
  '@',
  '@;=;',
  '\x01',
  '\ufeff',
  '\u202e',
  '💥',
  '%n%s',
  ',,,',
  '__proto__',
  'constructor',
  '-1',
  '999999999999999999999',
  'NaN',
  '../',
  '\\s\\:',
  '=',
  '*',
  '?'.repeat(60),
]
