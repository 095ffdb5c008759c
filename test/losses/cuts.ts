/**
 * The connection of a real client breaks within a replay, at one byte after the other; what the
 * client wrote into its own log is the proof.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dial } from '#host/dial.ts'
import { Device } from '../bouncer/device.ts'
import { Irssi } from '../clients/irssi.ts'
import type { Person } from '../clients/person.ts'
import { WeeChat } from '../clients/weechat.ts'
import { startNetwork } from '../network.ts'
import { until } from '../until.ts'
import { type CuttingDoor, startCuttingDoor } from './cutting-door.ts'

export type Client = 'weechat' | 'irssi'

export interface Cuts {
  client: Client
  /** After so many bytes of the replay, one break each. */
  offsets: number[]
  tell?: ((text: string) => void) | undefined
}

export interface CutsReport {
  said: number
  /** Connections that broke; at offsets beyond the end of a replay none does. */
  broke: number
  lost: string[]
  /** Shown again though they had been confirmed. */
  twice: string[]
  /** Shown again because they could not be confirmed before the break. */
  again: number
}

/** Lines of one replay. */
const replayLines = 12
const patienceMs = 60_000
const channel = '#tea'
const password = 'correct horse'
const kinds = { weechat: WeeChat, irssi: Irssi }

export async function cuts({ client, offsets, tell = () => {} }: Cuts): Promise<CutsReport> {
  const home = await mkdtemp(join(tmpdir(), 'causerie-cuts-'))
  await using network = await startNetwork({ store: 'sqlite' })
  await network.addAccount('alice', password)
  await using door = await startCuttingDoor(network.bouncer.port)
  const bob = new Device(await dial({ kind: 'tcp', ...network.irc }))
  bob.send('NICK bob', 'USER b 0 * :b', `JOIN ${channel}`)
  await bob.hears(/ 366 /, patienceMs)
  await mkdir(join(home, client))
  const login = { account: 'alice@laptop', password }
  const place = { host: '127.0.0.1', port: door.port, channel, nick: 'alice', login }
  const person = new kinds[client](client, join(home, client), place)
  try {
    await person.start()
    const said: string[] = []
    let broke = 0
    for (const [round, bytes] of offsets.entries()) {
      const { texts, didBreak } = await breakOnce({ door, bob, person }, round, bytes)
      said.push(...texts)
      if (didBreak) broke++
      if (round % 20 === 19) tell(`${client}: ${round + 1} of ${offsets.length} breaks`)
    }
    return { said: said.length, broke, ...judge(said, await shownBy(person), door.unconfirmed) }
  } finally {
    bob.drop()
    await person.kill()
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
}

interface Party {
  door: CuttingDoor
  bob: Device
  person: Person
}

/** The client is gone, lines are said, it comes back, loses the connection, and comes back. */
async function breakOnce(
  { door, bob, person }: Party,
  round: number,
  bytes: number,
): Promise<{ texts: string[]; didBreak: boolean }> {
  door.shut()
  const said = Array.from({ length: replayLines }, (_, n) => `round ${round} line ${n} end`)
  bob.send(...said.map((text) => `PRIVMSG ${channel} :${text}`), `PING :round-${round}`)
  await bob.hears(new RegExp(`PONG \\S+ :?round-${round}$`), patienceMs)
  door.open(bytes)
  const complete = async () => {
    const shown = new Set(await shownBy(person))
    return said.every((text) => shown.has(text))
  }
  await until(`${person.name} to come back`, async () => door.broke || complete(), patienceMs)
  const didBreak = door.broke
  if (didBreak) door.open()
  await until(`${person.name} to have round ${round}`, complete, patienceMs)
  await until(`${person.name} to confirm round ${round}`, () => door.confirmed, patienceMs)
  return { texts: said, didBreak }
}

async function shownBy(person: Person): Promise<string[]> {
  return (await person.log()).flatMap(({ text }) => /round \d+ line \d+ end$/.exec(text)?.[0] ?? [])
}

function judge(said: string[], shown: string[], unconfirmed: ReadonlySet<string>) {
  const counts = new Map<string, number>()
  for (const text of shown) counts.set(text, (counts.get(text) ?? 0) + 1)
  const repeated = said.filter((text) => counts.get(text)! > 1)
  return {
    lost: said.filter((text) => !counts.has(text)),
    twice: repeated.filter((text) => !unconfirmed.has(text)),
    again: repeated.filter((text) => unconfirmed.has(text)).length,
  }
}
