/** One network as the page has it: its session, and the socket that it goes over. */
import { signal } from '@preact/signals'
import type { Change } from '../state/change.ts'
import type { NetworkInfo } from '../state/lobby.ts'
import { Session } from '../state/session.ts'
import type { SessionOptions } from '../state/session-options.ts'
import { LineSocket, type SocketState } from '../wire/line-socket.ts'

export type Door = 'webirc' | 'bouncer'

export interface LinkOptions extends Omit<SessionOptions, 'send' | 'changed'> {
  changed: (link: Link, change: Change) => void
}

export class Link {
  readonly session: Session
  readonly socketState = signal<SocketState>({ name: 'idle' })
  /** What the bouncer tells of it; nothing for a server without a bouncer. */
  readonly info = signal<NetworkInfo | undefined>(undefined)
  readonly #socket: LineSocket

  constructor(door: Door, { changed, ...options }: LinkOptions) {
    this.session = new Session({
      ...options,
      send: (line) => this.#socket.send(line),
      changed: (change) => changed(this, change),
    })
    this.#socket = new LineSocket(socketUrl(door), {
      state: (state) => (this.socketState.value = state),
      line: (line) => this.#heard(line),
      begun: () => this.session.connected(),
      resumed: () => this.session.resumed(),
      lost: () => this.session.disconnected(),
    })
  }

  open(): void {
    this.#socket.open()
  }

  hurry(): void {
    this.#socket.hurry()
  }

  /** Ends it for good. */
  dispose(): void {
    this.#socket.dispose()
  }

  #heard(line: string): void {
    const before = this.session.phase
    this.session.receive(line)
    if (before !== 'online' && this.session.phase === 'online') this.#socket.settled()
  }
}

export function socketUrl(door: Door): string {
  const url = new URL(`${door}/websocket/`, location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  url.search = url.hash = ''
  return url.href
}
