/** A way to a server on which everything can stand still, as on a phone in a tunnel, or break. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface FreezingProxy extends AsyncDisposable {
  port: number
  /** From now on nothing arrives at either end, and nobody is told. */
  freeze(): void
  /** All connections break at the client's end. What was frozen before stays so for the server. */
  breaks(): void
}

export async function startFreezingProxy(to: number): Promise<FreezingProxy> {
  const pairs = new Set<{ client: Socket; server: Socket; frozen: boolean }>()
  const listener = createServer((client) => {
    const server = connect(to, '127.0.0.1')
    const pair = { client, server, frozen: false }
    pairs.add(pair)
    const end = (socket: Socket, other: Socket) => {
      socket.on('error', () => {})
      socket.on('data', (data) => pair.frozen || other.write(data))
      socket.on('close', () => pair.frozen || other.destroy())
    }
    end(client, server)
    end(server, client)
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const all = (run: (pair: { client: Socket; server: Socket; frozen: boolean }) => void) => {
    for (const pair of pairs) run(pair)
  }
  return {
    port: (listener.address() as { port: number }).port,
    freeze: () => all((pair) => (pair.frozen = true)),
    breaks: () => all(({ client }) => client.destroy()),
    async [Symbol.asyncDispose]() {
      all(({ client, server }) => {
        client.destroy()
        server.destroy()
      })
      listener.close()
      await once(listener, 'close')
    },
  }
}
