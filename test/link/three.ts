/**
 * Three servers of ours in a row, as processes, with people on each, one of them behind a bouncer. The
 * wire between the first two is cut while everybody talks, and put together again.
 */
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { format, parse } from '#wire/message.ts'
import { Chance } from '../chance.ts'
import { WeeChat } from '../clients/weechat.ts'
import { type SpawnedNetwork, spawnNetwork } from '../network.ts'
import { until } from '../until.ts'
import { DelayProxy } from './delay-proxy.ts'
import { type LinkOptions, ownSettings } from './own.ts'
import { Someone } from './someone.ts'

export const channel = '#tea'
export const password = 'correct horse'

const caps = [
  ...['batch', 'message-tags', 'server-time', 'echo-message', 'standard-replies'],
  ...['draft/chathistory', 'draft/event-playback', 'draft/message-redaction'],
  'draft/account-registration',
]
/** A machine that runs all other tests as well. */
export const patienceMs = 90_000
const pageRows = 100
const pauseMs = 40

/** One server, with somebody who asks it. */
export interface Site {
  network: SpawnedNetwork
  asker: Someone
  weechat: WeeChat
}

export class Three implements AsyncDisposable {
  readonly sites: [Site, Site, Site]
  readonly proxy: DelayProxy
  /** All that was said in the channel, by its text, which is like no other's. */
  readonly said: { text: string; site: number; apart: boolean }[] = []
  isApart = false

  /** @param home where WeeChat may write */
  static async open(home: string): Promise<Three> {
    const a = await site('a', [{ name: 'b.test', hub: ['*'] }])
    const proxy = await DelayProxy.open(a.irc.port, new Chance(1))
    const b = await site('b', [
      { name: 'a.test', port: proxy.port, hub: ['*'] },
      { name: 'c.test', hub: ['*'] },
    ])
    const c = await site('c', [{ name: 'b.test', port: b.irc.port, hub: ['*'] }])
    const sites: Site[] = []
    for (const [i, network] of [a, b, c].entries()) {
      const asker = await Someone.enters(network.irc.port, `ask${i}`, ...caps)
      const directory = join(home, `w${i}`)
      await mkdir(directory)
      const weechat = new WeeChat(`wee${i}`, directory, {
        ...network.irc,
        channel,
        nick: `wee${i}`,
      })
      sites.push({ network, asker, weechat })
    }
    const three = new Three(sites as [Site, Site, Site], proxy)
    try {
      await three.meet()
    } catch (error) {
      await three[Symbol.asyncDispose]()
      throw error
    }
    return three
  }

  constructor(sites: [Site, Site, Site], proxy: DelayProxy) {
    this.sites = sites
    this.proxy = proxy
  }

  /** Settles when each knows of all, and everybody is in the channel. */
  async meet(): Promise<void> {
    for (const { asker } of this.sites) {
      await until(
        () => `${asker.nick} to see three servers`,
        async () => (await asker.asks('LINKS')).filter((line) => / 364 /.test(line)).length === 3,
        patienceMs,
      )
    }
    for (const { asker, weechat } of this.sites) {
      await asker.asks(`JOIN ${channel}`)
      await weechat.start()
    }
    await this.seesAll(6)
  }

  /** Settles when every server has so many members. */
  async seesAll(count: number): Promise<void> {
    for (const { asker } of this.sites) {
      await until(
        () => `${asker.nick} to see ${count} members`,
        async () => (await members(asker)).length === count,
        patienceMs,
      )
    }
  }

  say(site: number, text: string): void {
    this.said.push({ text, site, apart: this.isApart })
    this.sites[site]!.asker.send(`PRIVMSG ${channel} :${text}`)
  }

  async type(site: number, text: string): Promise<void> {
    this.said.push({ text, site, apart: this.isApart })
    await this.sites[site]!.weechat.say(text)
  }

  /** Everybody talks, for so long. */
  async talk(word: string, ms: number): Promise<void> {
    const end = Date.now() + ms
    for (let n = 0; n < 2 || Date.now() < end; n++) {
      for (const i of [0, 1, 2]) {
        this.say(i, `${word} ${n} of ask${i}`)
        if (n % 10 === 0) await this.type(i, `${word} ${n} of wee${i}`)
      }
      await sleep(pauseMs)
    }
  }

  async cut(): Promise<void> {
    this.proxy.cut()
    this.isApart = true
    await this.sites[0].asker.hears(/ask1!\S+ QUIT :/)
    for (const i of [1, 2]) await this.sites[i]!.asker.hears(/ask0!\S+ QUIT :/)
  }

  async heal(): Promise<void> {
    this.proxy.heal()
    for (const { asker } of this.sites) {
      const other = asker.nick === 'ask0' ? 'ask1' : 'ask0'
      await until(
        () => `${asker.nick} to see ${other}`,
        async () => (await members(asker)).some((member) => member.endsWith(other)),
        patienceMs,
      )
    }
    this.isApart = false
  }

  /** Settles when all three say the same of the channel. @returns its history. */
  async isOne(): Promise<string[]> {
    let views: string[] = []
    const same = async () => {
      views = await Promise.all(this.sites.map(({ asker }) => view(asker)))
      return views.every((each) => each === views[0])
    }
    const log = () => this.sites.flatMap(({ network }) => healingIn(network.output)).join('\n')
    await until(() => `three equal views: ${differing(views)}\n${log()}`, same, patienceMs)
    return historyOf(this.sites[0].asker)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.sites.map(({ weechat }) => weechat.kill()))
    for (const { asker } of this.sites) asker.leaves()
    await Promise.allSettled(this.sites.map(({ network }) => network[Symbol.asyncDispose]()))
    await this.proxy[Symbol.asyncDispose]()
  }
}

function site(letter: string, links: LinkOptions[]): Promise<SpawnedNetwork> {
  const settings = { ircd: { registration: true }, accounts: { authority: 'a.test' } }
  const own = links.map((link) => ({ ...link, dialect: 'causerie' }))
  const sid = { a: '1AA', b: '2BB', c: '3CC' }[letter]!
  const name = `${letter}.test`
  return spawnNetwork({ settings: ownSettings({ name, sid, links: own, settings }) })
}

/** What a server says of the channel: who is in it, modes, bans, topic, and its whole past. */
async function view(asker: Someone): Promise<string> {
  const answers = await asker.asks(`MODE ${channel}`, `MODE ${channel} b`, `TOPIC ${channel}`)
  const said = answers.flatMap((line) => {
    const { verb = '', params = [] } = parse(line) ?? {}
    return ['324', '367', '332', '333'].includes(verb) ? [[verb, ...params.slice(1)].join(' ')] : []
  })
  const inside = (await members(asker)).sort().join(' ')
  return [inside, ...said, ...(await historyOf(asker))].join('\n')
}

async function members(asker: Someone): Promise<string[]> {
  const lines = (await asker.asks(`NAMES ${channel}`)).filter((line) => / 353 /.test(line))
  return lines.flatMap((line) => (parse(line)?.params.at(-1) ?? '').split(' ').filter(Boolean))
}

/** All rows, oldest first, without the batches that they came in. */
export async function historyOf(asker: Someone): Promise<string[]> {
  const pages: string[][] = []
  for (let place = 'LATEST #tea *'; ; ) {
    const answer = await asker.asks(`CHATHISTORY ${place} ${pageRows}`)
    const rows = answer.flatMap((line) => {
      const message = parse(line)
      if (!message?.tags?.delete('batch')) return []
      return [{ id: message.tags.get('msgid'), text: format(message) }]
    })
    pages.unshift(rows.map(({ text }) => text))
    const [first] = rows
    if (!first || rows.length < pageRows) return pages.flat()
    place = `BEFORE #tea msgid=${first.id}`
  }
}

/** What the log of a server says of links and history. */
function healingIn(output: string): string[] {
  return output.split('\n').filter((line) => /link |split|histor|fault|defect/.test(line))
}

function differing(views: string[]): string {
  const [first = '', ...others] = views
  const known = new Set(first.split('\n'))
  return others
    .map((each) => {
      const lines = new Set(each.split('\n'))
      const more = [...lines].filter((line) => !known.has(line))
      const less = [...known].filter((line) => !lines.has(line))
      return `more:\n${more.slice(0, 5).join('\n')}\nless:\n${less.slice(0, 5).join('\n')}`
    })
    .join('\n')
}

/** How often each text is in some lines. */
export function counts(lines: string[], texts: string[]): Map<string, number> {
  const found = new Map(texts.map((text) => [text, 0]))
  for (const line of lines) {
    const text = parse(line)?.verb === 'PRIVMSG' ? parse(line)!.params[1] : undefined
    if (text !== undefined && found.has(text)) found.set(text, found.get(text)! + 1)
  }
  return found
}

export function assertOnce(found: Map<string, number>, who: string): void {
  const wrong = [...found].filter(([, count]) => count !== 1)
  assert.deepEqual(wrong, [], `${who}: not once`)
}
