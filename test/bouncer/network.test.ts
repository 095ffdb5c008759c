import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { eventually } from './device.ts'
import { stage } from './stage.ts'

const plainCaps = ['multi-prefix', 'server-time']

test('the house logs in as the account, with its secret', async () => {
  await using s = await stage()
  await s.attach('alice')
  const line = await s.network.hears(/^AUTHENTICATE (?!PLAIN)/)
  const words = new TextDecoder().decode(Uint8Array.fromBase64(line.slice(13)))
  assert.equal(words, 'alice\0*house\0house-secret')
})

test('a person stays when the last device leaves, and QUIT closes only that device', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone')
  phone.send('JOIN #tea', 'QUIT :bye')
  await phone.hears(/^ERROR :Closing link: bye/)
  await sleep(20)
  assert.ok(!s.network.heard.some((line) => line.startsWith('QUIT')))
})

test('after a restart everybody is back in their channels, with their keys', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone')
  phone.send('JOIN #tea,#milk secret', 'JOIN #sugar', 'PART #sugar', 'NICK alicia')
  await phone.hears(/NICK :?alicia/)
  await eventually(() => s.network.heard.includes('NICK alicia'))
  await sleep(30)
  s.network.heard.length = 0
  await s.restart()
  await s.network.hears(/^NICK alicia$/)
  const joins = (await s.network.hears(/^JOIN /)).split(' ')
  assert.deepEqual(joins[1]!.split(',').sort(), ['#milk', '#tea'])
  assert.equal(joins[1]!.split(',')[0] === '#tea' ? joins[2] : '', 'secret')
  const back = await s.attach('alice@phone')
  await back.hears(/alicia!u@h JOIN #(tea|milk)/)
})

test('an attached device hears only what changed while the network was gone', async () => {
  await using s = await stage()
  s.network.members['#tea'] = '@bob!b@h carol!c@h'
  const phone = await s.attach('alice@phone')
  phone.send('JOIN #tea')
  await phone.hears(/ 366 /)
  const before = phone.lines.length
  s.network.members['#tea'] = 'bob!b@h +dan!d@h'
  s.network.topics['#tea'] = 'sugar'
  s.network.breaks()
  await phone.hears(/NOTICE alice :The connection to the network is gone/)
  await phone.hears(/^:carol!c@h PART #tea/)
  await phone.hears(/^:irc.test MODE #tea -o bob/)
  await phone.hears(/^:dan!d@h JOIN #tea$/)
  await phone.hears(/^:irc.test MODE #tea \+v dan/)
  await phone.hears(/TOPIC #tea :sugar/)
  const after = phone.lines.slice(before)
  assert.ok(!after.some((line) => /alice!u@h JOIN| 353 | 366 /.test(line)), after.join('\n'))
  s.network.says(':dan!d@h PRIVMSG #tea :hello again')
  await phone.hears(/hello again/)
})

test('a channel that does not let us back in is left, and tried again next time', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone')
  phone.send('JOIN #tea')
  await phone.hears(/ 366 /)
  s.network.refuses['#tea'] = '473'
  s.network.breaks()
  await phone.hears(/^:alice!u@h PART #tea :Not joined again/)
  s.network.refuses = {}
  s.network.breaks()
  await phone.hears(/^:alice!u@h JOIN #tea$/)
})

test('without a network a device is attached, told so, and nothing it says is lost silently', async () => {
  await using s = await stage({ dark: true, timing: { backoffMs: [20, 20] } })
  const phone = await s.attach('alice@phone')
  await phone.hears(/NOTICE alice :There is no connection to the network now: cannot connect/)
  phone.send('PRIVMSG #tea :hello?', 'WHO #tea', 'JOIN #tea')
  await phone.hears(/ 404 alice #tea :Not sent/)
  await phone.hears(/ 315 alice #tea /)
  await phone.hears(/NOTICE alice :JOIN was not sent/)
  await s.network.open()
  await s.network.hears(/^NICK alice$/)
  await sleep(50)
  phone.send('PRIVMSG bob :now')
  await s.network.hears(/^PRIVMSG bob :now$/)
})

test('a nick in use gives way to another, and is asked for again', async () => {
  await using s = await stage()
  s.network.taken.add('alice')
  const phone = await s.attach('alice@phone')
  await phone.hears(/^:alice NICK alice_$/)
  phone.send('JOIN #tea')
  await phone.hears(/^:alice_!u@h JOIN #tea/)
  s.network.says(':alice!x@y JOIN #tea')
  s.network.taken.delete('alice')
  s.network.says(':alice!x@y QUIT :gone')
  await phone.hears(/^:alice_!u@h NICK :?alice$/)
})

test('answers go to whoever asked, news to all', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone')
  const desk = await s.attach('alice@desk')
  phone.send('JOIN #tea')
  await desk.hears(/ 366 /)
  const before = desk.lines.length
  phone.send('MODE #tea', 'WHO #tea')
  await phone.hears(/ 324 alice #tea :?\+nt/)
  await phone.hears(/ 329 /)
  await phone.hears(/ 352 /)
  await phone.hears(/ 315 /)
  phone.send('WHOIS ghost')
  s.network.says(':irc.test 401 alice ghost :No such nick', ':irc.test 318 alice ghost :End')
  await phone.hears(/ 401 /)
  await phone.hears(/ 318 /)
  s.network.says(':irc.test 305 alice :You are back')
  await desk.hears(/ 305 /)
  assert.equal(desk.lines.length, before + 1, desk.lines.slice(before).join('\n'))
})

test('what the mirror knows is answered here: NAMES, TOPIC, PING, a second JOIN', async () => {
  await using s = await stage()
  s.network.members['#tea'] = '@bob'
  s.network.topics['#tea'] = 'milk'
  const phone = await s.attach('alice@phone')
  phone.send('JOIN #tea')
  await phone.hears(/ 366 /)
  s.network.heard.length = 0
  const before = phone.lines.length
  phone.send('JOIN #TEA', 'NAMES #tea', 'TOPIC #tea', 'PING :it', 'CAP LIST')
  await phone.hears(/ 353 alice = #tea :alice @bob/)
  await phone.hears(/ 332 alice #tea :milk/)
  await phone.hears(/ PONG \S+ :?it/)
  assert.ok(!phone.lines.slice(before).some((line) => line.includes('JOIN')))
  assert.deepEqual(s.network.heard, [])
})

test('our own words are remembered when the network does not echo them, too', async () => {
  await using s = await stage({ caps: plainCaps })
  const phone = await s.attach('alice@phone', 'echo-message', 'server-time')
  const desk = await s.attach('alice@desk', 'message-tags')
  desk.send('PRIVMSG bob,#tea :hello', 'NOTICE bob :\x01VERSION me\x01')
  await phone.hears(/:alice!u@h PRIVMSG bob :hello/)
  await phone.hears(/:alice!u@h PRIVMSG #tea :hello/)
  phone.send('PRIVMSG bob :and me')
  await phone.hears(/:alice!u@h PRIVMSG bob :and me/)
  await desk.hears(/:alice!u@h PRIVMSG bob :and me/)
  const rows = await s.store.log.since('user/alice', 0, 100)
  assert.deepEqual(
    rows.map(({ buffer }) => buffer),
    ['home/bob', 'home/#tea', 'home/bob'],
  )
  assert.deepEqual(desk.texts, ['and me'])
})

test('words to somebody are withheld from a client that would misplace them', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone')
  const hexchat = await s.attach('alice@hexchat', 'znc.in/server-time-iso')
  const irssi = await s.attach('alice@irssi', 'znc.in/self-message')
  phone.send('PRIVMSG bob :secret', 'PRIVMSG #tea :public')
  await irssi.hears(/PRIVMSG bob :secret/)
  await hexchat.hears(/^@time=\S+ :alice!u@h PRIVMSG #tea :public/)
  assert.deepEqual(hexchat.texts, ['public'])
})

test('every kept line has an id and a time that nothing else has, and none of the future', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone', 'message-tags', 'server-time')
  s.network.says('@time=2999-01-01T00:00:00.000Z :bob!b@h PRIVMSG alice :from the future')
  s.network.says(...Array.from({ length: 20 }, () => ':bob!b@h PRIVMSG alice :same'))
  await phone.until(() => phone.texts.length === 21)
  const rows = await s.store.log.since('user/alice', 0, 100)
  assert.equal(new Set(rows.map(({ id }) => id)).size, 21)
  assert.equal(new Set(rows.map(({ at }) => at)).size, 21)
  assert.ok(rows.every(({ at }) => at <= Date.now() + 30))
  for (const [at, line] of phone.lines.filter((one) => one.includes('PRIVMSG')).entries()) {
    assert.ok(line.includes(`msgid=${rows[at]!.id}`))
  }
})

test('what depends on the network is offered while the network has it', async () => {
  await using s = await stage()
  const phone = await s.connect()
  phone.send('CAP LS 302', 'PASS alice:correct:horse', 'NICK alice', 'USER x 0 * :x')
  await phone.hears(/ LS .*extended-join/)
  phone.send('CAP REQ :extended-join', 'CAP END')
  await phone.hears(/ CAP alice DEL .*extended-join/)
})

test('what is between the network and the bouncer reaches no device', async () => {
  await using s = await stage({ caps: ['multi-prefix', 'away-notify', 'sasl'] })
  const phone = await s.attach('alice', 'away-notify', 'cap-notify')
  s.network.says(':irc.test CAP alice DEL :away-notify', ':bob!b@h INVITE carol #tea')
  await phone.hears(/^:bouncer.home CAP alice DEL :?away-notify$/)
  s.network.says('ERROR :Closing link: for maintenance')
  s.network.breaks()
  await phone.hears(/NOTICE alice :The connection to the network is gone \(Closing link: for main/)
  assert.ok(!phone.lines.some((line) => line.startsWith('ERROR') || line.includes('INVITE')))
})

test('a connection that falls silent is asked whether it lives, and given up', async () => {
  await using s = await stage({ timing: { silenceMs: 60 } })
  const phone = await s.attach('alice@phone')
  await phone.hears(/^PING :causerie$/)
  const dead = await s.attach('alice@dead')
  dead.pongs = false
  await dead.until(() => dead.closed)
  s.network.isDeaf = true
  await phone.hears(/The connection to the network is gone \(Ping timeout\)/)
  s.network.isDeaf = false
  assert.ok(!phone.closed)
})

test('nothing that a device says ends the bouncer, or goes without an answer', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone', 'message-tags')
  const word = fc.constantFrom('#tea', 'alice', ',', '', '*', '0', ':', '+b', 'LS', '$*', '\x01A')
  const verb = fc.constantFrom(
    ...[
      'JOIN',
      'PART',
      'NICK',
      'NAMES',
      'TOPIC',
      'PRIVMSG',
      'TAGMSG',
      'CAP',
      'MODE',
      'WHO',
      'PASS',
    ],
    ...[
      'USER',
      'PING',
      'PONG',
      'CHATHISTORY',
      'BATCH',
      'AUTHENTICATE',
      'ERROR',
      'KICK',
      '@a=b',
      ':x',
    ],
  )
  const line = fc.tuple(verb, fc.array(word, { maxLength: 4 })).map(([v, w]) => [v, ...w].join(' '))
  for (const [at, text] of fc.sample(line, { numRuns: 500, seed: 1 }).entries()) {
    phone.send(text)
    if (at % 50 === 0) phone.raw(Uint8Array.from({ length: 64 }, (_, i) => (i * at) % 256))
  }
  phone.send(':x : QUIT', '', 'PING :still here')
  await phone.hears(/PONG \S+ :still here/)
  assert.ok(!s.network.heard.some((line) => line.includes('QUIT')))
  assert.deepEqual(
    s.log.filter(({ level }) => level === 'error'),
    [],
  )
})

test('nothing that a hostile network says ends the bouncer', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone')
  phone.send('JOIN #tea')
  await phone.hears(/ 366 /)
  const verbs = ['JOIN', 'PART', 'MODE', 'NICK', 'KICK', 'QUIT', '005', '353', '366', '433', 'CAP']
  for (const verb of verbs) {
    s.network.says(verb, `:x ${verb}`, `:alice!u@h ${verb}`, `: ${verb} :`, `@;=; ${verb} a b c d`)
  }
  s.network.says(`@${'x'.repeat(9_000)} PRIVMSG alice :x`, 'x'.repeat(20_000), ':', '@', '')
  s.network.says(':bob!b@h PRIVMSG phone-is-still :here')
  await phone.hears(/:here/)
  assert.deepEqual(
    s.log.filter(({ level }) => level === 'error'),
    [],
  )
})
