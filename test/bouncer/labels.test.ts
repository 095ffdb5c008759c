/** https://ircv3.net/specs/extensions/labeled-response between a device and the bouncer */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { home } from './home.ts'
import { stage } from './stage.ts'

const caps = ['labeled-response', 'batch', 'echo-message', 'message-tags']
/** A network without labels. */
const network = ['batch', 'echo-message', 'message-tags', 'sasl', 'server-time']

test('what the bouncer answers itself has the label: a line, a batch, or an ACK', async () => {
  await using s = await stage({ caps: network })
  const phone = await s.attach('alice@phone', ...caps, 'draft/chathistory', 'draft/read-marker')
  phone.send('@label=a PING x')
  await phone.hears(/^@label=a :\S+ PONG \S+ x$/)
  phone.send('@label=b FOO')
  phone.send('@label=c PRIVMSG BouncerServ :help')
  const ref = /BATCH \+(\S+) /.exec(
    await phone.hears(/^@label=c \S+ BATCH \S+ labeled-response/),
  )![1]
  await phone.hears(new RegExp(`^@batch=${ref} \\S+ PRIVMSG alice :`))
  await phone.hears(new RegExp(`BATCH -${ref}$`))
  phone.send('@label=d CHATHISTORY LATEST bob * 10')
  await phone.hears(/^@label=d \S+ BATCH \+\S+ chathistory bob$|^@\S*label=d\S* \S+ BATCH/)
  phone.send('@label=e MARKREAD bob timestamp=2026-01-02T03:04:05.678Z')
  await phone.hears(/^@label=e \S+ MARKREAD bob timestamp=2026/)
  phone.send('@label=f JOIN #tea')
  await phone.hears(/^@label=f \S+ ACK$/)
  await phone.hears(/^\S+ 366 /)
  phone.send('@label=g NAMES #tea')
  await phone.hears(/^@label=g \S+ BATCH \S+ labeled-response/)
  assert.ok(!s.network.heard.some((line) => line.includes('label=')))
})

test('what a network without labels answers has the label of the device that asked', async () => {
  await using s = await stage({ caps: network })
  const phone = await s.attach('alice@phone', ...caps)
  const desk = await s.attach('alice@desk', ...caps)
  phone.send('@label=one WHO #tea')
  desk.send('@label=two WHO #milk')
  for (const [device, label, name] of [
    [phone, 'one', '#tea'],
    [desk, 'two', '#milk'],
  ] as const) {
    const begin = await device.hears(/BATCH \+\S+ labeled-response/)
    assert.ok(begin.startsWith(`@label=${label} `))
    const ref = /BATCH \+(\S+) /.exec(begin)![1]
    await device.hears(new RegExp(`^@batch=${ref} \\S+ 352 alice ${name} `))
    await device.hears(new RegExp(`^@batch=${ref} \\S+ 315 alice ${name} `))
    await device.hears(new RegExp(`BATCH -${ref}$`))
  }
  phone.send(`@label=${'x'.repeat(65)} PING long`)
  await phone.hears(/^:\S+ PONG \S+ long$/)
  const old = await s.attach('alice@old', 'echo-message')
  old.send('@label=no PING y')
  await old.hears(/^:\S+ PONG \S+ y$/)
})

test('what is said comes back with the label only where it was said, and a refusal too', async () => {
  await using s = await stage({ caps: network })
  const phone = await s.attach('alice@phone', ...caps)
  const desk = await s.attach('alice@desk', ...caps)
  phone.send('@label=p1;+x=y PRIVMSG bob :hello', '@label=p2 PRIVMSG bob,carol :both')
  assert.match(await phone.hears(/:hello$/), /^@label=p1;|;label=p1[; ]/)
  const ref = /BATCH \+(\S+) /.exec(await phone.hears(/^@label=p2 \S+ BATCH/))![1]
  await phone.hears(new RegExp(`batch=${ref}[; ].*PRIVMSG bob :both`))
  await phone.hears(new RegExp(`batch=${ref}[; ].*PRIVMSG carol :both`))
  await phone.hears(new RegExp(`BATCH -${ref}$`))
  await desk.hears(/PRIVMSG carol :both/)
  assert.ok(!desk.lines.some((line) => /[@;]label=/.test(line)))
  assert.ok(s.network.heard.some((line) => line === '@+x=y PRIVMSG bob :hello'))
  s.network.isDeaf = true
  phone.send('@label=p3 PRIVMSG nobody :hello')
  phone.send('@label=p4 PING sync')
  await phone.hears(/PONG/)
  s.network.says(':irc.test 401 alice nobody :No such nick')
  await phone.hears(/^@label=p3 \S+ 401 alice nobody /)
  phone.send('@label=p5 PRIVMSG bob :uncertain', '@label=p6 PING sync')
  await phone.hears(/PONG/)
  s.network.breaks()
  await phone.hears(/^@label=p5 \S+ FAIL PRIVMSG UNCERTAIN bob /)
})

test('a device that wants no echo gets an ACK for what it says, also without a network’s echo', async () => {
  const silent = network.filter((cap) => cap !== 'echo-message')
  for (const some of [network, silent]) {
    await using s = await stage({ caps: some })
    const phone = await s.attach('alice@phone', 'labeled-response', 'batch')
    phone.send('@label=a PRIVMSG bob :hello')
    await phone.hears(/^@label=a \S+ ACK$/)
    const echoing = await s.attach('alice@desk', ...caps)
    echoing.send('@label=b PRIVMSG bob :again', '@label=c PRIVMSG NickServ :unkept')
    assert.match(await echoing.hears(/PRIVMSG bob :again$/), /[@;]label=b[; ]/)
    assert.match(await echoing.hears(/PRIVMSG NickServ :unkept$/), /[@;]label=c[; ]/)
  }
})

test('on our own server every answer has the label of its question, and no other', async () => {
  await using s = await home()
  const phone = await s.attach('alice@phone', 'alice', ...caps, 'standard-replies')
  const bob = await s.connect('bob')
  bob.send('JOIN #tea')
  await bob.hears(/ 366 /)
  phone.send('@label=j JOIN #tea', '@label=w WHOIS bob', '@label=m MODE #tea +b x!*@*')
  await phone.hears(/^@label=j \S+ ACK$/)
  const ref = /BATCH \+(\S+) /.exec(await phone.hears(/^@label=w \S+ BATCH/))![1]
  await phone.hears(new RegExp(`^@batch=${ref} \\S+ 318 alice bob `))
  await phone.hears(new RegExp(`BATCH -${ref}$`))
  phone.send('@label=k KICK #tea bob', '@label=s PRIVMSG #tea :hello', '@label=n PRIVMSG gone :x')
  await phone.hears(/^@label=k\S* \S+ 482 /)
  assert.match(await phone.hears(/PRIVMSG #tea :hello$/), /[@;]label=s[; ]/)
  await phone.hears(/^@label=n\S* \S+ 401 alice gone /)
  phone.send('PRIVMSG #tea :end')
  await bob.hears(/:end/)
  const labels = phone.lines.flatMap((line) => /^@\S*label=([^; ]+)/.exec(line)?.[1] ?? [])
  assert.deepEqual(labels.toSorted(), ['j', 'k', 'm', 'n', 's', 'w'])
})
