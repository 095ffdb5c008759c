/**
 * Random clients against the core. Whatever they say: nothing throws, every line that goes out is
 * one, and the network's maps agree with each other after every step.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { format, formatTags, parse } from '#wire/message.ts'
import type { LineFault } from '../../ircd/core/ports.ts'
import type { Server } from '../../ircd/core/server.ts'
import { accountChanged } from '../../ircd/features/connect/login.ts'
import { features } from '../../ircd/features/index.ts'
import { servicesThere } from '../../ircd/features/services/service.ts'
import { oper } from '../opers.ts'
import { type Actor, Theatre } from '../theatre.ts'

/** Of those that end the connection at once only one: the others would do nothing new. */
const deadly = ['HEAD', 'POST', 'PUT', 'OPTIONS', 'HOST:']
const known = features.flatMap(({ commands }) => Object.keys(commands ?? {}))
/** What services are asked. */
const asked = servicesThere().flatMap(({ verbs: [verb], commands }) =>
  Object.keys(commands).map((name) => `${verb} ${name}`),
)
const verbs = [...known.filter((verb) => !deadly.includes(verb)), 'NONSENSE', '001']
const caps = features.flatMap(({ cap, capInforms }) => (cap && !capInforms ? cap : []))
const nicks = ['a', 'b', 'c', '[d]', 'A']
const channels = ['#a', '#b', '#A', '#é', '@#a', '+#b']
const signs = [
  '0',
  '*',
  '',
  ':',
  '::',
  '+',
  '-',
  ',',
  '#',
  '!',
  '@',
  '=',
  ' ',
  'é',
  '😀',
  '\u200b',
  '\t',
]

const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...nicks) },
  { weight: 4, arbitrary: fc.constantFrom(...channels) },
  { weight: 1, arbitrary: fc.constantFrom(...signs) },
  { weight: 1, arbitrary: fc.constantFrom(...caps, 'LS', 'REQ', 'END', 'LIST', '302') },
  { weight: 1, arbitrary: fc.constantFrom('PLAIN', 'SCRAM-SHA-256', 'AGEAYWE=', 'A'.repeat(400)) },
  { weight: 1, arbitrary: fc.constantFrom('LATEST', 'BETWEEN', 'msgid=id5', 'AROUND', '5') },
  { weight: 2, arbitrary: fc.stringMatching(/^[+-][beIklimnstohvXZ:+-]{1,8}$/) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ minLength: 100, maxLength: 480 }) },
)
const params = fc
  .tuple(
    fc.array(fc.array(word, { minLength: 1, maxLength: 3 }), { maxLength: 5 }),
    fc.option(fc.array(word, { maxLength: 4 }), { freq: 2 }),
  )
  .map(([middles, last]) => {
    const all = middles.map((words) => words.join(',').replaceAll(' ', ''))
    return last ? [...all, `:${last.join(' ')}`] : all
  })
const tag = fc.tuple(
  fc.constantFrom('label', '+x', '+draft/react', 'time', '+typing', 'batch', '+'),
  fc.string({ unit: 'grapheme', maxLength: 70 }),
)
const inBatch = fc.constantFrom(['batch', '1'] as [string, string], ['draft/multiline-concat', ''])
const tags = fc.array(fc.oneof(tag, inBatch), { maxLength: 3 }).map((all) => new Map(all))
const anyLine = fc.tuple(fc.constantFrom(...verbs), params).map(([verb, all]) => [verb, ...all])

/** Lines that mostly mean something: what is wrong with them is in the details. */
const nick = fc.constantFrom(...nicks)
const channel = fc.constantFrom('#a', '#a', '#b', '#A', '#é')
const target = fc.oneof(nick, fc.constantFrom(...channels))
const modes = fc.stringMatching(/^[+-][beIklimnstohv+-]{1,6}$/)
const ref = fc.constantFrom('*', 'msgid=id9', 'timestamp=2026-01-01T00:00:00.003Z')
const lifetime = 'timestamp=2026-01-01T00:00:00.000Z timestamp=2027-01-01T00:00:00.000Z'
const text = fc.oneof(fc.constant('hi'), fc.string({ unit: 'grapheme', maxLength: 450 }))
const said = text.map((words) => `:${words}`)
const likely = fc.oneof<fc.Arbitrary<string[]>[]>(
  fc.tuple(fc.constantFrom('JOIN', 'PART', 'NAMES', 'WHO', 'LIST', 'TOPIC', 'MODE'), channel),
  fc.tuple(fc.constantFrom('JOIN'), channel, fc.constantFrom('key', 'x')),
  fc.tuple(fc.constantFrom('PRIVMSG', 'NOTICE', 'PRIVMSG', 'TAGMSG'), target, said),
  fc.tuple(fc.constant('MODE'), channel, modes, nick, nick, fc.constantFrom('key', '2', 'a!*@*')),
  fc.tuple(fc.constant('MODE'), channel, modes, nick),
  fc.tuple(fc.constantFrom('TOPIC', 'PART'), channel, said),
  fc.tuple(fc.constant('KICK'), channel, nick, said),
  fc.tuple(fc.constant('INVITE'), nick, channel),
  fc.tuple(fc.constantFrom('NICK', 'WHOIS', 'WHO', 'ISON', 'USERHOST'), nick),
  fc.tuple(fc.constantFrom('AWAY', 'SETNAME', 'PING', 'AWAY'), said),
  fc
    .tuple(fc.constantFrom('CAP REQ', 'CAP REQ -'), fc.constantFrom(...caps))
    .map(([a, b]) => [a === 'CAP REQ' ? `${a} ${b}` : `${a}${b}`]),
  fc.tuple(fc.constant('CHATHISTORY'), fc.constantFrom('LATEST', 'AROUND'), target, ref),
  fc.constant(`CHATHISTORY TARGETS ${lifetime} 9`.split(' ')),
  fc.tuple(fc.constantFrom('BATCH +1 draft/multiline', 'BATCH -1'), target),
  fc.tuple(fc.constant('MARKREAD'), target, ref),
  fc.tuple(
    fc.constantFrom('KLINE', 'SHUN', 'ELINE', 'QLINE', 'ZLINE'),
    nick,
    fc.constant('1m'),
    said,
  ),
  fc.tuple(fc.constantFrom('UNKLINE', 'UNSHUN', 'UNELINE', 'UNQLINE', 'UNZLINE'), nick),
  fc.tuple(fc.constantFrom('SAJOIN', 'SAPART', 'SAKICK'), nick, channel),
  fc.tuple(fc.constantFrom('KILL', 'SANICK', 'CHGHOST', 'CHECK', 'TESTLINE'), nick, nick),
  fc.tuple(fc.constantFrom('OJOIN', 'CLEARCHAN', 'SATOPIC', 'CHECK'), channel, said),
  fc.tuple(fc.constant('SAMODE'), channel, modes, nick),
  fc.tuple(fc.constant('STATS'), fc.stringMatching(/^[a-zA-Z]$/)),
  fc.tuple(
    fc.constant('MODE'),
    nick,
    fc.stringMatching(/^[+-][iosHxwBZ]{1,4}$/),
    fc.constant('+cko'),
  ),
  fc.tuple(
    fc.constantFrom('MONITOR +', 'MONITOR -', 'MONITOR L'),
    fc.constantFrom('a,[d],x', 'a!*'),
  ),
  fc.tuple(fc.constantFrom('WATCH A', 'WATCH', 'WATCH L'), fc.constantFrom('+a', '-a', 'C', 'S')),
  fc.tuple(
    fc.constant('WHO'),
    target,
    fc.stringMatching(/^[onuhsra]?%[tcuihsnfdlaor]{1,9},\d{1,4}$/),
  ),
  fc.tuple(
    fc.constant('METADATA'),
    fc.oneof(target, fc.constantFrom('*', '*ALL')),
    fc.constantFrom('GET', 'LIST', 'SET', 'CLEAR', 'SUB', 'UNSUB', 'SUBS', 'SYNC'),
    fc.constantFrom('key', 'Key', 'a/b'),
    said,
  ),
  fc.tuple(fc.constantFrom(...asked), channel, fc.oneof(nick, said, modes), said),
  fc.tuple(fc.constant('REDACT'), target, fc.stringMatching(/^id[1-9]\d?$/), said),
  fc.tuple(fc.constant('RELAYMSG'), channel, fc.constantFrom('x/y', 'x', '/é'), said),
  fc.tuple(
    fc.constantFrom('ZNC *playback', 'PRIVMSG *playback'),
    fc.constantFrom('PLAY', ':PLAY *'),
  ),
)
const line = fc
  .tuple(tags, fc.oneof({ weight: 3, arbitrary: likely }, { weight: 1, arbitrary: anyLine }))
  .map(([tags, words]) => `${tags.size ? `@${formatTags(tags)} ` : ''}${words.join(' ')}`)
  // As the line reader gives it: no ends of lines, and no more than 510 bytes after the tags.
  .map((text) => text.replace(/[\r\n\0]/g, ''))

type Step =
  | { who: number; line: string; fault: LineFault | undefined }
  | { drop: number }
  | { wait: number }

const who = fc.nat(4)
const fault = fc.constantFrom<LineFault | undefined>(
  undefined,
  ...Array(20),
  'too-long',
  'not-utf8',
)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 60, arbitrary: fc.record({ who, line, fault }) },
  { weight: 1, arbitrary: fc.record({ drop: who }) },
  { weight: 1, arbitrary: fc.record({ wait: fc.constantFrom(1, 1000, 130_000) }) },
)

test('whatever clients say, the network stays whole', async () => {
  const plays = fc.asyncProperty(
    fc.array(step, { minLength: 20, maxLength: 120, size: 'max' }),
    async (steps) => {
      await using theatre = await Theatre.open({ settings: { opers: [oper('boss')] } })
      const actors = await gathering(theatre)
      for (const one of steps) {
        await take(theatre, actors, one)
        for (const actor of actors) examineLines(actor)
        examineNetwork(theatre.server)
        assert.deepEqual(theatre.faults, [])
      }
    },
  )
  await fc.assert(plays, { seed: 20260101, numRuns: 300, endOnFailure: false })
})

/** Four who know each other, in every dialect, and one who has only connected. */
const third = 'draft/metadata-3'
const dialects = [
  caps.filter((cap) => cap !== third).join(' '),
  'labeled-response batch',
  `message-tags echo-message batch ${third}`,
  '',
]

async function gathering(theatre: Theatre): Promise<Actor[]> {
  const actors: Actor[] = []
  for (const [i] of dialects.entries()) actors.push(await arrive(theatre, i))
  assert(actors[0]!.session.has('batch'), 'what everybody has was refused')
  const settings = ['GUARD', 'FANTASY', 'SECUREOPS', 'PEACE'].map((one) => `SET #a ${one} ON`)
  for (const words of ['REGISTER #a', ...settings]) await theatre.say(actors[0]!, `CS ${words}`)
  assert(theatre.server.net.channel('#a')?.founder, 'nobody registers channels')
  return [...actors, theatre.connect('late')]
}

async function arrive(theatre: Theatre, i: number): Promise<Actor> {
  const actor = theatre.connect(String(i))
  const names = [`NICK ${nicks[i]}`, `NICK n${i}`, 'USER u 0 * :U']
  const rise = i === 0 ? ['OPER boss sesame'] : []
  const lines = [`CAP REQ :${dialects[i] ?? ''}`, ...names, 'CAP END', ...rise, 'JOIN #a']
  for (const text of lines) await theatre.say(actor, text)
  // Whoever operates the network has an account as well, so that channels get registered.
  const { user } = actor.session
  if (i === 0) theatre.server.commit(accountChanged, { account: 'ann' }, user)
  return actor
}

async function take(theatre: Theatre, actors: Actor[], one: Step): Promise<void> {
  if ('wait' in one) await theatre.wait(one.wait)
  else if ('drop' in one) actors[one.drop]!.session.lost('Connection closed')
  else await theatre.say(actors[one.who]!, one.line, one.fault)
  for (const [i, { session }] of actors.entries()) {
    if (session.closed) actors[i] = await arrive(theatre, i)
  }
}

function examineLines(actor: Actor): void {
  for (const text of actor.heard.splice(0)) {
    assert.doesNotMatch(text, /[\r\n\0]/)
    const body = text.startsWith('@') ? text.slice(text.indexOf(' ') + 1) : text
    assert(Buffer.byteLength(body) <= 510, `${Buffer.byteLength(body)} bytes: ${body}`)
    const message = parse(text)
    assert(message, `this is no line: ${JSON.stringify(text)}`)
    assert.match(message.verb, /^([A-Z]+|\d{3})$/)
    assert.doesNotMatch(body.split(' :')[0]!, / {2}/, `an empty parameter: ${text}`)
    assert.deepEqual(parse(format(message)), message)
  }
}

function examineNetwork({ net, sessions }: Server): void {
  for (const [key, user] of net.users) {
    assert.equal(key, net.fold(user.nick))
    const { session } = user
    assert(user.service || (session && sessions.has(session) && session.registered))
    for (const channel of user.channels) {
      assert.equal(net.channel(channel.name), channel)
      assert(channel.members.has(user))
    }
  }
  for (const session of sessions) {
    assert(!session.closed)
    assert.equal(net.users.get(net.fold(session.user.nick)) === session.user, session.registered)
  }
  for (const [key, channel] of net.channels) {
    assert.equal(key, net.fold(channel.name))
    assert(channel.members.size > 0 || channel.founder, `${channel.name} is empty`)
    assert(!net.vacant.has(key))
    for (const user of channel.members.keys()) assert(user.channels.has(channel))
    const locals = [...channel.members.keys()].flatMap(({ session }) => session ?? [])
    assert.deepEqual(channel.locals, new Set(locals))
    for (const entries of channel.lists.values()) assert(entries.length <= 5)
  }
  for (const channel of net.vacant.values()) assert.equal(channel.members.size, 0)
  const people = [...net.users.values()].filter(({ service }) => !service)
  const visible = people.filter(({ modes }) => modes.has('i')).length
  assert.deepEqual([net.count.users, net.count.invisible], [people.length, visible])
}
