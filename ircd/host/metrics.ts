/**
 * What the houses of a process count, in the form that Prometheus reads, and the private listener
 * that shows it. A house makes its own counters on the registry that `Ground.metrics` hands it.
 */
import { createServer } from 'node:http'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Address } from '#host/address.ts'
import { listen } from '#host/listen.ts'

/** prom-client's registry: `new Counter({ …, registers: [metrics] })`. */
export type Metrics = Registry

/** @returns an empty registry with the process's own figures: memory, CPU, event loop. */
export function createMetrics(): Metrics {
  const metrics = new Registry()
  collectDefaultMetrics({ register: metrics, prefix: 'causerie_' })
  return metrics
}

export interface MetricsListener extends AsyncDisposable {
  readonly address: Address
}

/**
 * Answers `GET /metrics` to whoever asks: the address should be a private one.
 * @throws Error of one line when the address cannot be listened on.
 */
export async function serveMetrics(address: Address, metrics: Metrics): Promise<MetricsListener> {
  const server = createServer(async (request, response) => {
    const found = request.url?.split('?', 1)[0] === '/metrics'
    if (!found || request.method !== 'GET') {
      return response.writeHead(found ? 405 : 404, { Allow: 'GET' }).end()
    }
    try {
      const page = await metrics.metrics()
      response.writeHead(200, { 'Content-Type': metrics.contentType }).end(page)
    } catch (error) {
      response.writeHead(500).end(`${(error as Error).message}\n`)
    }
  })
  const accept = server.emit.bind(server, 'connection')
  const listener = await listen(address, { accept: (duplex) => accept(duplex) })
  return {
    address: listener.address,
    async [Symbol.asyncDispose]() {
      await listener.close()
      server.closeAllConnections()
    },
  }
}
