/** https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt, in front of the IRC server. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { test } from 'node:test'
import { startNetwork } from '../network.ts'

/** All that the server says to these lines, up to the end of WHOIS, or of the connection. */
async function conversation(port: number, lines: string[]): Promise<string> {
  const socket = net.connect(port, '127.0.0.1')
  socket.on('error', () => {})
  let heard = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    heard += text
    if (/ (318|451) /.test(heard)) socket.end()
  })
  socket.write(lines.map((line) => `${line}\r\n`).join(''))
  await once(socket, 'close')
  return heard
}

const lines = ['NICK tea', 'USER tea 0 * :Tea', 'WHOIS tea']

test('a proxy tells who is behind it, and is cut off when it does not', async () => {
  await using network = await startNetwork({ settings: { ircd: { proxies: ['127.0.0.0/8'] } } })
  const header = 'PROXY TCP4 198.51.100.7 127.0.0.1 40000 6667'
  const { port } = network.irc
  assert.match(await conversation(port, [header, ...lines]), / 338 tea tea \S+ 198\.51\.100\.7 /)
  assert.equal(await conversation(port, lines), '')
})

test('from anybody else a header is no command', async () => {
  await using network = await startNetwork()
  const header = 'PROXY TCP4 198.51.100.7 127.0.0.1 40000 6667'
  assert.match(await conversation(network.irc.port, [header, 'TOPIC #tea']), / 421 \* PROXY /)
})
