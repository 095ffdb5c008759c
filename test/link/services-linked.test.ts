/** Atheme and Anope as the services of a server of ours. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LocalNetwork } from '../network.ts'
import { until } from '../until.ts'
import { anopeMissing, startAnope } from './anope.ts'
import { athemeMissing, startAtheme } from './atheme.ts'
import type { Program } from './foreign.ts'
import { LineSocket } from './line-socket.ts'
import { sees, startOwn, tells } from './own.ts'
import { Someone } from './someone.ts'

const services = [{ name: 'services.test', services: true }]
const password = 'linkpass'

interface Scene extends AsyncDisposable {
  own: LocalNetwork
  atheme: Program
  /** Registered as `ann`, with the password `sesame1`. */
  ann: Someone
}

async function withAtheme(): Promise<Scene> {
  const own = await startOwn({ links: services })
  const atheme = await startAtheme({ name: 'irc.test', port: own.irc.port, password })
  const dispose = async () => {
    await atheme[Symbol.asyncDispose]()
    await own[Symbol.asyncDispose]()
  }
  try {
    await tells(own, 'link up')
    const ann = await Someone.enters(own.irc.port, 'ann', 'cap-notify')
    await registers(ann)
    return { own, atheme, ann, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

/** Registers the nick of somebody with NickServ. */
async function registers(someone: Someone): Promise<void> {
  await sees(someone, 'NickServ')
  someone.send('PRIVMSG NickServ :REGISTER sesame1 someone@example.test')
  await someone.hears(/NickServ!\S+ NOTICE \S+ :.*registered/i)
}

async function isLoggedIn(someone: Someone, account: string): Promise<void> {
  const told = await someone.asks(`WHOIS ${someone.nick}`)
  assert.match(told.join('\n'), RegExp(` 330 \\S+ \\S+ ${account} `))
}

/** Tries to log in before registering. @returns the numerics of the answer */
async function logsIn({ own }: Scene, mechanism: string, payload: string): Promise<string[]> {
  const line = await LineSocket.dial(own.irc.port)
  line.send('CAP REQ sasl', 'NICK bea', 'USER bea 0 * :Bea', `AUTHENTICATE ${mechanism}`)
  await line.hears(/ AUTHENTICATE \+| 90[48] /)
  if (payload) line.send(`AUTHENTICATE ${payload}`)
  await line.hears(/ 90[346] /)
  line.send('CAP END')
  await line.hears(/ 001 /)
  line.drop()
  return line.heard.flatMap((text) => / (90\d) /.exec(text)?.[1] ?? [])
}

const plain = (word: string) => btoa(`ann\0ann\0${word}`)
const skipAtheme = { skip: athemeMissing ?? false }

test(
  'SASL is asked of Atheme: the right password, a wrong one, no such mechanism, an abort',
  skipAtheme,
  async () => {
    await using s = await withAtheme()
    await isLoggedIn(s.ann, 'ann')
    assert.deepEqual(await logsIn(s, 'PLAIN', plain('sesame1')), ['900', '903'])
    assert.deepEqual(await logsIn(s, 'PLAIN', plain('wrong')), ['904'])
    assert.deepEqual(await logsIn(s, 'SCRAM-SHA-256', ''), ['908', '904'])
    assert.deepEqual(await logsIn(s, 'PLAIN', '*'), ['906'])
  },
)

test(
  'where services go, what they could is no longer offered, and is again when they are back',
  skipAtheme,
  async () => {
    await using s = await withAtheme()
    s.ann.send('CAP LS 302')
    assert.match(await s.ann.hears(/ CAP \S+ LS .*sasl/), /sasl=PLAIN(?: |$)/)
    await s.atheme.stop()
    assert.match(await s.ann.hears(/ CAP ann NEW :?sasl=/), /SCRAM-SHA-256/)
  },
)

test('a channel, its topic and its locked modes are kept by ChanServ', skipAtheme, async () => {
  await using s = await withAtheme()
  const { ann } = s
  ann.send('JOIN #tea', 'PRIVMSG ChanServ :REGISTER #tea', 'PRIVMSG ChanServ :SET #tea MLOCK +nt-i')
  await ann.hears(/ChanServ!\S+ NOTICE ann :.*MLOCK/)
  ann.send('PRIVMSG ChanServ :TOPIC #tea milk first')
  await ann.hears(/^:ChanServ!\S+ TOPIC #tea :milk first/)
  await until('the lock', async () =>
    (await ann.asks('MODE #tea +i')).some((line) => / 742 ann #tea i /.test(line)),
  )
  const bea = await Someone.enters(s.own.irc.port, 'bea')
  await bea.asks('JOIN #tea')
  ann.send('PRIVMSG ChanServ :OP #tea bea')
  await bea.hears(/^:ChanServ!\S+ MODE #tea \+o bea/)
})

test('services ghost a nick, give a host, and ban', skipAtheme, async () => {
  await using s = await withAtheme()
  const root = await Someone.enters(s.own.irc.port, 'root')
  await registers(root)
  root.send('PRIVMSG NickServ :VHOST ann ON tea.example')
  await s.ann.hears(/ 396 ann tea\.example /)
  assert.match((await root.asks('WHOIS ann')).join('\n'), / 311 root ann \S+ tea\.example /)
  const bea = await Someone.enters(s.own.irc.port, 'bea')
  s.ann.send('NICK annie')
  await s.ann.hears(/NICK annie/)
  bea.send('NICK ann', 'PRIVMSG NickServ :GHOST ann sesame1')
  s.ann.send('PRIVMSG NickServ :GHOST ann sesame1')
  await bea.line.ends()
  root.send('PRIVMSG OperServ :AKILL ADD *@203.0.113.9 !T 5 abuse')
  await tells(s.own, 'ban set')
  const set = s.own.log.find(({ msg }) => msg === 'ban set')!
  assert.deepEqual([set.type, set.mask, set.by], ['kline', '*@203.0.113.9', 'OperServ'])
})

test('Anope registers a nick and logs its user in', { skip: anopeMissing ?? false }, async () => {
  await using own = await startOwn({ links: services })
  await using _anope = await startAnope({ port: own.irc.port, password })
  await tells(own, 'link up')
  const ann = await Someone.enters(own.irc.port, 'ann')
  await registers(ann)
  await isLoggedIn(ann, 'ann')
  ann.send('JOIN #tea', 'PRIVMSG ChanServ :REGISTER #tea a place for tea')
  await ann.hears(/ChanServ!\S+ NOTICE ann :.*registered/i)
  ann.send('PRIVMSG ChanServ :TOPIC #tea SET milk first')
  await ann.hears(/TOPIC #tea :milk first/)
})
