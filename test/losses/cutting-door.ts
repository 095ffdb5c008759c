/**
 * A way to the bouncer that breaks within a replay, after a number of bytes, and knows what the
 * client could confirm before it did.
 */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface CuttingDoor extends AsyncDisposable {
  port: number
  /** Ends every connection and lets nobody in. */
  shut(): void
  /** Lets the client in again. @param bytes of the replay after which it breaks; absent for never */
  open(bytes?: number): void
  /** It broke since it was opened. */
  readonly broke: boolean
  /** Everything that was shown has been confirmed. */
  readonly confirmed: boolean
  /** What was shown and not confirmed when connections broke, since the door is there. */
  readonly unconfirmed: ReadonlySet<string>
}

export async function startCuttingDoor(to: number): Promise<CuttingDoor> {
  let isOpen = true
  let budget: number | undefined
  let broke = false
  const unconfirmed = new Set<string>()
  const replays = new Set<Replay>()
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    if (!isOpen) return void client.destroy()
    const upstream = connect(to, '127.0.0.1')
    const replay = new Replay()
    replays.add(replay)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    client.on('data', (data) => {
      replay.answered(data.toString('latin1'))
      upstream.write(data)
    })
    client.on('close', () => {
      for (const text of replay.unconfirmed) unconfirmed.add(text)
      replays.delete(replay)
      // What it confirmed at last still arrives.
      upstream.end()
    })
    upstream.on('close', () => client.destroy())
    upstream.on('data', (data) => {
      const text = data.toString('latin1')
      const start = replay.startIn(text)
      const end =
        budget === undefined || start < 0 ? text.length : Math.min(start + budget, text.length)
      if (budget !== undefined && start >= 0) budget -= end - start
      replay.shown(text.slice(0, end))
      if (!client.writableEnded) client.write(Buffer.from(text.slice(0, end), 'latin1'))
      if (budget !== 0) return
      broke = true
      budget = undefined
      isOpen = false
      client.end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as { port: number }).port,
    shut() {
      isOpen = false
      destroyAll()
    },
    open(bytes) {
      broke = false
      budget = bytes
      isOpen = true
    },
    get broke() {
      return broke
    },
    get confirmed() {
      return [...replays].every((replay) => replay.unconfirmed.length === 0)
    },
    unconfirmed,
    async [Symbol.asyncDispose]() {
      destroyAll()
      server.close()
      await once(server, 'close')
    },
  }
}

/** What went over one connection, as far as it says what was read. */
class Replay {
  /** Texts in their order, and tokens of PINGs between them. */
  #open: { text?: string; token?: string }[] = []
  #rest = ''
  #began = false

  get unconfirmed(): string[] {
    return this.#open.flatMap(({ text }) => text ?? [])
  }

  /** Where the replay begins in the next bytes, or goes on; -1 where it does not. */
  startIn(text: string): number {
    if (this.#began) return 0
    const at = text.indexOf(' PRIVMSG ')
    if (at < 0) return -1
    this.#began = true
    return text.lastIndexOf('\n', at) + 1
  }

  shown(text: string): void {
    const lines = (this.#rest + text).split('\r\n')
    this.#rest = lines.pop()!
    for (const line of lines) {
      const said = / PRIVMSG \S+ :(?:\[[\d:]+\] )?(.*)$/.exec(line)?.[1]
      const token = /^PING :?(\S+)/.exec(line)?.[1]
      if (said !== undefined) this.#open.push({ text: said })
      else if (token !== undefined) this.#open.push({ token })
    }
  }

  answered(text: string): void {
    for (const [, answer] of text.matchAll(/^PONG (?:\S+ )?:?(\S+)\r?$/gm)) {
      const at = this.#open.findIndex(({ token }) => token === answer)
      if (at >= 0) this.#open.splice(0, at + 1)
    }
  }
}
