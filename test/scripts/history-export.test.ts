/** Everything that a person keeps, as files. */
import assert from 'node:assert/strict'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { openStore } from '#store/open.ts'
import type { NewRow } from '#store/store.ts'
import { causerie, emptyPlace } from './command.ts'

const noon = Date.UTC(2026, 0, 31, 12)
const day = 86_400_000

function kept(log: string, buffer: string, at: number, line: string, event = false): NewRow {
  return { log, buffer, id: `${buffer}.${at}`, at, event, line }
}

const mask = 'Bob!b@h'
const story: NewRow[] = [
  kept('user/ann', 'causerie/#tea', noon, `:${mask} JOIN #tea`, true),
  kept('user/ann', 'causerie/#tea', noon + 1_000, `@msgid=x :${mask} PRIVMSG #tea :milk, ☕`),
  kept('user/ann', 'causerie/#tea', noon + 2_000, `:${mask} PRIVMSG #tea :\x01ACTION sips\x01`),
  kept(
    'user/ann',
    'causerie/#tea',
    noon + 3_000,
    `:${mask} NOTICE #tea :one\r\n:${mask} NOTICE #tea :two`,
  ),
  kept('user/ann', 'causerie/#tea', noon + 4_000, `:${mask} TOPIC #tea :lemon`, true),
  kept('user/ann', 'causerie/#tea', noon + 5_000, `:${mask} MODE #tea +o ann`, true),
  kept('user/ann', 'causerie/#tea', noon + 6_000, `:${mask} KICK #tea eve :no sugar`, true),
  kept('user/ann', 'causerie/#tea', noon + 7_000, `:${mask} NICK Rob`, true),
  kept('user/ann', 'causerie/#tea', noon + 8_000, ':Rob!b@h PART #tea :bye', true),
  kept('user/ann', 'causerie/#tea', noon + 9_000, ':eve!e@h QUIT :gone', true),
  kept('user/ann', 'causerie/#tea', noon + day, `:${mask} PRIVMSG #tea :the next day`),
  kept('user/ann/n1', 'n1/../../x', noon, `:${mask} PRIVMSG ann :psst`),
  kept('user/ann/n1', 'n1/.._.._x', noon, `:${mask} PRIVMSG ann :from somebody else`),
  kept('talk/ann', 'bob', noon, `:${mask} PRIVMSG ann :between us`),
  kept('user/eve', 'causerie/#tea', noon, `:${mask} PRIVMSG #tea :not ann's`),
]

async function written() {
  const place = await emptyPlace()
  const run = (...words: string[]) => causerie([...words, '--data', place.path])
  await causerie(['account', 'add', 'Ann', '--data', place.path], { input: 'correct horse' })
  await run('network', 'add', 'ann', 'libera', 'host=irc.example.org')
  await using store = await openStore(`sqlite:${place.path}`)
  const many = Array.from({ length: 1_200 }, (_, i) =>
    kept('user/ann', 'causerie/#long', noon + i, `:${mask} PRIVMSG #long :${i}`),
  )
  await store.log.append([...story, ...many.toReversed()])
  await store.cursors.put('ann/phone', { seq: 1, at: noon })
  await store.shelf('markers').put('ann/causerie/#tea', { at: noon })
  await store.shelf('memos').put('ann 1', { from: 'bob', text: 'tea at five' })
  await store.shelf('keeping').put('ann', { rules: { '': { rows: 9 } } })
  await store.shelf('memos').put('anne 1', { from: 'bob', text: 'not for ann' })
  const [key, network] = (await store.networks.list('ann/n'))[0]!
  network.upstream!.sasl = { mechanism: 'PLAIN', user: 'ann', password: 'secret one' }
  network.upstream!.commands = ['PRIVMSG NickServ :IDENTIFY secret two']
  await store.networks.put(key, network)
  return { place, run, [Symbol.asyncDispose]: () => place[Symbol.asyncDispose]() }
}

test('JSON Lines have every row of one’s own, in the order of time in each window', async () => {
  await using w = await written()
  const { stdout, code } = await w.run('history', 'export', 'ANN')
  assert.equal(code, 0)
  const all = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.equal(all.length, story.length - 1 + 1_200)
  assert.deepEqual(
    all.filter(({ window }) => window === '#long').map(({ text }) => text),
    Array.from({ length: 1_200 }, (_, i) => String(i)),
  )
  const said = all.find(({ text }) => text === 'milk, ☕')
  assert.deepEqual(said, {
    kind: 'line',
    network: 'causerie',
    window: '#tea',
    time: '2026-01-31T12:00:01.000Z',
    id: `causerie/#tea.${noon + 1_000}`,
    verb: 'PRIVMSG',
    from: 'Bob',
    text: 'milk, ☕',
    line: `@msgid=x :${mask} PRIVMSG #tea :milk, ☕`,
  })
  assert.ok(all.some(({ network, window }) => network === 'server' && window === 'bob'))
  assert.ok(!stdout.includes("not ann's"))
})

test('a part of it: one network, one window, some days', async () => {
  await using w = await written()
  const count = async (...words: string[]) => {
    const { stdout } = await w.run('history', 'export', 'ann', ...words)
    return stdout.split('\n').length - 1
  }
  assert.equal(await count('--network', 'server'), 1)
  assert.equal(await count('--window', '#TEA'), 11)
  assert.equal(await count('--window', '#tea', '--after', '2026-02-01'), 1)
  assert.equal(await count('--window', '#tea', '--before', '2026-01-31'), 10)
  assert.equal(await count('--window', '#tea', '--before', '2026-01-31T12:00:01Z'), 2)
  const fails = async (answer: RegExp, ...words: string[]) => {
    const { code, stderr } = await w.run('history', 'export', ...words)
    assert.equal(code, 1)
    assert.match(stderr, answer)
  }
  await fails(/there is no account "bob"/, 'bob')
  await fails(
    /there is no network "x": there are causerie, libera, n1, server/,
    'ann',
    '--network',
    'x',
  )
  await fails(/yesterday is no time/, 'ann', '--after', 'yesterday')
  await fails(/--format is json or text/, 'ann', '--format', 'xml')
  await fails(/say --output DIRECTORY/, 'ann', '--format', 'text')
})

test('text is what ZNC writes, in its layout, and no name leads out of the directory', async () => {
  await using w = await written()
  const output = join(w.place.path, 'out')
  const done = await w.run('history', 'export', 'ann', '--format', 'text', '--output', output)
  assert.match(done.stdout, /^1,214 lines of 5 windows written to /)
  assert.deepEqual((await readdir(output)).sort(), ['causerie', 'n1', 'server'])
  const file = join(output, 'causerie/#tea/2026-01-31.log')
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  assert.deepEqual((await readFile(file, 'utf8')).trimEnd().split('\n'), [
    '[12:00:00] *** Joins: Bob (b@h)',
    '[12:00:01] <Bob> milk, ☕',
    '[12:00:02] * Bob sips',
    '[12:00:03] -Bob- one',
    '[12:00:03] -Bob- two',
    "[12:00:04] *** Bob changes topic to 'lemon'",
    '[12:00:05] *** Bob sets mode: +o ann',
    '[12:00:06] *** eve was kicked by Bob (no sugar)',
    '[12:00:07] *** Bob is now known as Rob',
    '[12:00:08] *** Parts: Rob (b@h) (bye)',
    '[12:00:09] *** Quits: eve (e@h) (gone)',
  ])
  const next = await readFile(join(output, 'causerie/#tea/2026-02-01.log'), 'utf8')
  assert.equal(next, '[12:00:00] <Bob> the next day\n')
  const two = (await readdir(join(output, 'n1'))).sort()
  assert.deepEqual(two, ['.._.._x', '.._.._x~2'], 'windows whose names are alike stay apart')
  const both = two.map((name) => readFile(join(output, 'n1', name, '2026-01-31.log'), 'utf8'))
  assert.equal((await Promise.all(both)).join('').split('\n').length - 1, 2)
})

test('all of a person: account, networks, devices, markers and lines; no secret', async () => {
  await using w = await written()
  const output = join(w.place.path, 'ann.jsonl')
  const done = await w.run('account', 'export', 'ann', '--output', output)
  assert.match(done.stdout, /^1,214 lines of 5 windows written to /)
  const text = await readFile(output, 'utf8')
  assert.doesNotMatch(text, /secret|scrypt|sealed/)
  const all = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const kinds = Map.groupBy(all, ({ kind }) => kind)
  assert.deepEqual(
    [...kinds.keys()],
    [...['account', 'network', 'device', 'marker', 'memos', 'keeping', 'line']],
  )
  assert.deepEqual(kinds.get('memos'), [
    { kind: 'memos', of: '1', value: { from: 'bob', text: 'tea at five' } },
  ])
  assert.deepEqual(kinds.get('keeping'), [
    { kind: 'keeping', value: { rules: { '': { rows: 9 } } } },
  ])
  assert.equal(kinds.get('account')![0].name, 'Ann')
  assert.ok(kinds.get('network')!.some(({ name }) => name === 'libera'))
  assert.equal(kinds.get('device')![0].device, 'phone')
  assert.equal(kinds.get('marker')![0].window, 'causerie/#tea')
})
