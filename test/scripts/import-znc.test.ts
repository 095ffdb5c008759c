/** Coming from ZNC: what Debian's ZNC has written is taken over. */
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { houseSecret } from '#host/house-secret.ts'
import { openStore } from '#store/open.ts'
import type { Store } from '#store/store.ts'
import { parse } from '#wire/message.ts'
import { SealedNetworks } from '../../bouncer/sealed-networks.ts'
import { Losses } from '../../scripts/import/foreign.ts'
import { parseRegistry, parseZncConfig } from '../../scripts/import/znc-config.ts'
import { findLogFiles } from '../../scripts/import/znc-log.ts'
import { timeIn } from '../../scripts/import/zone.ts'
import { zncMissing as skip } from '../losses/znc.ts'
import { causerie, emptyPlace } from './command.ts'
import { pin, useZnc, zncZone } from './znc-data.ts'

async function linesOf(store: Store, log: string, buffer: string): Promise<string[]> {
  const where = { log, buffer, keep: 'oldest' as const, limit: 100, events: true }
  return (await store.log.page(where)).map(({ line }) => line.replace(/^@\S+ /, ''))
}

test('a real ZNC’s networks, logins and logs are taken, once', { skip }, async () => {
  await using place = await emptyPlace()
  await using znc = await emptyPlace()
  await useZnc(znc.path)
  const run = (...words: string[]) => causerie([...words, '--data', place.path])
  await causerie(['account', 'add', 'alice', '--data', place.path], { input: 'correct horse' })
  const words = ['import', 'znc', 'alice', znc.path, '--timezone', zncZone]

  const dry = await run(...words, '--dry-run')
  assert.equal(dry.code, 0, dry.stderr)
  assert.match(dry.stdout, /^ZNC, user alice: nothing was written; this would be taken\n/)
  const other = /other: new, as alice, 1 server, 1 channel, SASL PLAIN; (\d+) lines in 2 windows\n/
  assert.match(dry.stdout, other)
  const libera = /libera: new, as al, 2 servers, 1 channel, no login, not to be connected; 0 lines/
  assert.match(dry.stdout, libera)
  assert.match(dry.stdout, /not taken:\n {2}the module alias: there is none like it here/)
  {
    await using store = await openStore(`sqlite:${place.path}`)
    assert.deepEqual([await store.networks.list(), await store.log.logs('user/')], [[], []])
  }

  const real = await run(...words)
  assert.match(real.stdout, other)
  assert.match(real.stdout, libera)
  const again = await run(...words)
  const count = other.exec(real.stdout)![1]!
  const known = `other: is there already, and keeps its settings; ${count} lines in 2 windows, ${count} of them were there already`
  assert.ok(again.stdout.includes(known), again.stdout)

  await using store = await openStore(`sqlite:${place.path}`)
  const sealed = JSON.stringify(await store.networks.list())
  assert.doesNotMatch(sealed, /milk|s3 cret|pass word|sugar/)
  const networks = new SealedNetworks(store.networks, await houseSecret(place.path))
  const records = new Map(
    (await networks.list('alice/')).map(([key, one]) => [one.name, { key, one }]),
  )
  const { key, one } = records.get('other')!
  assert.deepEqual([one.nick, one.channels], ['alice', { '#Tea': 'sugar' }])
  assert.deepEqual(one.upstream!.sasl, {
    mechanism: 'PLAIN',
    user: 'alison',
    password: 'tea+%20;milk',
  })
  const { nicks, username, realname, commands, enabled } = one.upstream!
  assert.deepEqual([nicks, username, realname, enabled], [['alice_'], 'ali', 'Alice B.', true])
  assert.deepEqual(commands, ['PRIVMSG NickServ :IDENTIFY s3 cret', 'MODE alice +i'])
  const { upstream, detached } = records.get('libera')!.one
  assert.deepEqual(upstream!.addresses, [
    { host: 'irc.libera.chat', port: 6697, tls: true },
    { host: 'irc.eu.libera.chat', port: 6667, tls: false },
  ])
  assert.deepEqual([upstream!.pass, upstream!.pins, upstream!.enabled], ['pass word', [pin], false])
  assert.deepEqual(detached, ['#a'])
  await assertLines(store, key)
})

async function assertLines(store: Store, key: string): Promise<void> {
  const id = key.split('/')[1]!
  const log = `user/alice/${id}`
  const tea = await linesOf(store, log, `${id}/#tea`)
  const wanted = [
    ':bob!b@h JOIN #tea',
    ':bob PRIVMSG #tea :milk? ☕',
    ':bob PRIVMSG #tea :milk? ☕',
    ':bob PRIVMSG #tea :\x01ACTION sips\x01',
    ':bob NOTICE #tea :careful',
    ':bob TOPIC #tea :lemon',
    ':bob MODE #tea +o alice',
    ':alice PRIVMSG #tea :I am here',
    ':eve KICK #tea bob :out',
    ':bob PRIVMSG #tea :the end',
  ]
  assert.deepEqual(
    tea.filter((line) => wanted.includes(line)),
    wanted,
    tea.join('\n'),
  )
  assert.deepEqual(await linesOf(store, log, `${id}/bob`), [
    ':bob PRIVMSG alice :in private',
    ':alice PRIVMSG bob :yes?',
  ])
  const rows = await store.log.since(log, 0, 1_000)
  assert.ok(rows.every(({ line }) => !line.includes('your password')))
  for (const { at, line, id: msgid } of rows) {
    assert.ok(Math.abs(Date.now() - at) < 10 * 60_000, new Date(at).toISOString())
    const tags = parse(line)!.tags!
    assert.deepEqual([Date.parse(tags.get('time')!), tags.get('msgid')], [at, msgid])
  }
}

test('logs as files: our own export comes back, also where the directory says no network', async () => {
  await using place = await emptyPlace()
  const run = (...words: string[]) => causerie([...words, '--data', place.path])
  await causerie(['account', 'add', 'ann', '--data', place.path], { input: 'correct horse' })
  const folder = join(place.path, 'logs/other/#tea')
  await mkdir(folder, { recursive: true })
  const day = '[09:00:00] <ann> one\n[09:00:00] <ann> one\n[09:00:01] nonsense\n'
  await writeFile(join(folder, '2026-01-31.log'), day)
  await writeFile(
    join(folder, '2026-02-01.log'),
    Buffer.from('[10:00:00] <bob> caf\xe9\n', 'latin1'),
  )
  const taken = await run('import', 'logs', 'ann', join(place.path, 'logs'))
  assert.match(taken.stdout, /other: new, .* not to be connected; 3 lines in 1 window\n/)
  assert.match(taken.stdout, /not taken:\n {2}a line of a log has no time, or is none/)
  const inside = join(place.path, 'logs/other')
  const refused = await run('import', 'logs', 'ann', inside)
  assert.match(refused.stderr, /the files do not say their network: say --network/)
  const again = await run('import', 'logs', 'ann', inside, '--network', 'other')
  assert.match(again.stdout, /3 lines in 1 window, 3 of them were there already/)
  const back = join(place.path, 'back')
  await run('history', 'export', 'ann', '--format', 'text', '--output', back)
  const third = await run('import', 'logs', 'ann', back)
  assert.match(third.stdout, /3 lines in 1 window, 3 of them were there already/)
  const { stdout } = await run('history', 'export', 'ann')
  const all = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.deepEqual(
    all.map(({ time, text }) => `${time} ${text}`),
    [
      '2026-01-31T09:00:00.000Z one',
      '2026-01-31T09:00:00.001Z one',
      '2026-02-01T10:00:00.000Z café',
    ],
  )
})

test('a device that was up to date is not replayed what was taken', async () => {
  await using place = await emptyPlace()
  const run = (...words: string[]) => causerie([...words, '--data', place.path])
  await causerie(['account', 'add', 'ann', '--data', place.path], { input: 'correct horse' })
  await run('network', 'add', 'ann', 'other', 'host=h.example')
  const behind = { log: '', buffer: '', id: 'x', at: 1, event: false, line: ':b PRIVMSG #tea :x' }
  const device = async (seqs: Record<string, number>) => {
    await using store = await openStore(`sqlite:${place.path}`)
    const id = (await store.networks.list('ann/n'))[0]![0].split('/')[1]!
    const [log, buffer] = [`user/ann/${id}`, `${id}/#tea`]
    if (!(await store.log.lastSeq(log))) await store.log.append([{ ...behind, log, buffer }])
    const last = await store.log.lastSeq(log)
    for (const [name, seq] of Object.entries(seqs)) {
      await store.cursors.put(`ann/${name}/${id}`, { seq: last + seq, at: 1 })
    }
    const now = await store.cursors.list('ann/')
    return Object.fromEntries(now.map(([key, { seq }]) => [key.split('/')[1], seq - last]))
  }
  await device({ here: 0, late: -1 })
  await mkdir(join(place.path, 'logs/other/#tea'), { recursive: true })
  await writeFile(join(place.path, 'logs/other/#tea/2026-01-31.log'), '[09:00:00] <bob> one\n')
  await run('import', 'logs', 'ann', join(place.path, 'logs'))
  assert.deepEqual(await device({}), { here: 0, late: -2 })
})

test('what cannot be taken is said in one line', async () => {
  await using place = await emptyPlace()
  const fails = async (answer: RegExp, ...words: string[]) => {
    const { code, stderr } = await causerie(['import', ...words, '--data', place.path])
    assert.equal(code, 1)
    assert.match(stderr, answer)
  }
  await fails(/there is no account "ann": make it first/, 'znc', 'ann', place.path)
  await causerie(['account', 'add', 'ann', '--data', place.path], { input: 'correct horse' })
  await fails(/znc.conf cannot be read: ENOENT/, 'znc', 'ann', place.path)
  await mkdir(join(place.path, 'configs'))
  const config = join(place.path, 'configs/znc.conf')
  await writeFile(config, '<User a>\n</User>\n<User b>\n</User>\n')
  await fails(/has the users a, b: say which with --user/, 'znc', 'ann', place.path)
  await writeFile(config, '<User a>\n</Network>\n')
  await fails(/line 2: <\/Network> ends nothing/, 'znc', 'ann', place.path)
  await fails(/there is no directory/, 'logs', 'ann', join(place.path, 'nothing'))
})

test('ZNC’s forms: registry, configuration, layouts of the log, clocks', async () => {
  assert.deepEqual(
    parseRegistry('password a%2b;%20;b%25;\nUserName %c3;%a9;\n'),
    new Map([
      ['password', 'a+ b%'],
      ['username', 'é'],
    ]),
  )
  const root = parseZncConfig('// note\nA = 1\n<User x y>\n\tB = 2 = 3\n\tB =\n</User>\n')
  assert.deepEqual([root.values.get('a'), root.blocks[0]!.name], [['1'], 'x y'])
  assert.deepEqual(root.blocks[0]!.values.get('b'), ['2 = 3', ''])
  assert.throws(() => parseZncConfig('<User x>'), /<user> is not ended/)
  await using place = await emptyPlace()
  const lost = new Losses()
  const names = [
    'ann/other/#tea/2026-01-31.log',
    'eve/other/#tea/2026-01-31.log',
    'ann_other_#a_b_20260131.log',
    'other_#c_20260131.log',
    'whatever.log',
    'note.txt',
  ]
  for (const name of names) {
    await mkdir(join(place.path, name, '..'), { recursive: true })
    await writeFile(join(place.path, name), '')
  }
  const found = findLogFiles(place.path, 'ann', lost)
  assert.deepEqual(found.map(({ network, window, day }) => `${network} ${window} ${day}`).sort(), [
    'other #a_b 2026-01-31',
    'other #c 2026-01-31',
    'other #tea 2026-01-31',
  ])
  assert.equal(lost.sentences.length, 1)
  const iso = (...clock: Parameters<typeof timeIn>) => new Date(timeIn(...clock)).toISOString()
  assert.equal(iso('Europe/Berlin', '2026-01-31', 3_600), '2026-01-31T00:00:00.000Z')
  assert.equal(iso('Europe/Berlin', '2026-07-31', 3_600), '2026-07-30T23:00:00.000Z')
  assert.equal(iso('Asia/Kolkata', '2026-01-31', 0), '2026-01-30T18:30:00.000Z')
})
