/**
 * Coming from soju and from The Lounge. Neither can be had here, so their data is made after their
 * documented schemas.
 */
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { generate } from 'selfsigned'
import { houseSecret } from '#host/house-secret.ts'
import { openStore } from '#store/open.ts'
import { SealedNetworks } from '../../bouncer/sealed-networks.ts'
import { causerie, emptyPlace, type Place } from './command.ts'

async function newcomer() {
  const place = await emptyPlace()
  await causerie(['account', 'add', 'ann', '--data', place.path], { input: 'correct horse' })
  return {
    place,
    run: (...words: string[]) => causerie([...words, '--data', place.path]),
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  }
}

/** What the account has now: networks by name, and lines as exported. */
async function taken({ place, run }: Awaited<ReturnType<typeof newcomer>>) {
  await using store = await openStore(`sqlite:${place.path}`)
  const networks = new SealedNetworks(store.networks, await houseSecret(place.path))
  const records = new Map((await networks.list('ann/')).map(([, one]) => [one.name, one]))
  const { stdout } = await run('history', 'export', 'ann')
  const all = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const lines = all.map(({ network, window, time, line }) => {
    return `${network} ${window} ${time} ${line.replace(/^@\S+ /, '')}`
  })
  return { records, lines, ids: all.map(({ id }) => id) }
}

test('soju: networks, logins, channels and messages are taken, once', async () => {
  await using home = await newcomer()
  const file = join(home.place.path, 'soju.db')
  const pems = await generate([{ name: 'commonName', value: 'ann' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  })
  sojuDatabase(file, pems)
  const first = await home.run('import', 'soju', 'ann', file)
  assert.equal(first.code, 1)
  assert.match(first.stderr, /has the users eve, Ann: say which with --user/)
  const done = await home.run('import', 'soju', 'ann', file, '--user', 'ann')
  assert.match(done.stdout, /^soju, user Ann\n/)
  assert.match(
    done.stdout,
    /libera: new, as annie, 1 server, 2 channels, SASL PLAIN; 3 lines in 2 windows\n/,
  )
  assert.match(
    done.stdout,
    /oftc.example: new, as Ann, 1 server, 0 channels, SASL EXTERNAL, not to be connected/,
  )
  assert.match(done.stdout, /\n {2}a message that cannot be read\n/)
  assert.match(done.stdout, /plain: a pinned certificate that is told by no SHA-256/)
  const again = await home.run('import', 'soju', 'ann', file, '--user', 'ann')
  assert.match(
    again.stdout,
    /libera: is there already, .*3 lines in 2 windows, 3 of them were there already/,
  )

  const { records, lines, ids } = await taken(home)
  const { upstream, channels, detached } = records.get('libera')!
  assert.deepEqual(upstream!.addresses, [{ host: 'irc.libera.chat', port: 7000, tls: true }])
  assert.deepEqual([upstream!.sasl!.user, upstream!.sasl!.password], ['ann', 'tea'])
  assert.deepEqual([upstream!.pins, upstream!.pass], [['cd'.repeat(32)], 'server'])
  assert.deepEqual(upstream!.commands, ['MODE annie +i', 'PRIVMSG x :y'])
  assert.deepEqual([channels, detached], [{ '#Tea': 'sugar', '#milk': '' }, ['#milk']])
  const certificate = records.get('oftc.example')!.upstream!.certificate!
  const cert = new X509Certificate(certificate.cert)
  assert.equal(cert.fingerprint256, new X509Certificate(pems.cert).fingerprint256)
  assert.match(certificate.key, /^-----BEGIN PRIVATE KEY-----\n/)
  const plain = records.get('plain')!.upstream!
  assert.deepEqual(plain.addresses, [{ host: '::1', port: 6667, tls: false }])
  assert.deepEqual(lines, [
    'libera #tea 2026-01-31T09:00:00.123Z :bob!b@h PRIVMSG #Tea :one',
    'libera #tea 2026-01-31T09:00:00.124Z :bob!b@h JOIN #Tea',
    'libera bob 2026-01-31T09:00:01.000Z :bob!b@h PRIVMSG annie :psst',
  ])
  assert.equal(ids[0], 'abc')
})

/** After database/sqlite_schema.sql of soju, as far as it is read. */
function sojuDatabase(file: string, pems: { cert: string; private: string }): void {
  using db = new DatabaseSync(file)
  db.exec(`
    CREATE TABLE User (id INTEGER PRIMARY KEY, username TEXT NOT NULL, realname TEXT, nick TEXT);
    CREATE TABLE Network (
      id INTEGER PRIMARY KEY, name TEXT, user INTEGER NOT NULL, addr TEXT NOT NULL, nick TEXT,
      username TEXT, realname TEXT, certfp TEXT, pass TEXT, connect_commands TEXT,
      sasl_mechanism TEXT, sasl_plain_username TEXT, sasl_plain_password TEXT,
      sasl_external_cert BLOB, sasl_external_key BLOB, enabled INTEGER NOT NULL DEFAULT 1);
    CREATE TABLE Channel (
      id INTEGER PRIMARY KEY, network INTEGER NOT NULL, name TEXT NOT NULL, key TEXT,
      detached INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE MessageTarget (
      id INTEGER PRIMARY KEY, network INTEGER NOT NULL, target TEXT NOT NULL);
    CREATE TABLE Message (
      id INTEGER PRIMARY KEY, target INTEGER NOT NULL, raw TEXT NOT NULL, time TEXT NOT NULL,
      sender TEXT NOT NULL, text TEXT);
    INSERT INTO User VALUES (1, 'eve', NULL, NULL), (2, 'Ann', 'Ann B.', NULL);
    INSERT INTO Network VALUES
      (1, 'eves', 1, 'ircs://eve.example', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, 1),
      (2, 'libera', 2, 'irc.libera.chat:7000', 'annie', NULL, NULL, 'sha-256:${'CD'.repeat(32)}',
        'server', 'MODE annie +i' || char(10) || 'PRIVMSG x :y', 'PLAIN', 'ann', 'tea', NULL,
        NULL, 1),
      (4, 'plain', 2, 'irc+insecure://[::1]', NULL, NULL, NULL, 'sha-512:${'ab'.repeat(64)}', NULL,
        NULL, NULL, NULL, NULL, NULL, NULL, 1);
    INSERT INTO Channel VALUES (1, 2, '#Tea', 'sugar', 0), (2, 2, '#milk', NULL, 1), (3, 1, '#x', NULL, 0);
    INSERT INTO MessageTarget VALUES (1, 2, '#tea'), (2, 2, 'bob'), (3, 1, '#x');
    INSERT INTO Message VALUES
      (1, 1, '@msgid=abc;time=2026-01-31T09:00:00.123Z :bob!b@h PRIVMSG #Tea :one',
        '2026-01-31T09:00:00.123Z', 'bob', 'one'),
      (2, 1, ':bob!b@h JOIN #Tea', '2026-01-31T09:00:00.123Z', 'bob', NULL),
      (3, 2, ':bob!b@h PRIVMSG annie :psst', '2026-01-31T09:00:01.000Z', 'bob', 'psst'),
      (4, 2, '', 'never', 'bob', NULL),
      (5, 3, ':bob!b@h PRIVMSG #x :not hers', '2026-01-31T09:00:01.000Z', 'bob', 'not hers')`)
  const der = (pem: string) => Buffer.from(pem.replace(/-----.*-----|\s/g, ''), 'base64')
  const external = db.prepare(`
    INSERT INTO Network (id, user, addr, sasl_mechanism, sasl_external_cert, sasl_external_key, enabled)
    VALUES (3, 2, 'oftc.example', 'EXTERNAL', ?, ?, 0)`)
  external.run(der(pems.cert), der(pems.private))
}

test('The Lounge: networks, channels and messages are taken, once', async () => {
  await using home = await newcomer()
  const path = join(home.place.path, 'lounge')
  await loungeHome(path)
  const done = await home.run('import', 'thelounge', 'ann', path)
  assert.match(done.stdout, /^The Lounge, user ann\n/)
  assert.match(
    done.stdout,
    /libera: new, as annie, 1 server, 1 channel, SASL PLAIN; 10 lines in 2 windows\n/,
  )
  assert.match(done.stdout, /a message of the kind whois/)
  assert.match(done.stdout, /libera: it trusted any certificate/)
  assert.match(done.stdout, /libera: the list of whom to ignore/)
  const again = await home.run('import', 'thelounge', 'ann', path)
  assert.match(again.stdout, /10 lines in 2 windows, 10 of them were there already/)
  const { records, lines } = await taken(home)
  const { upstream, channels } = records.get('libera')!
  assert.deepEqual(upstream!.addresses, [{ host: 'irc.libera.chat', port: 6697, tls: true }])
  assert.deepEqual(upstream!.sasl, { mechanism: 'PLAIN', user: 'ann', password: 'tea' })
  assert.deepEqual(upstream!.commands, ['PRIVMSG NickServ :identify x', 'mode annie +i'])
  assert.deepEqual(channels, { '#Tea': 'sugar' })
  const at = (ms: number) => `2026-01-31T09:00:00.00${ms}Z`
  assert.deepEqual(lines, [
    `libera #tea ${at(0)} :bob!b@h JOIN #tea`,
    `libera #tea ${at(1)} :bob PRIVMSG #tea :one`,
    `libera #tea ${at(2)} :bob PRIVMSG #tea :\x01ACTION sips\x01`,
    `libera #tea ${at(3)} :bob TOPIC #tea :lemon`,
    `libera #tea ${at(4)} :bob MODE #tea +o annie`,
    `libera #tea ${at(5)} :bob NICK Rob`,
    `libera #tea ${at(6)} :Rob KICK #tea eve :out`,
    `libera #tea ${at(7)} :Rob!b@h QUIT :bye`,
    `libera bob ${at(8)} :bob PRIVMSG annie :psst`,
    `libera bob ${at(9)} :annie PRIVMSG bob :yes?`,
  ])
})

/** As server/plugins/messageStorage/sqlite.ts of The Lounge writes, and its users' files. */
async function loungeHome(path: string): Promise<void> {
  for (const name of ['users', 'logs']) await mkdir(join(path, name), { recursive: true })
  const network = {
    uuid: 'u-1',
    name: 'libera',
    host: 'irc.libera.chat',
    port: 6697,
    tls: true,
    rejectUnauthorized: false,
    nick: 'annie',
    username: 'ann',
    realname: 'Ann',
    sasl: 'plain',
    saslAccount: 'ann',
    saslPassword: 'tea',
    commands: ['/msg NickServ identify x', '/mode annie +i'],
    ignoreList: [{ hostmask: '*!*@x' }],
    channels: [
      { name: '#Tea', key: 'sugar' },
      { name: 'bob', type: 'query' },
    ],
  }
  await writeFile(join(path, 'users/ann.json'), JSON.stringify({ networks: [network] }))
  using db = new DatabaseSync(join(path, 'logs/ann.sqlite3'))
  db.exec(`
    CREATE TABLE options (name TEXT, value TEXT);
    CREATE TABLE messages (network TEXT, channel TEXT, time INTEGER, type TEXT, msg TEXT)`)
  const insert = db.prepare('INSERT INTO messages VALUES (?, ?, ?, ?, ?)')
  const noon = Date.UTC(2026, 0, 31, 9)
  const [bob, rob] = [
    { nick: 'bob', mode: '' },
    { nick: 'Rob', mode: '@' },
  ]
  const story: [channel: string, type: string, msg: object][] = [
    ['#tea', 'join', { from: bob, hostmask: 'b@h' }],
    ['#tea', 'message', { from: bob, text: 'one', self: false }],
    ['#tea', 'action', { from: bob, text: 'sips' }],
    ['#tea', 'topic', { from: bob, text: 'lemon' }],
    ['#tea', 'mode', { from: bob, text: '+o annie' }],
    ['#tea', 'nick', { from: bob, new_nick: 'Rob' }],
    ['#tea', 'kick', { from: rob, target: { nick: 'eve' }, text: 'out' }],
    ['#tea', 'quit', { from: rob, hostmask: 'b@h', text: 'bye' }],
    ['bob', 'message', { from: bob, text: 'psst' }],
    ['bob', 'message', { from: { nick: 'annie' }, text: 'yes?', self: true }],
    ['bob', 'whois', { whois: {} }],
  ]
  for (const [at, [channel, type, msg]] of story.entries()) {
    insert.run('u-1', channel, noon + at, type, JSON.stringify(msg))
  }
  insert.run('u-2', '#tea', noon, 'message', JSON.stringify({ from: bob, text: 'another network' }))
}

test('what is no such database, or nobody’s, is said in one line', async () => {
  await using home = await newcomer()
  const { place, run }: { place: Place; run: typeof home.run } = home
  const fails = async (answer: RegExp, ...words: string[]) => {
    const { code, stderr } = await run('import', ...words)
    assert.equal(code, 1)
    assert.match(stderr, answer)
    assert.equal(stderr.trimEnd().split('\n').length, 1)
  }
  await fails(/there is no .*nothing.db/, 'soju', 'ann', join(place.path, 'nothing.db'))
  await fails(/is not a database of soju's/, 'soju', 'ann', join(place.path, 'causerie.db'))
  await fails(/is not the home of The Lounge/, 'thelounge', 'ann', place.path)
  await mkdir(join(place.path, 'users'))
  await fails(/say which with --user/, 'thelounge', 'ann', place.path)
  await fails(/bob.json cannot be read/, 'thelounge', 'ann', place.path, '--user', 'bob')
})
