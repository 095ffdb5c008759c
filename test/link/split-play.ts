/** The split of three servers from beginning to end, and what must be true of it. */
import assert from 'node:assert/strict'
import { parse } from '#wire/message.ts'
import { until } from '../until.ts'
import { LineSocket } from './line-socket.ts'
import { Someone } from './someone.ts'
import { assertOnce, channel, counts, password, patienceMs, type Three } from './three.ts'

export interface Outcome {
  /** Lines that were said, and rows of history in the end. */
  said: number
  rows: number
}

/** @param apartMs how long the wire is cut @returns what it came to, once all was as it must be */
export async function splitPlay(three: Three, apartMs: number): Promise<Outcome> {
  const [a, b, c] = three.sites
  await register(a.asker, 'ask0')
  await register(c.asker, 'ask2')
  const dora = await Someone.enters(a.network.irc.port, 'dora', 'draft/account-registration')
  await register(dora, 'dora')
  dora.leaves()
  const laptop = await attach(three, 'laptop')
  laptop.send(`JOIN ${channel}`)
  const phone = await attach(three, 'phone')
  await three.seesAll(7)
  await three.talk('together', 0)
  await hasHeard(phone, three)
  phone.send('QUIT :bye')
  await phone.ends()
  const early = await idOf(a.asker, 'together 0 of ask0')
  const other = await idOf(b.asker, 'together 0 of ask1')

  await three.cut()
  await apart(three, apartMs, [early, other])
  const talking = three.talk('meeting', 0)
  await three.heal()
  await talking
  await three.talk('after', 0)

  const rows = await three.isOne()
  await allIsThere(three, rows, [early, other])
  await registeredEverywhere(three)
  await devicesHaveAll(three, laptop)
  for (const { network } of three.sites) {
    assert.doesNotMatch(network.output, /"level":"(?:error|fatal)"| (?:ERROR|FATAL) /)
  }
  return { said: three.said.length, rows: rows.length }
}

/** Both sides talk, take back, decide; and only one of them can make accounts. */
async function apart(three: Three, ms: number, [early, other]: [string, string]): Promise<void> {
  const [a, b, c] = three.sites
  a.asker.send(`REDACT ${channel} ${early} :no`)
  b.asker.send(`REDACT ${channel} ${other} :no`, `TOPIC ${channel} :set on the other side`)
  a.asker.send(`TOPIC ${channel} :set here`, `MODE ${channel} +b *!*@a.example`)
  const talk = three.talk('apart', ms)
  const eve = await Someone.enters(a.network.irc.port, 'eve', 'draft/account-registration')
  await register(eve, 'eve')
  eve.leaves()
  const mallory = await Someone.enters(c.network.irc.port, 'mallory', 'draft/account-registration')
  mallory.send(`REGISTER mallory * :${password}`)
  await mallory.hears(/FAIL REGISTER TEMPORARILY_UNAVAILABLE/)
  mallory.leaves()
  await talk
}

async function register(someone: Someone, account: string): Promise<void> {
  someone.send(`REGISTER ${account} * :${password}`)
  await someone.hears(/REGISTER SUCCESS /)
}

/** A device of dora's bouncer. */
async function attach(three: Three, device: string): Promise<LineSocket> {
  const line = await LineSocket.dial(three.sites[0].network.bouncer.port)
  line.onLine = (text) => {
    const token = /^(?:@\S+ )?(?::\S+ )?PING (.*)$/.exec(text)?.[1]
    if (token !== undefined) line.send(`PONG ${token}`)
  }
  line.send('CAP REQ :server-time message-tags batch echo-message')
  line.send(`PASS :dora@${device}:${password}`, 'NICK dora', 'USER dora 0 * :Dora', 'CAP END')
  await line.hears(/ 001 /)
  return line
}

function wanted(three: Three): string[] {
  return three.said.map(({ text }) => text)
}

async function hasHeard(line: LineSocket, three: Three): Promise<void> {
  const left = () => [...counts(line.heard, wanted(three))].filter(([, count]) => count === 0)
  await until(
    () => `a device to hear: ${left().slice(0, 5)}`,
    () => !left().length,
    patienceMs,
  )
}

/** One that was there all the time, and one that comes back now. */
async function devicesHaveAll(three: Three, laptop: LineSocket): Promise<void> {
  await hasHeard(laptop, three)
  assertOnce(counts(laptop.heard, wanted(three)), 'laptop')
  const before = new Set(wanted(three).filter((text) => text.startsWith('together')))
  const phone = await attach(three, 'phone')
  const missed = wanted(three).filter((text) => !before.has(text))
  const left = () => [...counts(phone.heard, missed)].filter(([, count]) => count === 0)
  await until(
    () => `the phone to hear: ${left().slice(0, 5)}`,
    () => !left().length,
    patienceMs,
  )
  assertOnce(counts(phone.heard, missed), 'phone')
  assert.deepEqual(
    [...counts(phone.heard, [...before])].filter(([, count]) => count > 0),
    [],
  )
}

/** Everything once, but for what was taken back; each program has what was said on its side, once. */
async function allIsThere(three: Three, rows: string[], gone: string[]): Promise<void> {
  const kept = wanted(three).filter((text) => !/^together 0 of ask[01]$/.test(text))
  assertOnce(counts(rows, kept), 'history')
  for (const id of gone) assert(!rows.some((row) => row.includes(`msgid=${id}`)), id)
  const order = rows.map((row) => parse(row)!.tags!.get('time')!)
  assert.deepEqual(order, order.toSorted())
  for (const [i, { weechat }] of three.sites.entries()) {
    const near = three.said.filter(({ site, apart }) => !apart || (site === 0) === (i === 0))
    const often = async () => {
      const lines = (await weechat.log()).map(({ text }) => text)
      return near.map(({ text }) => lines.filter((line) => line.endsWith(text)).length)
    }
    const what = `${weechat.name} to hear all of its side`
    const left = async () => {
      const found = await often()
      return near.filter((_, n) => !found[n]).map(({ text }) => text)
    }
    let missing: string[] = []
    const hasAll = async () => {
      missing = await left()
      return !missing.length
    }
    await until(() => `${what}: ${missing.slice(0, 5)}`, hasAll, patienceMs)
    assert.deepEqual(
      await often(),
      near.map(() => 1),
      weechat.name,
    )
  }
}

/** Who made an account during the split, and before it, comes in everywhere. */
async function registeredEverywhere(three: Three): Promise<void> {
  for (const { network } of three.sites) {
    for (const account of ['eve', 'ask2', 'dora']) {
      await until(
        `${account} to be known everywhere`,
        async () => signsIn(network.irc.port, account),
        patienceMs,
      )
    }
  }
}

async function signsIn(port: number, account: string): Promise<boolean> {
  const line = await LineSocket.dial(port)
  line.send('CAP REQ :sasl', 'AUTHENTICATE PLAIN')
  await line.hears(/AUTHENTICATE \+/)
  const secret = Buffer.from(`\0${account}\0${password}`).toString('base64')
  line.send(`AUTHENTICATE ${secret}`)
  const answer = await line.hears(/ (?:903|904) /)
  line.drop()
  return / 903 /.test(answer)
}

/** The id of something that was said, as this server has it. */
async function idOf(asker: Someone, text: string): Promise<string> {
  const line = asker.line.heard.find((each) => each.endsWith(` :${text}`))
  const id = line && parse(line)?.tags?.get('msgid')
  assert(id, `${text} in ${asker.line.heard.slice(-5).join('\n')}`)
  return id
}
