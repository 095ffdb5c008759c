/**
 * Registered channels of several servers: what is decided of one is a document that all of them keep.
 * Its topic, modes and lists are the channel's, and travel as those of every channel do. Whom it lets
 * in, and what somebody gets at the door, is up to the server to which they are connected.
 */
import { fail } from '#wire/numerics.ts'
import { feature, guard, reaction } from '../../core/feature.ts'
import { Channel } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import { modesChanged } from '../channel/mode.ts'
import { renamed } from '../channel/rename.ts'
import { greetAgain } from './door.ts'
import { settleBot } from './guardian.ts'
import { applyLock } from './lock.ts'
import {
  chanserv,
  decidesHere,
  documentOf,
  entriesOf,
  isRegistered,
  markRegistered,
  type Registered,
  type RegistrationDocument,
  registeredChannels,
  registrationChanged,
  shelfName,
} from './registration.ts'

/** How often it is looked whether registered channels are marked so. */
const lookMs = 5000

interface Look {
  nextAt: number
  /** Channels that are nobody's any more, and may still be marked. */
  lost: Set<Channel>
}

const looks = perServer((): Look => ({ nextAt: 0, lost: new Set() }))

export default feature({
  guards: [
    // It would be called so on some servers only.
    guard(renamed, ({ channel, from, to }, { server: { ports } }) => {
      const isFar = isRegistered(channel) && ports.ledger && !ports.ledger.isReachable
      const why = 'Whoever decides about registered channels cannot be asked now'
      return isFar && fail('RENAME', 'CANNOT_RENAME', why, from, to)
    }),
  ],
  reactions: [
    reaction(renamed, ({ channel, from }, server, ask) => {
      if (!ask || !isRegistered(channel) || !server.ports.ledger) return
      move(server, channel, from).catch((error) => server.ports.fault(error, 'registrations'))
    }),
    // Where two sides of a split had a channel of that name it is the founder's again.
    reaction(modesChanged, ({ channel, changes }, server) => {
      if (!server.ports.ledger || !isRegistered(channel)) return
      if (changes.some(({ letter, on }) => letter === 'r' && on)) greetAgain(server, channel)
    }),
  ],
  documentNews({ shelf, key, value }, server) {
    if (shelf === shelfName) take(server, key, value as RegistrationDocument | undefined)
  },
  ticks(server, now) {
    const look = looks(server)
    if (now < look.nextAt) return
    look.nextAt = now + lookMs
    unmark(server, look.lost)
    if (decidesHere(server)) restore(server)
  },
  async boot(server) {
    const { ledger } = server.ports
    if (!ledger) return
    ledger.onChange(() => {
      reconcile(server).catch((error) => server.ports.fault(error, 'registrations'))
    })
    await reconcile(server)
  },
})

/** The registration of a channel is this from now on; none without it. */
function take(server: Server, key: string, document: RegistrationDocument | undefined): void {
  const { net } = server
  const known = net.channels.get(key) ?? net.vacant.get(key)
  const by = chanserv(server)
  if (!document) {
    entriesOf(server).delete(key)
    if (known?.registration) lose(server, known)
    return
  }
  entriesOf(server).set(key, document.number ?? 0)
  const channel = known ?? channelOf(server, document)
  const { registration } = document
  server.commit(registrationChanged, { channel, registration }, by)
  // One that has just been registered is marked so next, and its people are greeted then.
  if (channel.modes.has('r')) greetAgain(server, channel as Registered)
  settleBot(server, channel as Registered)
}

function lose(server: Server, channel: Channel): void {
  looks(server).lost.add(channel)
  server.commit(registrationChanged, { channel }, chanserv(server))
}

/** Whoever gave it up has done so; what was set aside nobody gave up. */
function unmark(server: Server, lost: Set<Channel>): void {
  for (const channel of lost) {
    if (!channel.registration && isThere(server, channel)) markRegistered(server, channel, false)
  }
  lost.clear()
}

function isThere({ net }: Server, channel: Channel): boolean {
  return net.channel(channel.name) === channel
}

/** Nobody is in it here: what it has besides other servers tell. */
function channelOf(server: Server, { name, createdAt }: RegistrationDocument): Channel {
  const { ports } = server
  const channel = new Channel(ports.id(ports.now()), name, createdAt)
  for (const letter of ['n', 't', 'r']) channel.modes.set(letter, '')
  return channel
}

/** A registered channel is kept under its name. */
async function move(server: Server, channel: Registered, from: string): Promise<void> {
  const { net, ports } = server
  const { registration } = channel
  const key = net.fold(from)
  if (key === net.fold(channel.name)) {
    await ports.ledger!.change(documentOf(server, channel, registration))
    return
  }
  await ports.ledger!.change({ shelf: shelfName, key })
  await ports.ledger!.change(documentOf(server, channel, registration))
}

/** What this server knows becomes what all servers keep; only the one that decides adds its own. */
async function reconcile(server: Server): Promise<void> {
  const { ledger, shelf } = server.ports
  if (!ledger?.joined) return
  const kept = new Map(await shelf<RegistrationDocument>(shelfName).list())
  for (const [key, document] of kept) take(server, key, document)
  for (const channel of registeredChannels(server.net)) {
    if (kept.has(server.net.fold(channel.name))) continue
    if (ledger.decides) await ledger.change(documentOf(server, channel, channel.registration))
    else lose(server, channel)
  }
}

/** An older channel of the name has taken its modes away. */
function restore(server: Server): void {
  for (const channel of registeredChannels(server.net)) {
    if (channel.modes.has('r')) continue
    markRegistered(server, channel, true)
    applyLock(server, channel)
    // Where several servers keep it they do so when it is marked.
    if (!server.ports.ledger) greetAgain(server, channel)
  }
}
