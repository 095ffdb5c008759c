/** Clients that people really use, unmodified: their own log files are the proof. */
import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { demand, skipWithout } from '../clients/programs.ts'
import { password, type Stage, stage } from './stage.ts'

/** What a running client is to the test. */
interface Client {
  /** The file in which it logs #tea. */
  log: string
  start(): Promise<void>
  /** Ends it without a word. */
  kill(): Promise<void>
}

type Make = (dir: string, port: number) => Promise<Client>

const kinds: [name: string, programs: string[], make: Make][] = [
  ['weechat-headless', ['weechat-headless'], weechat],
  ['irssi', ['irssi', 'tmux'], irssi],
]

for (const [name, programs, make] of kinds) {
  const skip = skipWithout(...programs)
  const title = `${name} gets each line once and in order, through kills and broken connections`
  test(title, { skip, timeout: 60_000 }, async () => {
    demand(...programs)
    const dir = await mkdtemp(join(tmpdir(), 'causerie-client-'))
    await using s = await stage({ tcp: true, pace: { muteMs: 20_000 } })
    const client = await make(dir, s.port)
    try {
      await absence(s, client)
    } finally {
      await client.kill()
      await rm(dir, { recursive: true, force: true, maxRetries: 5 })
    }
  })
}

/** Lines come while the client is there, while it is gone, and while the bouncer restarts. */
async function absence(s: Stage, client: Client): Promise<void> {
  let said = 0
  const say = (count: number) => {
    for (let n = 0; n < count; n++) s.network.says(`:bob!b@h PRIVMSG #tea :line ${++said}.`)
  }
  await client.start()
  await s.network.hears(/^JOIN #tea/)
  await logged(client, (log) => /alice|tea/.test(log.join('\n')))
  say(30)
  await logged(client, (log) => log.length === said)
  await acknowledged(s)
  await client.kill()
  say(700)
  await sleep(50)
  await client.start()
  await logged(client, (log) => log.length >= said)
  say(5)
  await logged(client, (log) => log.length >= said)
  await acknowledged(s)
  await s.restart()
  await client.kill()
  await s.network.hears(/^JOIN #tea/)
  await sleep(50)
  say(60)
  await client.start()
  await logged(client, (log) => log.length >= said)
  await sleep(100)
  const expected = Array.from({ length: said }, (_, at) => `line ${at + 1}.`)
  assert.deepEqual(await linesIn(client), expected)
}

async function linesIn(client: Client): Promise<string[]> {
  const text = await readFile(client.log, 'utf8').catch(() => '')
  return text.match(/line \d+\./g) ?? []
}

async function logged(client: Client, done: (lines: string[]) => boolean): Promise<void> {
  for (let tries = 0; tries < 1_000; tries++) {
    const lines = await linesIn(client)
    if (done(lines)) return
    const text = await readFile(client.log, 'utf8').catch(() => '')
    if (tries < 900 && lines.length === 0 && done([text])) return
    await sleep(20)
  }
  assert.fail(`the client logged: ${await readFile(client.log, 'utf8').catch(() => 'nothing')}`)
}

/** The client has answered for all that it was sent. */
async function acknowledged(s: Stage): Promise<void> {
  const last = await s.store.log.lastSeq('user/alice')
  for (let tries = 0; tries < 250; tries++) {
    const cursors = await s.store.cursors.list('alice/')
    if (cursors.every(([, { seq }]) => seq >= last)) return
    await sleep(20)
  }
  assert.fail(`acknowledged: ${JSON.stringify(await s.store.cursors.list())} of ${last}`)
}

async function weechat(dir: string, port: number): Promise<Client> {
  const commands = [
    '/set logger.file.flush_delay 0',
    `/server add home 127.0.0.1/${port} -notls`,
    `/set irc.server.home.password "alice@weechat:${password}"`,
    '/set irc.server.home.nicks "alice"',
    '/set irc.server.home.autojoin "#tea"',
    '/connect home',
  ]
  let child: ChildProcess | undefined
  return {
    log: join(dir, 'logs', 'irc.home.#tea.weechatlog'),
    async start() {
      const args = commands.flatMap((command) => ['-r', command])
      const env = { ...process.env, HOME: dir }
      child = spawn('weechat-headless', ['--dir', dir, ...args], { stdio: 'ignore', env })
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

async function irssi(dir: string, port: number): Promise<Client> {
  const logs = join(dir, 'logs')
  await mkdir(logs)
  await writeFile(join(dir, 'config'), irssiConfig(port, logs))
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-S', join(dir, 'tmux'), '-f', '/dev/null', ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
    })
  let pid: number | undefined
  return {
    log: join(logs, '#tea.log'),
    async start() {
      const run = ['irssi', '--home', dir]
      tmux('new-session', '-d', '-s', 'client', '-x', '100', '-y', '30', ...run)
      pid = Number(tmux('list-panes', '-t', 'client', '-F', '#{pane_pid}'))
    },
    async kill() {
      if (pid === undefined) return
      process.kill(pid, 'SIGKILL')
      pid = undefined
      // The session, and with it tmux, ends with its only program.
      await sleep(100)
    },
  }
}

function irssiConfig(port: number, logs: string): string {
  return `
servers = ({ address = "127.0.0.1"; port = "${port}"; chatnet = "home"; use_tls = "no";
  password = "alice@irssi:${password}"; autoconnect = "yes"; });
chatnets = { home = { type = "IRC"; nick = "alice"; }; };
channels = ({ name = "#tea"; chatnet = "home"; autojoin = "yes"; });
settings = {
  core = { real_name = "Alice"; user_name = "alice"; nick = "alice";
    log_timestamp = "%H:%M:%S "; };
  "fe-common/core" = { autolog = "yes"; autolog_path = "${logs}/$0.log"; };
  "irc/core" = { cmds_max_at_once = "50"; cmd_queue_speed = "10msec"; };
};
`
}
