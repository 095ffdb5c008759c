/** https://modern.ircdocs.horse/#stats-message */
import { test } from 'node:test'
import { parseRange } from '#wire/cidr.ts'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'
import { guarded } from '../../protected.ts'

const list = { zone: 'dnsbl.test', replies: [], reason: 'abuse', action: 'mark' as const }
const protection = {
  ...guarded({
    connections: { exempt: [parseRange('10.0.0.0/8')!] },
    throttle: { logins: { count: 3, ms: 60_000 } },
  }),
  blocklists: [list],
}
const options = {
  settings: { opers: [oper('boss', { privileges: new Set(['see', 'ban']) })], protection },
}

test('everybody may ask how long the server has been up and who is an operator', () =>
  play(
    `
  boss +
  alice +
  ${rises('boss')}
  wait 90s
  alice > STATS u
  alice < :irc.test 242 alice :Server up 1m30s
  alice < :irc.test 250 alice :Highest connection count: 2 (2 connections received)
  alice < :irc.test 219 alice u :End of STATS
  alice > STATS p
  alice < :irc.test 249 alice p :boss (~boss@192.0.2.1) is the gardener
  alice < :irc.test 249 alice p :1 operators
  alice < :irc.test 219 alice p :End of STATS
  alice > STATS k
  alice < :irc.test 481 alice :…
  boss > MODE boss +H
  alice > STATS P
  alice < :irc.test 249 alice p :0 operators
`,
    options,
  ))

test('a letter that means nothing is 219 alone', () =>
  play(`
  alice +
  alice > STATS ~
  alice < :irc.test 219 alice ~ :End of STATS
  alice > STATS
  alice < :irc.test 219 alice * :End of STATS
`))

test('operators see the bans, each with its kind, mask, time left, age, author and reasons', () =>
  play(
    `
  boss +
  ${rises('boss')}
  boss > KLINE *@198.51.100.7 1h :tea|third time
  boss > ZLINE 203.0.113.0/24 :scanner
  boss <…
  wait 60s
  boss > STATS k
  boss < :irc.test 223 boss kline *@198.51.100.7 3540 60 boss :tea | third time
  boss < :irc.test 219 boss k :End of STATS
  boss > STATS Z
  boss < :irc.test 223 boss zline 203.0.113.0/24 0 60 boss :scanner
  boss < :irc.test 219 boss Z :End of STATS
  boss > STATS g
  boss < :irc.test 219 boss g :End of STATS
`,
    options,
  ))

test('operators see clients, commands, rules, settings and sizes, and who may be an operator', () =>
  play(
    `
  boss +
  ${rises('boss')}
  boss > STATS l
  boss < :irc.test 211 boss boss[~boss@192.0.2.1] 0 :0
  boss < :irc.test 219 boss l :End of STATS
  boss > STATS m
  boss <… :irc.test 212 boss STATS :2
  boss > STATS i
  boss <… :irc.test 215 boss I perAddress :0
  boss <… :irc.test 215 boss I exempt :10.0.0.0/8
  boss > STATS d
  boss <… :irc.test 249 boss d :dnsbl.test mark
  boss > STATS O
  boss <… :irc.test 243 boss O * * boss :see,ban
  boss > STATS o
  boss <… :irc.test 243 boss O * * boss :admin
  boss > STATS S
  boss <… :irc.test 249 boss S :logins 3 per 1m
  boss > STATS z
  boss <… :irc.test 249 boss z :users 1
  boss > STATS f
  boss <… :irc.test 219 boss f :End of STATS
`,
    options,
  ))

test('uses of STATS are told to those who watch them', () =>
  play(
    `
  boss +
  alice +
  ${rises('boss')}
  boss > MODE boss +s t
  boss <…
  alice > STATS u
  boss < :irc.test NOTICE boss :*** stats: nick alice!~alice@192.0.2.1, letter u
`,
    options,
  ))
