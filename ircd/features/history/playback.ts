import { type Message, messageFrom } from '#wire/message.ts'
import type { Ask } from '../../core/ask.ts'
import { feature, reaction } from '../../core/feature.ts'
import { quit } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import { accountChanged } from '../connect/login.ts'
import { forgetGuest, forgetRemoved, Marks, ownerOf, windowOf } from './marks.ts'
import { type Readable, readable } from './permission.ts'
import { readPage } from './replay.ts'
import { spoken } from './targets.ts'

const name = '*playback'
/** Windows in one answer. */
const windowsMax = 200

/**
 * COMPAT: clients of ZNC ask for history as they ask its playback module: `PLAY <window|*> [from]
 * [to]`, `LIST [window]` and `CLEAR <window|*>`, with times in seconds. CLEAR hides from PLAY what
 * was said so far, on the shelf `cleared`; CHATHISTORY still has it.
 * https://wiki.znc.in/Playback
 */
export default feature({
  cap: 'znc.in/playback',
  answers: { [name]: command },
  commands: {
    ZNC: {
      help: '*playback <PLAY|LIST|CLEAR> <window|*> [from] [to]\nReads what was said, as ZNC has it.',
      min: 1,
      run(ask, target = '', ...words) {
        if (ask.net.fold(target) === name) return command(ask, words.join(' '))
      },
    },
  },
  preludes: [
    reaction(accountChanged, ({ by }, server) => {
      forgetGuest(clearedOf(server), server, by as User)
    }),
  ],
  reactions: [
    reaction(quit, ({ by }, server) => forgetGuest(clearedOf(server), server, by as User)),
  ],
  accountNews: (news, server) => forgetRemoved(clearedOf(server), news),
  boot: (server) => clearedOf(server).read(),
})

const clearedOf = perServer(
  ({ ports }) => new Marks(ports.shelf('cleared'), (error) => ports.fault(error, 'cleared')),
)

type Part = (ask: Ask, windows: Readable[], times: string[]) => Promise<void>

const parts: Record<string, Part> = { PLAY: play, LIST: list, CLEAR: clear }

async function command(ask: Ask, text: string): Promise<void> {
  const [verb = '', window = '*', ...times] = text.split(' ').filter(Boolean)
  const part = parts[verb.toUpperCase()]
  if (!part) return say(ask, 'Commands: PLAY <window|*> [from] [to], LIST, CLEAR <window|*>')
  try {
    await part(ask, await windowsOf(ask, window), times)
  } catch (error) {
    ask.server.ports.fault(error, 'reading history')
    say(ask, 'History cannot be read just now')
  }
}

/** One window by name, several by a list, or all in which anything was said. */
async function windowsOf(ask: Ask, wanted: string): Promise<Readable[]> {
  const all = { sub: 'TARGETS', from: 0, to: ask.now + 1, limit: windowsMax } as const
  const names =
    wanted === '*'
      ? (await spoken(ask, { ...all, from: all.to, to: 0 })).map((one) => one.name)
      : wanted.split(',').slice(0, windowsMax)
  return names.flatMap((each) => readable(ask, each) ?? [])
}

async function play(ask: Ask, windows: Readable[], times: string[]): Promise<void> {
  const [since = 0, until = ask.now + 1] = times.map(parseSeconds)
  for (const where of windows) {
    const cleared = clearedOf(ask.server).get(ownerOf(ask), windowOf(where)) ?? 0
    // Named backwards, so that the newest are kept where there are too many.
    const { rows } = await readPage(ask, where, {
      sub: 'BETWEEN',
      target: where.name,
      from: { at: until },
      to: { at: Math.max(since, cleared) },
      limit: ask.server.settings.limits.history,
    })
    if (rows.length)
      ask.batch(
        'znc.in/playback',
        [where.name],
        rows.flatMap(({ lines }) => lines),
      )
  }
}

/** For each window the times of its first and its last message. */
async function list(ask: Ask, windows: Readable[]): Promise<void> {
  const { history } = ask.server.ports
  for (const { log, buffer, name: target, from } of windows) {
    const where = { log, buffer, from, events: false }
    const rest = { target, limit: 1 }
    const [first, last] = await Promise.all([
      history.select(where, { sub: 'AFTER', ref: { at: 0 }, ...rest }),
      history.select(where, { sub: 'LATEST', ...rest }),
    ])
    const times = [first, last].flatMap(({ rows }) => rows.map(({ at }) => (at / 1000).toFixed(3)))
    if (times.length) say(ask, [target, ...times].join(' '))
  }
}

async function clear(ask: Ask, windows: Readable[]): Promise<void> {
  for (const where of windows) {
    clearedOf(ask.server).set(ownerOf(ask), windowOf(where), ask.now)
  }
  say(ask, `${windows.length} windows cleared`)
}

function say(ask: Ask, text: string): void {
  ask.say(line(ask, text))
}

function line({ net, user }: Ask, text: string): Message {
  return messageFrom(`${name}!playback@${net.me.name}`, 'PRIVMSG', user.nick, text)
}

function parseSeconds(text: string): number | undefined {
  const at = Math.floor(Number(text) * 1000)
  return Number.isSafeInteger(at) && at >= 0 ? at : undefined
}
