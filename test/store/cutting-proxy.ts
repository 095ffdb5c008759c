/** A way to Redis on which replies get lost: requests arrive, then the connection breaks. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface CuttingProxy extends AsyncDisposable {
  port: number
  /** The next replies are thrown away, with the connections that would have carried them. */
  cut(times: number): void
  /** Replies that were lost. */
  readonly lost: number
}

export async function startProxy(to: number): Promise<CuttingProxy> {
  let toCut = 0
  let lost = 0
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(to, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.pipe(upstream)
    // What is said before the first write belongs to the greeting of a new connection.
    let greeted = false
    client.on('data', (data) => {
      greeted ||= data.includes('evalsha')
    })
    upstream.on('data', (data) => {
      if (!greeted || toCut === 0) return client.write(data)
      toCut--
      lost++
      client.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as { port: number }).port,
    cut(times) {
      toCut = times
    },
    get lost() {
      return lost
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
