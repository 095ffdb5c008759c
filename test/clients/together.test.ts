/** Clients that people really use talk to each other; what each wrote down is the proof. */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startNetwork, type TestNetwork } from '../network.ts'
import { until } from '../until.ts'
import { Framework } from './framework.ts'
import { Irssi } from './irssi.ts'
import { Page } from './page.ts'
import type { Logged, Person } from './person.ts'
import { demand, skipWithout } from './programs.ts'
import { WeeChat } from './weechat.ts'

const programs = ['weechat-headless', 'irssi', 'tmux', 'chromium']
const channel = '#tea'
const password = 'correct horse'

test('WeeChat, irssi, irc-framework and Chromium hear each other once, and miss nothing', {
  skip: skipWithout(...programs),
  timeout: 150_000,
}, async () => {
  demand(...programs)
  const home = await mkdtemp(join(tmpdir(), 'causerie-clients-'))
  await using network = await startNetwork({ store: 'sqlite' })
  const room = await gather(home, network)
  const everybody = Object.values(room)
  try {
    await Promise.all(everybody.map((person) => person.start()))
    await greetings(everybody)
    await changes(room, everybody)
    await absence(room, everybody)
    assert.deepEqual(room.carol.complaints, [])
    const defects = network.log.filter(({ level }) => level === 'error' || level === 'fatal')
    assert.deepEqual(defects, [])
  } finally {
    await Promise.allSettled(everybody.map((person) => person.kill()))
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
})

interface Room {
  fred: Framework
  carol: Page
  /** Connected to the server itself. */
  wanda: WeeChat
  iris: Irssi
  /** Connected through the bouncer. */
  wilma: WeeChat
  igor: Irssi
}

/** Nobody is there yet; fred will be the first, and thereby the channel's operator. */
async function gather(home: string, network: TestNetwork): Promise<Room> {
  const { irc, bouncer, web } = network
  const direct = async (nick: string) => {
    await network.addAccount(nick, password)
    return { ...irc, channel, nick, login: { account: nick, password } }
  }
  const bounced = async (nick: string) => {
    await network.addAccount(nick, password)
    return { ...bouncer, channel, nick, login: { account: `${nick}@laptop`, password } }
  }
  const room = async (name: string) => {
    const directory = join(home, name)
    await mkdir(directory)
    return directory
  }
  return {
    fred: new Framework('fred', { ...irc, channel, nick: 'fred' }),
    carol: new Page('carol', web, channel),
    wanda: new WeeChat('wanda', await room('wanda'), await direct('wanda')),
    iris: new Irssi('iris', await room('iris'), await direct('iris')),
    wilma: new WeeChat('wilma', await room('wilma'), await bounced('wilma')),
    igor: new Irssi('igor', await room('igor'), await bounced('igor')),
  }
}

/** Everybody says something, and does something. */
async function greetings(everybody: Person[]): Promise<void> {
  for (const person of everybody) {
    const text = `Grüße, здравствуйте, 你好 ✓ 🫖 from ${person.name}.`
    await person.say(text)
    await heardByAll(everybody, text)
  }
  for (const person of everybody) {
    const text = `pours ${person.name} another cup ☕`
    await person.act(text)
    await heardByAll(everybody, text)
  }
  for (const person of everybody) {
    const log = (await person.log()).map(({ text }) => text)
    assert.ok(!log.some((text) => /ACTION|\x01|\ufffd/.test(text)), `${person.name}: ${log}`)
  }
}

/** A nick changes here and there, and the topic. */
async function changes({ iris, wilma, carol, fred }: Room, everybody: Person[]): Promise<void> {
  for (const [person, nick] of [
    [iris, 'isolde'],
    [wilma, 'winifred'],
    [carol, 'charlotte'],
  ] as const) {
    await person.rename(nick)
    await until(`all to hear of ${nick}`, () => each(everybody, (log) => count(log, nick) === 1))
    const text = `now as a ${nick.toUpperCase()}`
    await person.say(text)
    await heardByAll(everybody, text)
  }
  const operator = fred
  await operator.setTopic('Tea at five ✓ bring biscuits')
  await heardByAll(everybody, 'Tea at five ✓ bring biscuits')
}

/** Those with a bouncer go to sleep, and read in the morning what they missed. */
async function absence({ wanda, iris, fred, carol, ...away }: Room, everybody: Person[]) {
  const { wilma, igor } = away
  const awake = [wanda, iris, fred, carol]
  await Promise.all([wilma.quit(), igor.quit()])
  const texts = Array.from({ length: 30 }, (_, n) => `missed ${n + 1} of 30.`)
  for (const [n, text] of texts.entries()) {
    await awake[n % awake.length]!.say(text)
    await heardByAll(awake, text)
  }
  const truth = (await fred.log()).filter(({ text }) => text.includes(' of 30.'))
  // Far enough in the past that a client which wrote its own time would be found out.
  await until('that to be the past', () => Date.now() > truth.at(-1)!.at + 2_500)
  await Promise.all([wilma.start(), igor.start()])
  for (const person of [wilma, igor]) {
    await heardByAll([person], texts.at(-1)!)
    const missed = (await person.log()).filter(({ text }) => text.includes(' of 30.'))
    assert.deepEqual(
      missed.map(({ text }) => texts.find((one) => text.endsWith(one))),
      texts,
    )
    for (const [n, { at }] of missed.entries()) {
      assert.equal(at, Math.floor(truth[n]!.at / 1000) * 1000, `${person.name}: ${texts[n]}`)
    }
  }
  await wilma.say('Good morning!')
  await igor.say('Is there tea?')
  for (const text of ['Good morning!', 'Is there tea?']) await heardByAll(everybody, text)
  await nothingTwice(everybody)
}

/** After all that, nobody has any line a second time. */
async function nothingTwice(everybody: Person[]): Promise<void> {
  for (const person of everybody) {
    const log = await person.log()
    for (const other of everybody) {
      assert.equal(count(log, `🫖 from ${other.name}.`), 1, `${person.name} of ${other.name}`)
      assert.equal(count(log, `pours ${other.name} another`), 1, `${person.name} of ${other.name}`)
    }
    assert.equal(log.filter(({ text }) => text.includes(' of 30.')).length, 30, person.name)
  }
}

/** Everybody has it in their log, and nobody twice. */
async function heardByAll(everybody: Person[], text: string): Promise<void> {
  const late = async () => {
    const logs = await Promise.all(everybody.map((person) => person.log()))
    return everybody.filter((_, n) => count(logs[n]!, text) === 0).map(({ name }) => name)
  }
  await until(`"${text}" in every log`, async () => (await late()).length === 0)
  for (const person of everybody) {
    assert.equal(count(await person.log(), text), 1, `${person.name} has "${text}" more than once`)
  }
}

async function each(everybody: Person[], holds: (log: Logged[]) => boolean): Promise<boolean> {
  const logs = await Promise.all(everybody.map((person) => person.log()))
  return logs.every(holds)
}

function count(log: Logged[], text: string): number {
  return log.filter((line) => line.text.includes(text)).length
}
