/** Logging in on another network with a certificate of one's own. */
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createServer, type TLSSocket } from 'node:tls'
import { generate } from 'selfsigned'
import { eventually } from './device.ts'
import { stage } from './stage.ts'

test('the generated certificate is shown, and SASL EXTERNAL proves it', async () => {
  const pems = await generate([{ name: 'commonName', value: 'irc.test' }], { keyType: 'ec' })
  const shown: string[] = []
  const heard: string[] = []
  const sockets: TLSSocket[] = []
  const server = createServer(
    { cert: pems.cert, key: pems.private, requestCert: true, rejectUnauthorized: false },
    (socket) => {
      sockets.push(socket)
      shown.push(
        socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase() ?? '',
      )
      socket.on('error', () => {})
      socket.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.split('\r\n').filter(Boolean)) {
          heard.push(line)
          const say = (rest: string) => socket.write(`${rest}\r\n`)
          if (line.startsWith('CAP LS')) say(':s CAP * LS :sasl=EXTERNAL,PLAIN')
          if (line.startsWith('CAP REQ')) say(':s CAP * ACK :sasl')
          if (line === 'AUTHENTICATE EXTERNAL') say('AUTHENTICATE +')
          if (line === 'AUTHENTICATE +') say(':s 903 * :ok')
          if (line.startsWith('CAP :END') || line === 'CAP END')
            say(':s 001 alice :hi\r\n:s 422 alice :no')
        }
      })
    },
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const pin = new X509Certificate(pems.cert).fingerprint256
  await using s = await stage()
  const home = await s.attach('alice@phone')
  const say = (text: string) => home.send(`PRIVMSG BouncerServ :${text}`)
  say(`network add other host=127.0.0.1:${port} pins=${pin}`)
  await home.hears(/Added other/)
  say('certfp generate network=other')
  const line = await home.hears(/SHA-256: [0-9a-f]{64}/)
  const mine = /SHA-256: (\S+)/.exec(line)![1]!
  say('sasl set-external network=other')
  await home.hears(/SASL EXTERNAL/)
  await eventually(() => heard.includes('AUTHENTICATE +'))
  await eventually(() => shown.at(-1) === mine)
  const there = await s.attach('alice/other@phone')
  assert.ok(there.lines.some((one) => / 001 alice /.test(one)))
  say('certfp show network=other')
  await home.hears(new RegExp(`SHA-256: ${mine}`))
  for (const socket of sockets) socket.destroy()
  server.close()
})
