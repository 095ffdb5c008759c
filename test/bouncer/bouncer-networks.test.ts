/** Clients that manage networks: soju.im/bouncer-networks, and KiwiBNC's dialect. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse, parseTags } from '#wire/message.ts'
import type { Device } from './device.ts'
import { Network } from './scripted-network.ts'
import { password, type Stage, stage } from './stage.ts'

const soju = ['soju.im/bouncer-networks', 'batch', 'server-time']
const notified = [...soju, 'soju.im/bouncer-networks-notify']

/** What the last BOUNCER NETWORK line said. */
function attributes(line: string): Map<string, string> {
  return parseTags(parse(line)!.params.at(-1)!)
}

async function other(): Promise<Network & AsyncDisposable> {
  const network = new Network()
  await network.open(true)
  return Object.assign(network, { [Symbol.asyncDispose]: () => network.close() })
}

/** Signs in with SASL and binds. */
async function bound(s: Stage, netid: string): Promise<Device> {
  const device = await s.connect()
  device.send('CAP LS 302', `CAP REQ :sasl ${soju.join(' ')}`, 'NICK alice', 'USER x 0 * :x')
  device.send('AUTHENTICATE PLAIN')
  await device.hears(/AUTHENTICATE \+/)
  device.send(`AUTHENTICATE ${btoa(`\0alice\0${password}`)}`)
  await device.hears(/ 903 /)
  device.send(`BOUNCER BIND ${netid}`, 'CAP END')
  return device
}

test('a client lists, adds, changes and removes networks, and others hear of it', async () => {
  await using there = await other()
  await using s = await stage()
  const desk = await s.attach('alice@desk', ...notified)
  await desk.hears(/BATCH \+\S+ :?soju.im\/bouncer-networks$/)
  const listed = await desk.hears(/BOUNCER NETWORK home /)
  assert.match(attributes(listed).get('state')!, /^connect(ing|ed)$/)
  await desk.hears(/BATCH :?-/)
  const phone = await s.attach('alice@phone', ...soju)
  assert.ok(phone.lines.some((line) => / 005 .*BOUNCER_NETID /.test(line)))
  assert.ok(!phone.lines.some((line) => line.includes('BOUNCER NETWORK')))
  const attributesText = `name=My\\sNet;host=127.0.0.1;port=${there.port};tls=0;nickname=ally`
  phone.send(`BOUNCER ADDNETWORK ${attributesText}`)
  const id = parse(await phone.hears(/ BOUNCER ADDNETWORK /))!.params[1]!
  const news = attributes(await desk.hears(new RegExp(`BOUNCER NETWORK ${id} .*state=connecting`)))
  assert.equal(news.get('name'), 'My Net')
  assert.equal(news.get('host'), '127.0.0.1')
  await desk.hears(new RegExp(`BOUNCER NETWORK ${id} .*state=connected`))
  await there.hears(/^NICK ally$/)
  phone.send(`BOUNCER CHANGENETWORK ${id} realname=Ally\\sB`)
  await phone.hears(new RegExp(`BOUNCER CHANGENETWORK :?${id}$`))
  await there.hears(/^USER \S+ 0 \* :Ally B$/)
  const on = await bound(s, id)
  await on.hears(new RegExp(` 005 .*BOUNCER_NETID=${id} `))
  on.send('JOIN #tea', `BOUNCER BIND ${id}`)
  await on.hears(/FAIL BOUNCER REGISTRATION_IS_COMPLETED BIND /)
  await on.hears(/^\S+ :ally!u@h JOIN #tea/)
  phone.send(`BOUNCER DELNETWORK ${id}`)
  await phone.hears(new RegExp(`BOUNCER DELNETWORK :?${id}$`))
  await desk.hears(new RegExp(`BOUNCER NETWORK ${id} :?\\*$`))
  await on.until(() => on.closed)
  assert.deepEqual(await s.store.networks.list('alice/n'), [])
})

test('each mistake has its code', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone', ...soju)
  const fails = async (command: string, pattern: RegExp) => {
    phone.send(`BOUNCER ${command}`)
    assert.match(await phone.hears(/ FAIL BOUNCER /), pattern)
  }
  await fails('FLY', /UNKNOWN_COMMAND FLY :/)
  await fails('', /UNKNOWN_COMMAND \* :/)
  await fails('BIND x', /REGISTRATION_IS_COMPLETED BIND :/)
  await fails('CHANGENETWORK nope name=x', /INVALID_NETID CHANGENETWORK nope :/)
  await fails('DELNETWORK nope', /INVALID_NETID DELNETWORK nope :/)
  await fails('DELNETWORK home', /INVALID_NETID DELNETWORK home :/)
  await fails('ADDNETWORK name=x', /NEED_ATTRIBUTE ADDNETWORK host :/)
  await fails('ADDNETWORK host=h;port=no', /INVALID_ATTRIBUTE ADDNETWORK \* port :/)
  await fails('ADDNETWORK host=h;state=connected', /READ_ONLY_ATTRIBUTE ADDNETWORK \* state :/)
  await fails('ADDNETWORK host=h;colour=red', /UNKNOWN_ATTRIBUTE ADDNETWORK \* colour :/)
  await fails('CHANGENETWORK home host=h', /READ_ONLY_ATTRIBUTE CHANGENETWORK home /)
  const early = await s.connect()
  early.send('CAP LS 302', 'BOUNCER BIND x')
  await early.hears(/FAIL BOUNCER ACCOUNT_REQUIRED BIND :/)
  const lost = await bound(s, 'nope')
  await lost.hears(/^ERROR :There is no network "nope" here/)
})

test('a stock Kiwi sees networks and windows, and tells what it has read', async () => {
  await using there = await other()
  await using s = await stage()
  const home = await s.attach('alice/home@desk')
  home.send('JOIN #tea')
  await home.hears(/ 366 /)
  s.network.says(':bob!b@h PRIVMSG alice :psst')
  await home.hears(/psst/)
  const kiwi = await s.attach('alice@kiwi', 'bouncer', 'draft/read-marker')
  assert.ok(kiwi.lines.some((line) => / 005 .* BOUNCER /.test(line)))
  kiwi.send('BOUNCER listnetworks')
  const network = parse(await kiwi.hears(/BOUNCER listnetworks home /))!.params[2]!
  assert.equal(parseTags(network).get('currentNick'), 'alice')
  await kiwi.hears(/BOUNCER listnetworks :?RPL_OK$/)
  kiwi.send(`BOUNCER addnetwork network=there;host=127.0.0.1;port=${there.port};tls=0;nick=ally`)
  const added = parse(await kiwi.hears(/BOUNCER addnetwork \S+ there :?RPL_OK$/))!.params[1]!
  await kiwi.hears(new RegExp(`BOUNCER state ${added} there :?connected$`))
  kiwi.send('BOUNCER addnetwork network=there;host=127.0.0.1')
  await kiwi.hears(/BOUNCER addnetwork \* ERR_NAMEINUSE /)
  kiwi.send('BOUNCER changebuffer home bob seen=2020-01-01T01:00:00.000+01:00')
  await kiwi.hears(/BOUNCER changebuffer home bob :?RPL_OK$/)
  kiwi.send('BOUNCER listbuffers home')
  const buffers = new Map<string, Map<string, string>>()
  for (let n = 0; n < 2; n++) {
    const tags = parseTags(
      parse(await kiwi.hears(/BOUNCER listbuffers home .*buffer=/))!.params[2]!,
    )
    buffers.set(tags.get('buffer')!, tags)
  }
  await kiwi.hears(/BOUNCER listbuffers home :?RPL_OK$/)
  assert.equal(buffers.get('#tea')!.get('joined'), '1')
  assert.equal(buffers.get('bob')!.get('seen'), '2020-01-01T00:00:00.000Z')
  const on = await s.attach('alice/there@kiwi', 'bouncer')
  assert.ok(on.lines.some((line) => line.includes(`BOUNCER=network\\x3Dthere;netid\\x3D${added}`)))
  kiwi.send(`BOUNCER delnetwork ${added}`, 'BOUNCER listbuffers nope', 'BOUNCER dance home')
  await kiwi.hears(/BOUNCER delnetwork \S+ :?RPL_OK$/)
  await kiwi.hears(/BOUNCER listbuffers nope :?ERR_NETNOTFOUND$/)
  await kiwi.hears(/BOUNCER dance :?ERR_UNKNOWNCOMMAND$/)
})

test('a connection without a network answers, and goes nowhere', async () => {
  await using s = await stage()
  const lobby = await s.attach('alice@phone', ...soju)
  lobby.send('PING :it', 'JOIN #tea', 'PRIVMSG bob :hi', 'PRIVMSG BouncerServ :network list')
  await lobby.hears(/PONG \S+ :?it/)
  await lobby.hears(/ 421 alice JOIN /)
  await lobby.hears(/ 401 alice bob /)
  await lobby.hears(/^:BouncerServ!\S+ PRIVMSG alice :home: connect/)
  lobby.send('CHATHISTORY LATEST #tea * 5', 'MARKREAD #tea', 'QUIT :bye')
  await lobby.hears(/FAIL CHATHISTORY INVALID_TARGET LATEST #tea /)
  await lobby.hears(/FAIL MARKREAD INVALID_PARAMS #tea /)
  await lobby.hears(/^ERROR :Closing link: bye/)
})
