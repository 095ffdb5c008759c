/**
 * The edge between the session, which knows no browser, and the page: the socket, the signals that
 * the components read, and what is kept for the next visit. A signal here is a counter of changes:
 * whoever reads it renders again and reads the session itself.
 */
import { signal } from '@preact/signals'
import type { Change } from '../state/change.ts'
import type { Refusal } from '../state/handshake.ts'
import { Session } from '../state/session.ts'
import { LineSocket, type SocketState } from '../wire/line-socket.ts'
import { chooseExchange } from '../wire/sasl-client.ts'
import { saved, savedWith } from './saved.ts'

export interface Visitor {
  nick: string
  channels: string[]
  account: string
  password: string
}

export interface Refused {
  why: Refusal
  text: string
}

/** Nothing: the welcome page. */
export const session = signal<Session | undefined>(undefined)
export const socketState = signal<SocketState>({ name: 'idle' })
export const refused = signal<Refused | undefined>(undefined)

/** Counters of changes; see above. */
export const statusChanged = signal(0)
export const buffersChanged = signal(0)
export const channelChanged = signal(0)

/** Own messages that the server has not confirmed. */
export const unsent = signal(0)

type LogListener = (change: Change) => void
const logListeners = new Set<LogListener>()
let socket: LineSocket | undefined
/** What was saved last, so that not every unread line writes to the disk. */
let remembered = ''

/** The log is no component: it is told about each change. @returns the way to stop. */
export function listenToLog(listener: LogListener): () => void {
  logListeners.add(listener)
  return () => logListeners.delete(listener)
}

export function enter({ nick, channels, account, password }: Visitor): void {
  refused.value = undefined
  savedWith({ nick, channels, account, open: true })
  const fresh: Session = new Session({
    nick,
    channels,
    signIn: account ? (offered) => chooseExchange(offered, account, password) : undefined,
    send: (line) => socket?.send(line) ?? false,
    changed: heard,
    refused: (why, text) => leave({ why, text }),
    quit: (reason) => {
      fresh.send('QUIT', ...(reason ? [reason] : []))
      leave()
    },
    now: Date.now,
  })
  session.value = fresh
  socket ??= new LineSocket(socketUrl(), {
    state: (state) => (socketState.value = state),
    line: lineHeard,
    begun: () => session.value?.connected(),
    resumed: () => session.value?.resumed(),
    lost: () => session.value?.disconnected(),
  })
  socket.open()
}

/** Back to the welcome page, for good or until something is corrected. */
export function leave(why?: Refused): void {
  session.value = undefined
  refused.value = why
  if (!why) savedWith({ open: false })
  socket?.close()
}

export function reconnectNow(): void {
  socket?.hurry()
}

/** A reload brings a guest back; whoever has an account types the password again. */
export function comeBack(): void {
  const { nick, channels, account, open } = saved()
  if (open && nick && !account) enter({ nick, channels, account: '', password: '' })
}

function socketUrl(): string {
  const url = new URL('webirc/websocket/', location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  url.search = url.hash = ''
  return url.href
}

function lineHeard(line: string): void {
  const current = session.value
  if (!current) return
  const before = current.phase
  current.receive(line)
  if (before !== 'online' && current.phase === 'online') socket?.settled()
}

/** Many lines arrive in one turn: the page renders once, as signals see to. */
function heard(change: Change): void {
  if (change.kind === 'status') statusChanged.value++
  else if (change.kind === 'buffers') rememberBuffers()
  else if (change.kind === 'channel') channelChanged.value++
  else for (const listener of logListeners) listener(change)
  unsent.value = session.value?.outbox.size ?? 0
}

function rememberBuffers(): void {
  buffersChanged.value++
  const current = session.value
  if (!current) return
  const wanted = current.buffers.filter(({ kind, wanted }) => kind === 'channel' && wanted)
  const channels = wanted.map(({ name }) => name)
  const names = `${current.nick} ${channels.join()}`
  if (names === remembered) return
  remembered = names
  savedWith({ channels, nick: current.nick })
}

function attend(): void {
  const current = session.value
  if (!current) return
  current.attentive = document.visibilityState === 'visible' && document.hasFocus()
  if (current.attentive) current.seen()
}

for (const event of ['focus', 'blur']) addEventListener(event, attend)
document.addEventListener('visibilitychange', attend)
