/** WeeChat without a screen: typed to through its fifo, read in the files of its logger. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from '../until.ts'
import { datedLines } from './dated-lines.ts'
import type { Logged, Person, Place } from './person.ts'

const quitMsMax = 10_000

export class WeeChat implements Person {
  readonly name: string
  readonly #directory: string
  readonly #place: Place
  #child: ChildProcess | undefined

  /** @param directory its home, which is the test's to remove */
  constructor(name: string, directory: string, place: Place) {
    this.name = name
    this.#directory = directory
    this.#place = place
  }

  async start(): Promise<void> {
    const before = (await this.log()).length
    const words = this.#settings().flatMap((command) => ['-r', command])
    this.#child = spawn('weechat-headless', ['--dir', this.#directory, ...words], {
      stdio: 'ignore',
      env: { ...process.env, HOME: this.#directory, TZ: 'UTC', LC_ALL: 'C.UTF-8' },
    })
    const joined = ({ text }: Logged) => text.includes(`has joined ${this.#place.channel}`)
    await until(
      `${this.name} to join`,
      async () => (await this.log()).slice(before).some(joined),
      30_000,
    )
  }

  say(text: string): Promise<void> {
    return this.#type(text)
  }

  act(text: string): Promise<void> {
    return this.#type(`/me ${text}`)
  }

  rename(nick: string): Promise<void> {
    return this.#type(`/nick ${nick}`)
  }

  setTopic(text: string): Promise<void> {
    return this.#type(`/topic ${text}`)
  }

  async log(): Promise<Logged[]> {
    const file = join(this.#directory, 'logs', `irc.home.${this.#place.channel}.weechatlog`)
    return datedLines(await readFile(file, 'utf8').catch(() => ''))
  }

  async quit(): Promise<void> {
    const child = this.#child
    if (!child) return
    const gone = once(child, 'exit', { signal: AbortSignal.timeout(quitMsMax) })
    await this.#type('/quit')
    await gone
    this.#child = undefined
  }

  async kill(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  #type(text: string): Promise<void> {
    const fifo = join(this.#directory, `weechat_fifo_${this.#child!.pid}`)
    return writeFile(fifo, `irc.home.${this.#place.channel} *${text}\n`, { flag: 'a' })
  }

  #settings(): string[] {
    const { host, port, nick, channel, login } = this.#place
    const server = (option: string, value: string) => `/set irc.server.home.${option} "${value}"`
    const sasl = login && [
      server('sasl_mechanism', 'plain'),
      server('sasl_username', login.account),
      server('sasl_password', login.password),
    ]
    return [
      '/set logger.file.flush_delay 0',
      `/server add home ${host}/${port} -notls`,
      server('nicks', nick),
      server('autojoin', channel),
      server('anti_flood_prio_high', '0'),
      server('autoreconnect_delay', '1'),
      '/set irc.network.autoreconnect_delay_growing 1',
      ...(sasl ?? []),
      '/connect home',
    ]
  }
}
