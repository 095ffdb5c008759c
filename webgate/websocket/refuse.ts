/** Says no to a request for a WebSocket, as HTTP. */
import type { Duplex } from 'node:stream'

const reasons = { 404: 'Not Found', 403: 'Forbidden', 429: 'Too Many Requests' } as const

export function refuseUpgrade(socket: Duplex, status: keyof typeof reasons, text: string): void {
  const body = `${text}\n`
  // Nobody watches over it any more: a browser that keeps its own side open would hold it for ever.
  socket.once('finish', () => socket.destroy())
  socket.end(
    `HTTP/1.1 ${status} ${reasons[status]}\r\nConnection: close\r\n` +
      `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
}
