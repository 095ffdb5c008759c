/** irssi on a screen of its own: typed to through tmux, read in the files of its autolog. */
import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { until } from '../until.ts'
import { datedLines } from './dated-lines.ts'
import type { Logged, Person, Place } from './person.ts'

const run = promisify(execFile)

export class Irssi implements Person {
  readonly name: string
  readonly #directory: string
  readonly #place: Place
  #pid: number | undefined

  /** @param directory its home, which is the test's to remove */
  constructor(name: string, directory: string, place: Place) {
    this.name = name
    this.#directory = directory
    this.#place = place
  }

  async start(): Promise<void> {
    const before = (await this.log()).length
    await mkdir(join(this.#directory, 'logs'), { recursive: true })
    await writeFile(join(this.#directory, 'config'), this.#config())
    const environment = ['TZ=UTC', 'LC_ALL=C.UTF-8', `HOME=${this.#directory}`]
    const command = ['env', ...environment, 'irssi', '--home', this.#directory]
    await this.#tmux('new-session', '-d', '-s', 'irssi', '-x', '120', '-y', '30', ...command)
    this.#pid = Number(await this.#tmux('list-panes', '-t', 'irssi', '-F', '#{pane_pid}'))
    const joined = ({ text }: Logged) => text.includes(`has joined ${this.#place.channel}`)
    await until(
      `${this.name} to join`,
      async () => (await this.log()).slice(before).some(joined),
      30_000,
    )
  }

  say(text: string): Promise<void> {
    return this.#type(`/msg ${this.#place.channel} ${text}`)
  }

  act(text: string): Promise<void> {
    return this.#type(`/action ${this.#place.channel} ${text}`)
  }

  rename(nick: string): Promise<void> {
    return this.#type(`/nick ${nick}`)
  }

  setTopic(text: string): Promise<void> {
    return this.#type(`/topic ${this.#place.channel} ${text}`)
  }

  async log(): Promise<Logged[]> {
    const file = join(this.#directory, 'logs', `${this.#place.channel}.log`)
    return datedLines(await readFile(file, 'utf8').catch(() => ''))
  }

  async quit(): Promise<void> {
    await this.#type('/quit')
    await until(`${this.name} to end`, () => !this.#lives)
    await this.#ended()
  }

  async kill(): Promise<void> {
    if (this.#lives) process.kill(this.#pid!, 'SIGKILL')
    await this.#ended()
  }

  get #lives(): boolean {
    try {
      return this.#pid !== undefined && process.kill(this.#pid, 0)
    } catch {
      return false
    }
  }

  /** The screen ends with its only program, a moment later. */
  async #ended(): Promise<void> {
    if (this.#pid === undefined) return
    this.#pid = undefined
    const gone = () =>
      this.#tmux('has-session').then(
        () => false,
        () => true,
      )
    await until('tmux to end', gone)
  }

  async #type(text: string): Promise<void> {
    await this.#tmux('send-keys', '-t', 'irssi', '-l', '--', text)
    await this.#tmux('send-keys', '-t', 'irssi', 'Enter')
  }

  async #tmux(...words: string[]): Promise<string> {
    const own = ['-u', '-S', join(this.#directory, 'tmux'), '-f', '/dev/null']
    const { stdout } = await run('tmux', [...own, ...words])
    return stdout
  }

  #config(): string {
    const { host, port, nick, channel, login } = this.#place
    const sasl = login
      ? `sasl_mechanism = "PLAIN"; sasl_username = "${login.account}"; ` +
        `sasl_password = "${login.password}";`
      : ''
    return `
servers = ({ address = "${host}"; port = "${port}"; chatnet = "home"; use_tls = "no";
  autoconnect = "yes"; });
chatnets = { home = { type = "IRC"; nick = "${nick}"; ${sasl} }; };
channels = ({ name = "${channel}"; chatnet = "home"; autojoin = "yes"; });
settings = {
  core = { real_name = "${nick}"; user_name = "${nick}"; nick = "${nick}";
    log_timestamp = "%Y-%m-%d %H:%M:%S "; server_reconnect_time = "1sec"; };
  "fe-common/core" = { autolog = "yes"; autolog_path = "${this.#directory}/logs/$0.log";
    term_charset = "UTF-8"; };
  "fe-text" = { paste_detect_time = "0"; };
  "irc/core" = { cmds_max_at_once = "100"; cmd_queue_speed = "10msec"; };
};
`
  }
}
