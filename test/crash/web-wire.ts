/** A connection through the web gate, as a stream of lines. */
import { Duplex } from 'node:stream'
import { WebSocket } from 'ws'

export function dialWeb(url: string): Duplex {
  const socket = new WebSocket(url, ['text.ircv3.net'])
  const opened = new Promise<void>((resolve) => socket.once('open', resolve))
  let rest = ''
  const wire = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      const lines = (rest + chunk.toString()).split('\r\n')
      rest = lines.pop()!
      const send = () => {
        for (const line of lines) if (socket.readyState === WebSocket.OPEN) socket.send(line)
        done()
      }
      opened.then(send)
    },
    final(done) {
      socket.close()
      done()
    },
    destroy(error, done) {
      socket.terminate()
      done(error)
    },
  })
  socket.on('open', () => wire.emit('connect'))
  socket.on('message', (data) => wire.push(`${data}\r\n`))
  socket.on('error', () => wire.destroy())
  socket.on('close', () => wire.destroy())
  return wire
}
