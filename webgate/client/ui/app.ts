/**
 * The edge between the sessions, which know no browser, and the page: the signals that the
 * components read, and what is kept for the next visit. A signal here is a counter of changes:
 * whoever reads it renders again and reads the session itself.
 */
import { computed, signal } from '@preact/signals'
import type { Buffer } from '../state/buffer.ts'
import type { Change } from '../state/change.ts'
import type { Exchange, Refusal } from '../state/handshake.ts'
import type { Session } from '../state/session.ts'
import type { SocketState } from '../wire/line-socket.ts'
import { Link } from './link.ts'
import type { Networks } from './networks.ts'
import { ignore, preferences, rulesOf } from './preferences.ts'
import { forgetSent } from './recall.ts'
import { embedded, invitation, saved, savedWith } from './saved.ts'

export interface Visitor {
  nick: string
  channels: string[]
  account: string
  password: string
}

export interface Refused {
  /** Or a part of the page has not come. */
  why: Refusal | 'notLoaded'
  text: string
}

/** One for each network that the person is on; none on the welcome page. */
export const links = signal<Link[]>([])
/** The one whose conversation is shown. */
export const current = signal<Link | undefined>(undefined)
/** Nothing: the welcome page. */
export const session = computed<Session | undefined>(() => current.value?.session)
export const socketState = computed<SocketState>(
  () => current.value?.socketState.value ?? { name: 'idle' },
)
/** The bouncer's list of networks, where somebody has signed in to one. */
export const networks = signal<Networks | undefined>(undefined)
/** The server whose channels are looked at. */
export const browsing = signal<Session | undefined>(undefined)
/** Somebody whom the person wants to know more about. */
export const met = signal<{ session: Session; nick: string } | undefined>(undefined)
export const refused = signal<Refused | undefined>(undefined)

/** What lies over the room. */
export const dialog = signal<'settings' | 'enrolment' | 'channel' | undefined>(undefined)

/** Counters of changes; see above. */
export const statusChanged = signal(0)
export const buffersChanged = signal(0)
export const channelChanged = signal(0)

/** Own messages that the server has not confirmed. */
export const unsent = signal(0)

type LogListener = (change: Change) => void
const logListeners = new Set<LogListener>()
/** Who has just asked to come in: only the last one does. */
let entering: Visitor | undefined
/** What was saved last, so that not every unread line writes to the disk. */
let remembered = ''

/** The log is no component: it is told about each change. @returns the way to stop. */
export function listenToLog(listener: LogListener): () => void {
  logListeners.add(listener)
  return () => logListeners.delete(listener)
}

export function enter(visitor: Visitor): void {
  refused.value = undefined
  networks.value?.dispose()
  networks.value = undefined
  entering = visitor
  const { nick, channels, account } = visitor
  savedWith({ nick, channels, account, open: true })
  if (account) void signIn(visitor)
  else begin([linkOf(visitor)])
}

/** Whoever has an account is on all networks that the bouncer keeps. */
async function signIn(visitor: Visitor): Promise<void> {
  const { nick, channels, account, password } = visitor
  const parts = await Promise.all([
    import('./networks.ts'),
    import('../wire/sasl-client.ts'),
  ]).catch(() => undefined)
  if (entering !== visitor) return
  if (!parts) return leave({ why: 'notLoaded', text: '' })
  const [{ Networks }, { chooseExchange }] = parts
  const exchange = (offered: string[]) => chooseExchange(offered, account, password)
  let isFirst = true
  networks.value = new Networks({
    nick,
    signIn: exchange,
    link: (id) => {
      // The channels of the welcome page are those of the first network.
      const link = linkOf({ ...visitor, channels: isFirst ? channels : [] }, id, exchange)
      isFirst = false
      return link
    },
    changed: begin,
    refused: (why, text) => leave({ why, text }),
  })
}

/** Shows these networks, and goes on showing the one that was shown. */
function begin(list: Link[]): void {
  // A bouncer that has no network for somebody has no room to show.
  if (list.length === 0) return leave({ why: 'server', text: '' })
  const fresh = list.filter((one) => !links.value.includes(one))
  links.value = list
  if (!current.value || !list.includes(current.value)) current.value = list[0]
  attend()
  for (const link of fresh) link.open()
  buffersChanged.value++
}

function linkOf(
  { nick, channels }: Visitor,
  bind?: string,
  signIn?: (offered: string[]) => Exchange | undefined,
): Link {
  const link: Link = new Link(bind === undefined ? 'webirc' : 'bouncer', {
    nick,
    channels,
    bind,
    signIn,
    changed: heard,
    browse: () => (browsing.value = link.session),
    meet: (nick) => meet(link.session, nick),
    refused: (why, text) => leave({ why, text }),
    quit: (reason) => {
      link.session.send('QUIT', ...(reason ? [reason] : []))
      leave()
    },
    rules: () => rulesOf(link.session),
    ignore,
    now: Date.now,
  })
  return link
}

/** Back to the welcome page, for good or until something is corrected. */
export function leave(why?: Refused): void {
  refused.value = why
  if (!why) savedWith({ open: false })
  browsing.value = dialog.value = met.value = entering = undefined
  forgetSent()
  const gone = links.value
  links.value = []
  current.value = undefined
  for (const link of gone) link.dispose()
  const kept = networks.value
  networks.value = undefined
  if (why || !kept || !preferences.peek().push) kept?.dispose()
  else void hush(kept)
}

/** Whoever signs out is told nothing more here. */
async function hush(kept: Networks): Promise<void> {
  try {
    const { endPush } = await import('./push.ts')
    await endPush(kept.lobby)
  } catch {
    // The network is away: nobody can be told.
  } finally {
    kept.dispose()
  }
}

/** Shows a conversation, on whichever network it is. */
export function show(shown: Session, buffer: Buffer): void {
  current.value = links.value.find((link) => link.session === shown) ?? current.value
  attend()
  shown.show(buffer)
}

export function meet(session: Session, nick: string): void {
  met.value = { session, nick }
}

export function reconnectNow(): void {
  for (const link of links.value) link.hurry()
}

/** A reload brings a guest back; whoever has an account types the password again. */
export function comeBack(): void {
  const { nick, channels, account, open } = saved()
  // Inside another page it is that page which says what is talked about.
  const asked = embedded ? invitation().channels : []
  const wanted = asked.length > 0 ? asked : channels
  if (open && nick && !account) enter({ nick, channels: wanted, account: '', password: '' })
}

/** Many lines arrive in one turn: the page renders once, as signals see to. */
function heard(link: Link, change: Change): void {
  if (change.kind === 'status') statusChanged.value++
  else if (change.kind === 'buffers') rememberBuffers(link)
  else if (change.kind === 'channel') channelChanged.value++
  else if (change.kind === 'called') void tell(link.session, change)
  else for (const listener of logListeners) listener(change)
  unsent.value = links.value.reduce((sum, one) => sum + one.session.outbox.size, 0)
  markTimer ??= setTimeout(tellMarks, marksMs)
}

async function tell(
  session: Session,
  { buffer, entry }: Change & { kind: 'called' },
): Promise<void> {
  if (!preferences.peek().notify) return
  const { notify } = await import('./notifier.ts')
  notify(buffer, entry, () => show(session, buffer))
}

/** How far one has read is told now and then, and when one leaves. */
const marksMs = 1500
let markTimer: number | undefined

function tellMarks(): void {
  clearTimeout(markTimer)
  markTimer = undefined
  for (const { session } of links.value) session.marks.tell()
}

/** For coming again: the one that is looked at is first, and will be shown first. */
export function channelsOf({ buffers, active }: Session): string[] {
  const wanted = buffers.filter(({ kind, wanted }) => kind === 'channel' && wanted)
  wanted.sort((a, b) => Number(b === active) - Number(a === active))
  return wanted.map(({ name }) => name)
}

function rememberBuffers(link: Link): void {
  buffersChanged.value++
  // A bouncer remembers them itself.
  if (networks.value || !links.value.includes(link)) return
  const { nick } = link.session
  const channels = channelsOf(link.session)
  const names = `${nick} ${channels.join()}`
  if (names === remembered) return
  remembered = names
  savedWith({ channels, nick })
}

function attend(): void {
  const here = document.visibilityState === 'visible' && document.hasFocus()
  for (const link of links.value) {
    link.session.attentive = here && link === current.value
    if (link.session.attentive) link.session.seen()
  }
  if (!here) tellMarks()
}

for (const event of ['focus', 'blur']) addEventListener(event, attend)
document.addEventListener('visibilitychange', attend)
