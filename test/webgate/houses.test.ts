import assert from 'node:assert/strict'
import test from 'node:test'
import { WebSocket } from 'ws'
import { startNetwork } from '../network.ts'

/** Says some lines and gives the first line that matches. */
function hears(url: string, headers: Record<string, string>, says: string[], wanted: RegExp) {
  return new Promise<string>((resolve, reject) => {
    const socket = new WebSocket(url, ['text.ircv3.net'], { headers })
    socket.on('error', reject)
    socket.on('close', (code, reason) => reject(new Error(`${code} ${reason}`)))
    socket.on('open', () => {
      for (const line of says) socket.send(line)
    })
    socket.on('message', (data: Buffer) => {
      const line = data.toString()
      if (!wanted.test(line)) return
      resolve(line)
      socket.terminate()
    })
  })
}

test('the server sees the visitor behind the gateway, and the bouncer is one path further', async () => {
  const settings = {
    webgate: { trusted_proxies: ['127.0.0.1'] },
    ircd: { cloak: { enabled: false } },
  }
  await using network = await startNetwork({ settings })
  const at = (path: string) => network.web.replace('http', 'ws') + path
  const says = ['NICK guest', 'USER guest 0 * :A guest']
  const headers = { 'X-Forwarded-For': '203.0.113.9' }
  const welcome = await hears(at('webirc/websocket/'), headers, says, / 001 /)
  assert.match(welcome, /guest!\S+@203\.0\.113\.9$/)
  await hears(at('bouncer/websocket/'), {}, ['CAP LS 302'], / CAP \* LS .*sasl/)
})
