import assert from 'node:assert/strict'
import { once } from 'node:events'
import test from 'node:test'
import type { NetAddress } from '#host/address.ts'
import { createMetrics, serveMetrics } from '#host/metrics.ts'
import { startNetwork } from '../network.ts'
import { until } from '../until.ts'
import { startGateway } from './gateway.ts'

/** The value of a line of the page; nothing where it is not there. */
function figureIn(page: string, name: string): number | undefined {
  const line = page.split('\n').find((one) => one.startsWith(`${name} `))
  return line === undefined ? undefined : Number(line.slice(name.length + 1))
}

test('sessions, bytes and errors are counted, on a page that only the private address shows', async () => {
  const metrics = createMetrics()
  await using listener = await serveMetrics({ kind: 'tcp', host: '127.0.0.1', port: 0 }, metrics)
  const { port } = listener.address as NetAddress
  const read = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  await using gateway = await startGateway({ metrics })
  const { socket, upstream } = await gateway.open()
  socket.send('NICK a')
  await upstream.line()
  upstream.duplex.write(':a 001 b\r\n')
  await once(socket, 'message')
  const page = await read()
  const name = (rest: string) => `causerie_web_${rest}`
  assert.equal(figureIn(page, name('sessions{transport="websocket"}')), 1)
  assert.equal(figureIn(page, name('bytes_total{direction="received"}')), 8)
  assert.equal(figureIn(page, name('bytes_total{direction="sent"}')), 10)
  assert.ok((figureIn(page, 'causerie_process_resident_memory_bytes') ?? 0) > 1e6)
  socket.terminate()
  await until('the session to be gone', async () => {
    return figureIn(await read(), name('sessions{transport="websocket"}')) === 0
  })
  assert.equal((await fetch(`${gateway.http}/metrics`)).status, 404)
  assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 404)
  const posted = await fetch(`http://127.0.0.1:${port}/metrics`, { method: 'POST' })
  assert.equal(posted.status, 405)
})

test('a server that cannot be reached is counted by its address', async () => {
  const metrics = createMetrics()
  const upstream = { kind: 'inproc', name: 'nobody' } as const
  await using gateway = await startGateway({ metrics, upstream })
  await once(gateway.dial(), 'close')
  const page = await metrics.metrics()
  const name = 'causerie_web_upstream_errors_total{upstream="inproc:nobody"}'
  assert.equal(figureIn(page, name), 1)
})

test('the private listener is asked for in the configuration, and is not there without', async () => {
  const settings = { webgate: { metrics: ['tcp:127.0.0.1:0'] } }
  await using network = await startNetwork({ settings })
  const told = network.log.find(({ msg }) => msg === 'metrics')
  assert.ok(told)
  const { port } = told.address as NetAddress
  const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  assert.match(page, /^# HELP causerie_web_sessions /m)
  assert.match(page, /^causerie_process_cpu_seconds_total /m)
  await using quiet = await startNetwork()
  assert.ok(!quiet.log.some(({ msg }) => msg === 'metrics'))
})
