import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Config, ConfigError, loadConfig, parseConfig } from '#host/config.ts'

const example = await readFile(new URL('../../causerie.example.toml', import.meta.url), 'utf8')

function parsed(text: string): Config {
  return parseConfig(text, 'my.toml', '/etc/causerie')
}

function problems(text: string): readonly string[] {
  try {
    parsed(text)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

test('the example says nothing, and without its comment signs exactly the defaults', () => {
  const defaults = parsed('')
  assert.deepEqual(parsed(example), defaults)
  const all = example.replace(/^# (\w+ = )/gm, '$1')
  assert.deepEqual(parsed(all), defaults)
  assert.deepEqual(JSON.stringify(parsed(all)), JSON.stringify(defaults))
})

test('the example names every key', () => {
  const { store, ...raw } = JSON.parse(JSON.stringify(parsed('')), (_, value) =>
    value?.kind ? value.kind : value,
  )
  const sections = Object.entries(raw).filter(([, value]) => typeof value === 'object')
  for (const [section, keys] of sections) {
    const text = example.slice(example.indexOf(`[${section}]`))
    for (const [key, value] of Object.entries(keys as object)) {
      assert.match(text, RegExp(`\\[${section}\\.${key}\\]|# ${key} = `))
      if (typeof value !== 'object' || Array.isArray(value)) continue
      for (const inner of Object.keys(value)) assert.match(text, RegExp(`# ${inner} = `))
    }
  }
  assert.match(example, /# address = "sqlite:/)
})

test('sizes, durations, addresses and paths are read', () => {
  const config = parsed(`
    data = "state"
    [ircd]
    listen = ["tcp:[::1]:0"]
    sendq = "1.5 MiB"
    ping = "90s"
    motd = """
one
two
"""
    [ircd.history]
    keep = "7d"
    [log]
    file = "/var/log/causerie.log"
  `)
  assert.equal(config.data, '/etc/causerie/state')
  assert.equal(config.store.address, 'sqlite:/etc/causerie/state')
  assert.deepEqual(config.ircd.listen, [{ kind: 'tcp', host: '::1', port: 0 }])
  assert.equal(config.ircd.sendq, 1_572_864)
  assert.equal(config.ircd.ping, 90_000)
  assert.equal(config.ircd.history.keep, 7 * 86_400_000)
  assert.equal(parsed('').ircd.history.keep, 0)
  assert.deepEqual(config.ircd.motd, ['one', 'two'])
  assert.equal(config.log.file, '/var/log/causerie.log')
})

test('everything that is wrong is said at once, with file, line, key and what is allowed', () => {
  const text = `dat = 1
[netwrok]
[ircd]
listen = ["tcp:1", 5]
sendq = "1MB"
motd = """
ping = 4
"""
pingg = 4
clients-max = 3
[limits]
nick = 3
[ircd.history]
keep = 3
[log]
level = "loud"
`
  assert.deepEqual(problems(text), [
    'my.toml:1: dat: there is no such key; did you mean data?',
    'my.toml:2: netwrok: there is no such key; did you mean network?',
    'my.toml:4: ircd.listen[0]: "tcp:1" is not an address: the port is missing',
    'my.toml:4: ircd.listen[1]: must be an address in quotes',
    'my.toml:5: ircd.sendq: must be a size from "16KiB" to "1GiB" (units: B, KiB, MiB, GiB)',
    'my.toml:9: ircd.pingg: there is no such key; did you mean ping?',
    'my.toml:10: ircd.clients-max: there is no such key; did you mean clients_max?',
    'my.toml:12: limits.nick: must be a whole number from 9 to 64',
    'my.toml:14: ircd.history.keep: must be "forever", or a duration of at least "1h" (units: h, d)',
    'my.toml:16: log.level: must be one of "trace", "debug", "info", "warn", "error", "fatal"',
  ])
})

test('what is wrong in a list of sections is said of the right one, with what is allowed', () => {
  const text = `[[oper]]
name = "ann"
pasword = "x"
[[oper]]
name = "b c"
fingerprints = ["${'a'.repeat(64)}"]
colour = "red"
[[ircd.history.channels]]
name = "#tea"
keep = "7 weeks"
`
  const found = problems(text)
  assert.equal(found[0], 'my.toml:3: oper[0].pasword: there is no such key; did you mean password?')
  assert.match(found[1]!, /^my\.toml:5: oper\[1\]\.name: must be a word/)
  assert.match(found[2]!, /^my\.toml:7: oper\[1\]\.colour: .* allowed are name, password, /)
  assert.match(found[3]!, /^my\.toml:10: ircd\.history\.channels\[0\]\.keep: must be a duration/)
  const powerless = '[[oper]]\nname = "ann"\nfingerprints = ["FP"]\n[[oper]]\nname = "bob"'
  assert.deepEqual(problems(powerless.replace('FP', 'a'.repeat(64))), [
    'my.toml:4: oper[1]: bob needs a password or fingerprints',
  ])
})

test('other mistakes are refused with what is allowed', () => {
  const wrong: [string, RegExp][] = [
    ['[server]\nname = "localhost"', /^my\.toml:2: server\.name: .* at least one dot/],
    ['[server]\nsid = "abc"', /as "1CA"/],
    ['[network]\nname = "my net"', /without spaces/],
    ['network = 5', /^my\.toml:1: network: must be a section$/],
    ['server.sid = 7', /^my\.toml:1: server\.sid: /],
    ['[webgate]\ntrusted_proxies = ["10.0.0.0/33"]', /trusted_proxies\[0\]: must be an IP address/],
    ['[webgate]\norigins = ["chat.example"]', /must be an origin/],
    ['[webgate]\norigins = "x"', /must be a list/],
    ['[webgate]\ncolour = "red"', /no such key; allowed are listen, upstream/],
    ['[store]\naddress = "mysql:x"', /"sqlite:" and a directory/],
    ['[tls]\ncert = "a.pem"', /^my\.toml:2: tls\.cert: needs cert and key, or neither$/],
    ['[ircd]\nmotd = "a"\nmotd_file = "b"', /^my\.toml:3: ircd\.motd_file: there is a motd/],
    ['[ircd]\nmotd_file = "b"', /my\.toml:2: .* cannot read \/etc\/causerie\/b: there is no such/],
    ['[ircd]\nregistration = "yes"', /must be true or false/],
    ['[ircd\nregistration = true', /^my\.toml:1: not valid TOML: /],
    ['a = 1\na = 2', /^my\.toml:2: not valid TOML: /],
  ]
  for (const [text, why] of wrong) {
    const [problem = '', ...more] = problems(text)
    assert.match(problem, why)
    assert.deepEqual(more, [])
  }
})

test('a file is read with its own directory as the base; a missing one is one line', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'causerie-'))
  t.after(() => rm(dir, { recursive: true }))
  const file = join(dir, 'causerie.toml')
  await writeFile(join(dir, 'motd.txt'), 'Welcome\r\n\r\nto tea\n')
  await writeFile(file, 'data = "kept"\n[ircd]\nmotd_file = "motd.txt"\n')
  const config = loadConfig(file)
  assert.equal(config.data, join(dir, 'kept'))
  assert.deepEqual(config.ircd.motd, ['Welcome', '', 'to tea'])
  const missing = join(dir, 'no.toml')
  assert.throws(() => loadConfig(missing), {
    name: 'ConfigError',
    message: `${missing}: cannot read ${missing}: there is no such file`,
  })
  assert.equal(loadConfig().data, join(process.cwd(), 'data'))
})

const terms = 'send_password = "s3nd"\naccept_password = "t4ke"\n'

test('a linked server of another kind sets what names are compared by, and how long they are', () => {
  const links = (dialect: string, casemapping = '') =>
    parsed(`${casemapping}[[link]]\nname = "hub.example.org"\ndialect = "${dialect}"\n${terms}`)
  const ours = links('causerie')
  assert.deepEqual([ours.network.casemapping, ours.limits.nick, ours.notes], ['ascii', 32, []])
  const hybrid = links('hybrid')
  assert.equal(hybrid.network.casemapping, 'ascii')
  const { nick, user, channel, topic } = hybrid.limits
  assert.deepEqual([nick, user, channel, topic], [30, 10, 50, 300])
  const solanum = links('solanum')
  assert.equal(solanum.network.casemapping, 'rfc1459')
  assert.equal(
    solanum.notes[0],
    'network.casemapping is "rfc1459", because hub.example.org is, or may be, another kind of server',
  )
  assert.match(hybrid.notes.join('\n'), /limits\.nick is 30, because hub/)
  assert.equal(solanum.limits.topic, 390)
  const between = links('hybrid', 'network.casemapping = "rfc1459"\n')
  assert.match(between.notes[0]!, /^hub\.example\.org compares names by ascii/)
  assert.equal(links('auto').network.casemapping, 'rfc1459')
  const insisting = links('auto', 'network.casemapping = "ascii"\n')
  assert.deepEqual([insisting.network.casemapping, insisting.limits.nick], ['ascii', 30])
})

test('what is wrong with a link is said of the right one', () => {
  const wrong: [string, RegExp][] = [
    ['name = "hub"', /^my\.toml:2: link\[0\]\.name: must be a host name with at least one dot/],
    ['name = "irc.causerie.localhost"', /^my\.toml:2: link\[0\]\.name: this is the server itself/],
    ['name = "a.b"\nautoconnect = true', /^my\.toml:3: link\[0\]\.autoconnect: needs an address/],
    ['name = "a.b"\naddress = "tcp:192.0.2.1:6667"', /address: must be tls:, or say plain = true/],
    ['name = "a.b"\naddress = "inproc:ircd"', /address: must be tcp:, tls: or unix:/],
    [
      'name = "a.b"\npins = ["aa:bb"]',
      /link\[0\]\.pins\[0\]: must be the SHA-256 of a certificate/,
    ],
    ['name = "a.b"\nhub = ["a b"]', /hub\[0\]: must be a server name or a pattern/],
    ['name = "a.b"\ndialect = "p10"', /dialect: must be one of "auto", "causerie"/],
  ]
  for (const [text, why] of wrong) assert.match(problems(`[[link]]\n${text}\n${terms}`)[0]!, why)
  assert.match(
    problems('[[link]]\nname = "a.b"')[0]!,
    /link\[0\]\.send_password: must be a password/,
  )
  const spaced = `[[link]]\nname = "a.b"\n${terms.replace('s3nd', 'a:b')}`
  assert.match(problems(spaced)[0]!, /send_password: must be a password/)
  const twice = `[[link]]\nname = "a.b"\n${terms}[[link]]\nname = "A.B"\n${terms}`
  assert.deepEqual(problems(twice), ['my.toml:6: link[1].name: A.B stands there twice'])
  const ascii = `network.casemapping = "ascii"\n[[link]]\nname = "a.b"\ndialect = "solanum"\n${terms}`
  assert.deepEqual(problems(ascii), [
    'my.toml:4: link[0].dialect: a.b needs network.casemapping = "rfc1459"',
  ])
})

test('pins are read with colons or without', () => {
  const pins = [Array(32).fill('AB').join(':'), '0'.repeat(64), `spki:${'1'.repeat(64)}`]
  const { link } = parsed(`[[link]]\nname = "a.b"\npins = ${JSON.stringify(pins)}\n${terms}`)
  assert.deepEqual(link[0]!.pins, pins)
})

test('accounts that several servers have are decided in one place, which links reach', () => {
  const authority = '[accounts]\nauthority = "hub.test"\n'
  const link = (more: string) =>
    `${authority}[[link]]\nname = "hub.test"\ndialect = "causerie"\n${terms}\n${more}`
  const pin = `pins = ["${'ab'.repeat(32)}"]`
  assert.deepEqual(parsed(link(pin)).notes, [])
  assert.match(parsed(link('')).notes.join(), /^hub\.test has no pins: it gets none of/)
  assert.throws(() => parsed(authority), /accounts\.authority: needs a \[\[link\]\]/)
  assert.throws(() => parsed(link('services = true')), /accounts are those of hub\.test/)
  assert.throws(() => parsed(link('shared_accounts = true')), /on one store with hub\.test/)
  assert.doesNotThrow(() => parsed(`[server]\nname = "hub.test"\n${authority}`))
})

test('where services are linked accounts are theirs', () => {
  const config = parsed(`[[link]]\nname = "services.test"\nservices = true\n${terms}`)
  assert.deepEqual([config.services.enabled, config.ircd.registration], [false, false])
  assert.match(config.notes.at(-1)!, /because accounts are those of services\.test$/)
  assert.equal(config.accounts.nick_protection, 'off')
})
