import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import test from 'node:test'
import type { Upstream, UpstreamEvents } from '../../webgate/upstream/conversation.ts'
import { Bridge } from '../../webgate/websocket/bridge.ts'
import type { Wire } from '../../webgate/websocket/line-socket.ts'

/** A browser's socket without a browser. */
class Socket extends EventEmitter {
  readonly protocol = ''
  bufferedAmount = 0
  closed: [code: number, reason: string] | undefined
  send() {}
  pause() {}
  resume() {}
  terminate() {}
  close(code: number, reason: string) {
    this.closed = [code, reason]
  }
}

test('a server that does not read is found out, also when the page meanwhile did not', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const socket = new Socket()
  const stream = { cork() {}, uncork() {} }
  const upstream = { write: () => false, pause() {}, resume() {}, hangUp() {} }
  let server: UpstreamEvents | undefined
  new Bridge({
    wire: { socket, stream } as unknown as Wire,
    queueBytesMax: 100,
    open: (events) => {
      server = events
      return upstream as unknown as Upstream
    },
    ended: () => {},
  })
  socket.emit('message', Buffer.from('PRIVMSG #tea :hello'))
  socket.bufferedAmount = 1000
  server!.lines([Buffer.from('PING :1')])
  socket.bufferedAmount = 0
  // The page has read, and the server still has not.
  t.mock.timers.tick(1000)
  assert.equal(socket.closed, undefined)
  t.mock.timers.tick(60_000)
  assert.deepEqual(socket.closed, [1013, 'the server does not read, try again later'])
})
