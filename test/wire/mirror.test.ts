import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { format, parse } from '#wire/message.ts'
import { Mirror } from '#wire/mirror.ts'
import { restate } from '#wire/restate.ts'
import { byteLength } from '#wire/text.ts'

function reading(...lines: string[]): Mirror {
  const mirror = new Mirror()
  for (const line of [...welcome, ...lines]) mirror.apply(parse(line)!)
  return mirror
}

const welcome = [
  ':irc.test CAP * LS :sasl=PLAIN multi-prefix server-time',
  ':irc.test CAP * ACK :multi-prefix server-time',
  ':irc.test 001 me :Welcome to the net, me!u@h',
  ':irc.test 005 me PREFIX=(qov)~@+ CHANTYPES=# CASEMAPPING=ascii :are supported',
  ':irc.test 005 me CHANMODES=beI,k,l,imnst STATUSMSG=@+ NAME=a\\x20b :are supported',
]

const tea = [
  ':me!u@h JOIN #tea',
  ':irc.test 332 me #tea :milk first',
  ':irc.test 333 me #tea bob!b@h 1700000000',
  ':irc.test 353 me = #tea :me ~@bob!b@host +carol',
  ':irc.test 366 me #tea :End of NAMES',
]

function names(mirror: Mirror, channel = '#tea'): string[] {
  return [...mirror.channel(channel)!.members.values()].map((one) => one.prefixes + one.nick)
}

test('who we are, and what the server can, is known from its welcome', () => {
  const mirror = reading()
  assert.equal(mirror.source, 'me!u@h')
  assert.equal(mirror.server, 'irc.test')
  assert.deepEqual([...mirror.caps], ['multi-prefix', 'server-time'])
  assert.equal(mirror.offered.get('sasl'), 'PLAIN')
  assert.equal(mirror.support.tokens.get('NAME'), 'a b')
  assert.ok(mirror.support.words().includes('NAME=a\\x20b'))
  assert.equal(mirror.fold('[A]'), '[a]')
})

test('a capability goes with CAP DEL, and comes with CAP NEW', () => {
  const mirror = reading(
    ':x CAP me DEL :server-time',
    ':x CAP me NEW :batch',
    ':x CAP me ACK :batch',
  )
  assert.deepEqual([...mirror.caps], ['multi-prefix', 'batch'])
  assert.ok(!mirror.offered.has('server-time'))
})

test('a channel is known from its JOIN, topic and names', () => {
  const mirror = reading(...tea)
  const channel = mirror.channel('#TEA')!
  assert.deepEqual(names(mirror), ['me', '~@bob', '+carol'])
  assert.deepEqual(channel.topic, { text: 'milk first', by: 'bob!b@h', at: 1700000000000 })
  assert.ok(channel.complete)
  assert.equal(channel.members.get('bob')?.host, 'host')
})

test('people come, go, rename and are kicked', () => {
  const mirror = reading(
    ...tea,
    ':dan!d@d JOIN #tea dan_acc :Dan',
    ':bob!b@host NICK Robert',
    ':carol!c@h QUIT :bye',
    ':Robert!b@host KICK #tea dan :out',
  )
  assert.deepEqual(names(mirror), ['me', '~@Robert'])
})

test('a change says whom it concerns and where, as it was before', () => {
  const mirror = reading(...tea)
  const quit = mirror.apply(parse(':BOB!b@h QUIT :bye')!)
  assert.equal(quit?.kind, 'quit')
  assert.deepEqual(
    quit?.channels.map(({ name }) => name),
    ['#tea'],
  )
  const nick = mirror.apply(parse(':me!u@h NICK you')!)
  assert.equal(nick?.self, true)
  assert.equal(mirror.nick, 'you')
  const part = mirror.apply(parse(':you!u@h PART #tea')!)
  assert.equal(part?.self, true)
  assert.equal(mirror.channels.size, 0)
})

test('modes with and without parameters are told apart by CHANMODES', () => {
  const mirror = reading(
    ...tea,
    ':bob MODE #tea +bkl-s+o x!*@* key 10 me',
    ':bob MODE #tea -v carol',
  )
  assert.deepEqual(
    [...mirror.channel('#tea')!.modes],
    [
      ['k', 'key'],
      ['l', '10'],
    ],
  )
  assert.deepEqual(names(mirror), ['@me', '~@bob', 'carol'])
  mirror.apply(parse(':irc.test 324 me #tea +nt')!)
  assert.deepEqual([...mirror.channel('#tea')!.modes.keys()], ['n', 't'])
})

test('accounts, absence and real names are known as they are told', () => {
  const mirror = reading(
    ...tea,
    ':bob!b@host ACCOUNT robert',
    ':bob!b@host AWAY :tea',
    ':bob!b@host SETNAME :Bob B',
    ':bob!b@host CHGHOST b2 h2',
    ':irc.test 352 me #tea cu ch irc.test carol G+ :0 Carol C',
  )
  const { bob, carol } = Object.fromEntries(mirror.channel('#tea')!.members)
  assert.deepEqual(
    [bob?.account, bob?.away, bob?.realname, bob?.user, bob?.host],
    ['robert', true, 'Bob B', 'b2', 'h2'],
  )
  assert.deepEqual([carol?.user, carol?.away, carol?.realname], ['cu', true, 'Carol C'])
})

test('a message belongs to the window of its channel, or of the other person', () => {
  const mirror = reading(...tea)
  const windowOf = (line: string) => mirror.windowOf(parse(line)!)
  assert.equal(windowOf(':bob!b@h PRIVMSG #tea :x'), '#tea')
  assert.equal(windowOf(':bob!b@h PRIVMSG @#tea :x'), '#tea')
  assert.equal(windowOf(':bob!b@h PRIVMSG me :x'), 'bob')
  assert.equal(windowOf(':me!u@h PRIVMSG bob :x'), 'bob')
  assert.equal(windowOf(':oper NOTICE $* :x'), undefined)
})

test('a new casemapping moves the names that are already there', () => {
  const mirror = reading(...tea, ':a[!x@y JOIN #tea')
  mirror.apply(parse(':irc.test 005 me CASEMAPPING=rfc1459 :are supported')!)
  assert.ok(mirror.channel('#tea')!.members.has('a{'))
})

test('no line of a hostile server throws or grows a mirror without bound', () => {
  const word = fc.constantFrom('#tea', 'me', 'bob', '+ovbkl', '', '@+bob!x@y', ':', '005', '-', '*')
  const verb = fc.constantFrom(
    ...[
      'JOIN',
      'PART',
      'KICK',
      'QUIT',
      'NICK',
      'MODE',
      'TOPIC',
      'CAP',
      'AWAY',
      'ACCOUNT',
      'CHGHOST',
    ],
    ...[
      '001',
      '005',
      '324',
      '329',
      '332',
      '333',
      '352',
      '353',
      '366',
      '396',
      '900',
      '221',
      'SETNAME',
    ],
  )
  const source = fc.option(fc.constantFrom('me!u@h', 'bob!b@h', 'irc.test', '', '!@'))
  const line = fc.record({ verb, source, params: fc.array(word, { maxLength: 8 }) })
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
      const mirror = reading(...tea)
      for (const one of lines) {
        const change = mirror.apply({ ...one, source: one.source ?? undefined })
        if (change) assert.ok(Array.isArray(change.channels))
      }
      for (const channel of mirror.channels.values()) restate(mirror, channel, new Set())
    }),
  )
})

test('a restated channel is read by another mirror as the same channel', () => {
  const crowd = Array.from({ length: 200 }, (_, at) => `@+somebody${at}!user${at}@host.example`)
  const mirror = reading(...tea, `:irc.test 353 me = #tea :${crowd.join(' ')}`)
  const caps = new Set(['multi-prefix', 'userhost-in-names', 'extended-join'])
  const lines = restate(mirror, mirror.channel('#tea')!, caps).map(format)
  for (const line of lines) assert.ok(byteLength(line) <= 510, line)
  assert.match(lines[0]!, /^:me!u@h JOIN #tea \* /)
  const other = reading(...lines)
  const { members, topic, complete } = other.channel('#tea')!
  assert.deepEqual([...members.keys()], [...mirror.channel('#tea')!.members.keys()])
  assert.equal(members.get('somebody7')?.prefixes, '@+')
  assert.deepEqual(topic, mirror.channel('#tea')!.topic)
  assert.ok(complete)
})

test('without its capabilities a client gets one sign, no mask and a plain JOIN', () => {
  const mirror = reading(...tea)
  const lines = restate(mirror, mirror.channel('#tea')!, new Set()).map(format)
  assert.deepEqual(lines, [
    ':me!u@h JOIN #tea',
    ':irc.test 332 me #tea :milk first',
    ':irc.test 333 me #tea bob!b@h :1700000000',
    ':irc.test 353 me = #tea :me ~bob +carol',
    ':irc.test 366 me #tea :End of /NAMES list',
  ])
})

test('a topic without a known setter is restated without 333', () => {
  const mirror = reading(':me!u@h JOIN #tea', ':irc.test 332 me #tea :milk')
  const verbs = restate(mirror, mirror.channel('#tea')!, new Set()).map(({ verb }) => verb)
  assert.deepEqual(verbs, ['JOIN', '332', '353', '366'])
})
