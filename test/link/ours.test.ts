/** Two servers of ours, linked over sockets: how they meet, and why they do not. */
import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse, stringify } from 'smol-toml'
import { type LocalNetwork, type SpawnedNetwork, spawnNetwork } from '../network.ts'
import { until } from '../until.ts'
import { type LinkOptions, linkLog, linkTo, ownSettings, sees, startOwn, tells } from './own.ts'
import { now, ScriptedDoor, ScriptedPeer } from './scripted-peer.ts'
import { Someone } from './someone.ts'

const a = { name: 'a.test', sid: '1AA' }
const b = { name: 'b.test', sid: '1BB' }
const dialect = 'causerie'

/** What the log says of a refusal. */
function refusals({ log }: LocalNetwork): unknown[] {
  return log.filter(({ msg }) => msg === 'link refused').map(({ reason }) => reason)
}

async function fingerprintOf({ data }: LocalNetwork): Promise<string> {
  const pem = await readFile(join(data, 'tls', 'cert.pem'))
  return new X509Certificate(pem).fingerprint256
}

/** As `openssl pkey -pubin -outform der | sha256sum` has it. */
async function keyPinOf({ data }: LocalNetwork): Promise<string> {
  const { publicKey } = new X509Certificate(await readFile(join(data, 'tls', 'cert.pem')))
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return `SPKI:SHA2-256:${createHash('sha256').update(der).digest('hex').toUpperCase()}`
}

test('people on two servers talk, and see each other leave when the wire is cut', async () => {
  await using first = await startOwn({ ...a, links: [{ name: b.name, dialect }] })
  await using second = await startOwn({
    ...b,
    links: [{ name: a.name, port: first.irc.port, dialect }],
  })
  const ann = await Someone.enters(first.irc.port, 'ann', 'message-tags', 'server-time')
  const bob = await Someone.enters(second.irc.port, 'bob', 'message-tags', 'server-time')
  await sees(ann, 'bob')
  await ann.asks('JOIN #tea')
  bob.send('JOIN #tea')
  await ann.hears(/bob!\S+ JOIN #tea/)
  ann.send('@+typing=active PRIVMSG #tea :milk?')
  const heard = await bob.hears(/PRIVMSG #tea :milk\?/)
  assert.match(heard, /\+typing=active/)
  assert.match(heard, /msgid=\S+/)
  bob.send('NICK bobby', 'PRIVMSG ann :psst')
  await ann.hears(/NICK bobby/)
  await ann.hears(/PRIVMSG ann :psst/)
  assert.deepEqual(
    (await bob.asks('MAP')).filter((line) => / 015 /.test(line)).map((line) => line.slice(-20)),
    [':b.test [1BB], 1 users', ':`- a.test [1AA], 1 users'].map((line) => line.slice(-20)),
  )
  await second[Symbol.asyncDispose]()
  await ann.hears(/bobby!\S+ QUIT :a\.test b\.test/)
})

test('a server dials over TLS, and both ends compare certificates', async () => {
  const links = [{ name: b.name, dialect, pins: ['00'.repeat(32)] }]
  await using first = await startOwn({ ...a, links })
  const pin = await fingerprintOf(first)
  const dial = (pins: string[]) => ({
    ...b,
    links: [
      {
        name: a.name,
        dialect,
        address: `tls:127.0.0.1:${first.ircTls.port}`,
        autoconnect: true,
        pins,
      },
    ],
  })
  {
    await using wrong = await startOwn(dial(['11'.repeat(32)]))
    await tells(wrong, 'link failed')
    assert.match(
      linkLog(wrong),
      /its certificate is not one of those pinned \(SHA-256 [0-9a-f]{64}, spki:[0-9a-f]{64}\)/,
    )
    assert.deepEqual(refusals(first), [])
  }
  await using second = await startOwn(dial(['22'.repeat(32), pin]))
  await tells(first, 'link refused')
  assert.deepEqual(refusals(first), ['Invalid fingerprint.'])
  assert.ok(!linkLog(second).includes('link up'))
})

test('over TLS with the right certificates at both ends the link is up', async () => {
  await using probe = await startOwn({ ...b, links: [] })
  await using first = await startOwn({
    ...a,
    links: [{ name: b.name, dialect, pins: [await keyPinOf(probe)] }],
  })
  const address = `tls:127.0.0.1:${first.ircTls.port}`
  const pins = ['33'.repeat(32), await keyPinOf(first)]
  const links = [{ name: a.name, dialect, address, autoconnect: true, pins }]
  const tls = { cert: join(probe.data, 'tls', 'cert.pem'), key: join(probe.data, 'tls', 'key.pem') }
  await using second = await startOwn({ ...b, links, settings: { tls } })
  await tells(second, 'link up')
  await tells(first, 'link up')
})

test('who does not belong is refused, and the log says why without saying passwords', async () => {
  await using own = await startOwn({
    links: [
      { name: 'peer.test' },
      { name: 'far.test', from: ['192.0.2.0/24'] },
      { name: 'ours.test', dialect },
    ],
  })
  const cases: [object, string][] = [
    [{ name: 'stranger.test' }, 'Invalid servername.'],
    [{ name: 'far.test' }, 'Invalid host.'],
    [{ password: 'guessed-wrong' }, 'Invalid credentials.'],
    [{ caps: 'QS ENCAP' }, 'Missing required CAPABs (EX IE)'],
    [{ sid: 'abc' }, 'Invalid SID.'],
    [{ sid: '1CA' }, 'SID already exists.'],
    [{ name: 'ours.test' }, 'It speaks solanum, and the configuration says causerie'],
  ]
  for (const [script, reason] of cases) {
    const peer = await ScriptedPeer.dial(own.irc.port, script)
    peer.greet()
    await peer.hears(
      RegExp(`^ERROR :Closing Link: 127\\.0\\.0\\.1 \\(${reason.replace(/[().]/g, '\\$&')}\\)`),
    )
    await peer.line.ends()
  }
  assert.deepEqual(
    refusals(own),
    cases.map(([, reason]) => reason),
  )
  const log = JSON.stringify(own.log)
  assert.ok(!log.includes('guessed-wrong') && !log.includes('linkpass'))
  const first = await ScriptedPeer.dial(own.irc.port)
  await first.links()
  const second = await ScriptedPeer.dial(own.irc.port, { sid: '9PB' })
  second.greet()
  await second.hears(/ERROR :.*\(Server already exists\.\)/)
})

test('a server that compares names otherwise is refused', async () => {
  const ascii = { network: { casemapping: 'ascii' } }
  const links = [{ name: 'peer.test' }, { name: b.name }]
  await using own = await startOwn({ links, settings: ascii })
  const peer = await ScriptedPeer.dial(own.irc.port)
  peer.greet()
  await peer.hears(/ERROR :.*\(Casemapping conflict: rfc1459 there, ascii here\)/)
  const rfc = { network: { casemapping: 'rfc1459' } }
  const dialled = [{ name: 'irc.test', port: own.irc.port, dialect }]
  await using other = await startOwn({ ...b, links: dialled, settings: rfc })
  await tells(other, 'link failed')
  assert.match(linkLog(other), /Casemapping conflict: rfc1459 there, ascii here/)
})

test('a server whose clock is wrong is refused', async () => {
  await using door = await ScriptedDoor.open()
  await using own = await startOwn({ links: [{ name: 'peer.test', port: door.port }] })
  const peer = new ScriptedPeer(await door.next())
  peer.greet()
  await peer.hears(/^SERVER /)
  peer.send(`SVINFO 6 6 0 :${now() - 3600}`)
  await peer.line.ends()
  assert.match(peer.line.heard.join('\n'), /clocks differ by 36\d\d seconds/)
  await tells(own, 'link ended')
  assert.match(linkLog(own), /"link clock"/)
})

/** Writes other links into the configuration of a server. */
async function relink({ data }: SpawnedNetwork, ...links: LinkOptions[]): Promise<void> {
  const file = join(data, 'test.toml')
  const config = parse(await readFile(file, 'utf8'))
  await writeFile(file, stringify({ ...config, link: links.map(linkTo) }))
}

test('two servers that dial each other at once are linked once', async () => {
  await using first = await spawnNetwork({ settings: ownSettings({ ...a, links: [] }) })
  await using second = await spawnNetwork({ settings: ownSettings({ ...b, links: [] }) })
  await relink(first, { name: b.name, port: second.irc.port, dialect })
  await relink(second, { name: a.name, port: first.irc.port, dialect })
  await Promise.all([first.restart(), second.restart()])
  const ann = await Someone.enters(first.irc.port, 'ann')
  const bob = await Someone.enters(second.irc.port, 'bob')
  await sees(ann, 'bob')
  await sees(bob, 'ann')
  await first.kill('SIGKILL')
  await until(
    'the split',
    async () => !(await bob.asks('LINKS')).some((line) => line.includes('a.test b.test')),
  )
  await first.restart()
  const again = await Someone.enters(first.irc.port, 'ann')
  await sees(again, 'bob')
})

test('a link that is written down while the server runs is taken with SIGHUP', async () => {
  await using first = await spawnNetwork({ settings: ownSettings({ ...a, links: [] }) })
  await using second = await startOwn({ ...b, links: [{ name: a.name, dialect }] })
  const ann = await Someone.enters(first.irc.port, 'ann')
  await Someone.enters(second.irc.port, 'bob')
  await relink(first, { name: b.name, port: second.irc.port, dialect })
  process.kill(first.pid, 'SIGHUP')
  await sees(ann, 'bob')
})
