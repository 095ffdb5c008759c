/** What services may do here. https://github.com/solanum-ircd/solanum/blob/main/doc/technical/ts6.md */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bansOf } from '../../../ircd/features/guard/ban.ts'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'
import { join } from './hub.ts'

/** Alice in #tea, and a server that may act for services, or may not. */
async function scene(services = true) {
  const theatre = await Theatre.open()
  const hub = join(theatre, 'solanum', services)
  const script = (lines: string) => perform(theatre, lines)
  await script('alice +\n alice > JOIN #tea\n alice <…')
  const { user } = theatre.actors.get('alice')!.session
  hub.heard.length = 0
  return { ...hub, script, user, seconds: Math.floor(theatre.now / 1000) }
}

test('services change a nick whose time they know, and whoever has that nick leaves', async () => {
  const { says, script, user, seconds, heard } = await scene()
  says(`:0HU ENCAP irc.test RSFNC ${user.uid} late ${seconds - 901} ${user.nickAt}`)
  says(`:0HU ENCAP irc.test RSFNC ${user.uid} wrong ${seconds} ${user.nickAt - 1}`)
  await script('bob +\n alice <>  NICK')
  says(`:0HU ENCAP irc.test RSFNC ${user.uid} bob ${seconds - 5} ${user.nickAt}`)
  await script(`
  bob <… :irc.test KILL bob :Nickname regained by services
  bob is gone
  alice < :alice!~alice@192.0.2.1 NICK bob
  `)
  assert.ok(heard.some((line) => line.endsWith(`:${user.uid} NICK bob ${seconds - 5}`)))
})

test('services log in and out, and give hosts', async () => {
  const { says, script, user } = await scene()
  says(`:0HU ENCAP irc.test SVSLOGIN ${user.uid} * * tea.example ann`)
  await script(`
  alice <… :irc.test 396 alice tea.example :is now your displayed host
  alice > WHOIS alice
  alice <… :irc.test 330 alice alice ann :is logged in as
  alice <…`)
  says(`:0HU ENCAP irc.test SVSLOGIN ${user.uid} * * * 0`)
  await script('alice < :irc.test 901 alice alice!~alice@tea.example :You are now logged out')
})

test('services ban and lift, and hold nicks', async () => {
  const { says, script, theatre } = await scene()
  const masks = () =>
    [...(['kline', 'qline', 'xline', 'zline'] as const)].flatMap((type) =>
      Array.from(bansOf(theatre.server.net).list(type), ({ mask, until }) =>
        [type, mask, until && (until - theatre.now) / 1000].join(' '),
      ),
    )
  says(
    ':0HU ENCAP * KLINE 300 bad host.example :abuse|of tea',
    ':0HU ENCAP * RESV 0 ChanServ 0 :for services',
    ':0HU ENCAP * XLINE 60 *drone* 2 :a drone',
    ':0HU ENCAP * DLINE 60 198.51.100.7 :abuse',
    ':0HU ENCAP * NICKDELAY 99999999 held',
    ':0HU ENCAP * KLINE 300 * * :everybody',
  )
  assert.deepEqual(masks(), [
    'kline bad@host.example 300',
    'qline ChanServ 0',
    'qline held 86400',
    'xline *drone* 60',
    'zline 198.51.100.7 60',
  ])
  await script('alice > NICK held\n alice < :irc.test 432 alice held :…')
  says(
    ':0HU ENCAP * UNKLINE bad host.example',
    ':0HU ENCAP * UNRESV ChanServ',
    ':0HU ENCAP * UNXLINE *drone*',
    ':0HU ENCAP * UNDLINE 198.51.100.7',
    ':0HU ENCAP * NICKDELAY 0 held',
  )
  assert.deepEqual(masks(), [])
})

test('a server that is no service may do none of this', async () => {
  const { says, script, user, seconds, theatre } = await scene(false)
  says(
    `:0HU ENCAP irc.test RSFNC ${user.uid} bob ${seconds} ${user.nickAt}`,
    `:0HU ENCAP irc.test SVSLOGIN ${user.uid} * * tea.example ann`,
    `:0HU ENCAP * SU ${user.uid} ann`,
    ':0HU ENCAP * KLINE 300 bad host.example :abuse',
    ':0HU ENCAP * MECHLIST :PLAIN',
  )
  await script('alice <> ann\n alice <> bob\n alice <')
  assert.equal(bansOf(theatre.server.net).size, 0)
})

test('modes that services have locked clients do not change, until they are unlocked', async () => {
  const { says, script, theatre } = await scene()
  const ts = theatre.server.net.channel('#tea')!.createdAt
  says(`:0HU MLOCK ${ts} #tea :nts`, `:0HU MLOCK ${ts + 1} #tea :`)
  await script(`
  alice > MODE #tea +sm
  alice < :irc.test 742 alice #tea s nts :This mode is locked
  alice < :alice!~alice@192.0.2.1 MODE #tea +m`)
  says(`:0HU MLOCK ${ts} #tea :`)
  await script('alice > MODE #tea +s\n alice < :alice!~alice@192.0.2.1 MODE #tea +s')
})

test('SASL is carried to the agent of services and back', async () => {
  const { says, script, theatre, heard, seconds } = await scene()
  says(
    `:0HU EUID SaslServ 1 ${seconds} +iS sasl hub.test 0 0HUAAAAAS * * :Agent`,
    ':0HU ENCAP * MECHLIST :PLAIN,EXTERNAL',
  )
  heard.length = 0
  await script(
    `
  bea connects
  bea > CAP LS 302
  bea <… :irc.test CAP * LS …sasl=PLAIN …
  bea > CAP REQ sasl
  bea > NICK bea
  bea > AUTHENTICATE PLAIN
  bea <… AUTHENTICATE +`.replace('bea <… AUTHENTICATE +', 'bea <… :irc.test AUTHENTICATE +'),
  )
  const bea = theatre.actors.get('bea')!
  const { uid } = bea.session.user
  const payload = btoa('ann\0ann\0sesame')
  const answered = bea.session.receive(`AUTHENTICATE ${payload}`)
  const told = () => heard.splice(0).map((line) => line.replace(/^@\S+ /, ''))
  assert.deepEqual(told(), [
    `:1TS ENCAP hub.test SASL ${uid} 0HUAAAAAS H 192.0.2.1 192.0.2.1 P`,
    `:1TS ENCAP hub.test SASL ${uid} 0HUAAAAAS S PLAIN`,
  ])
  says(`:0HU ENCAP irc.test SASL 0HUAAAAAS ${uid} C +`)
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(told(), [`:1TS ENCAP hub.test SASL ${uid} 0HUAAAAAS C ${payload}`])
  says(
    `:0LE ENCAP irc.test SASL 0HUAAAAAS ${uid} D S`,
    `:0HU ENCAP irc.test SVSLOGIN ${uid} * * * ann`,
    `:0HU ENCAP irc.test SASL 0HUAAAAAS ${uid} D S`,
  )
  await answered
  await script(`
  bea < :irc.test 900 bea bea!*@192.0.2.1 ann :You are now logged in as ann
  bea < :irc.test 903 bea :SASL authentication successful`)
})
