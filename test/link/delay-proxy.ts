/** A wire between two servers on which everything takes its time, each way for itself, in order. */
import { once } from 'node:events'
import net from 'node:net'
import type { Chance } from '../chance.ts'

const delayMinMs = 50
const delayMaxMs = 250

export class DelayProxy implements AsyncDisposable {
  readonly port: number
  readonly #server: net.Server
  readonly #target: number
  readonly #chance: Chance
  readonly #sockets = new Set<net.Socket>()
  /** Connections are refused while it is. */
  isCut = false

  /** @param target the port that it leads to, on 127.0.0.1 */
  static async open(target: number, chance: Chance): Promise<DelayProxy> {
    const server = net.createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new DelayProxy(server, target, chance)
  }

  constructor(server: net.Server, target: number, chance: Chance) {
    this.#server = server
    this.#target = target
    this.#chance = chance
    this.port = (server.address() as net.AddressInfo).port
    server.on('connection', (near) => this.#connect(near))
  }

  /** All that is under way is lost. */
  cut(): void {
    this.isCut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  heal(): void {
    this.isCut = false
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut()
    this.#server.close()
  }

  #connect(near: net.Socket): void {
    if (this.isCut) return void near.destroy()
    const far = net.connect(this.#target, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from)
      from.setNoDelay(true)
      from.on('error', () => {})
      from.on('close', () => {
        this.#sockets.delete(from)
        to.destroy()
      })
      this.#relay(from, to)
    }
  }

  /** A chunk never overtakes the one before it. */
  #relay(from: net.Socket, to: net.Socket): void {
    let dueAt = 0
    from.on('data', (chunk: Buffer) => {
      dueAt = Math.max(dueAt, Date.now() + this.#chance.int(delayMinMs, delayMaxMs))
      setTimeout(() => {
        if (!to.destroyed) to.write(chunk)
      }, dueAt - Date.now())
    })
  }
}
