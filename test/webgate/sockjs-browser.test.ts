import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import { Chromium, chromiumMissing } from './chromium.ts'
import { type Gateway, startGateway } from './gateway.ts'
import { transports } from './sock.ts'

const real = { skip: chromiumMissing ?? false, timeout: 60_000 }

/** A site of somebody else, with the SockJS that Kiwi IRC bundles. */
async function foreignSite() {
  const main = createRequire(import.meta.url).resolve('sockjs-client')
  const script = await readFile(main.replace(/lib\/entry\.js$/, 'dist/sockjs.min.js'))
  const server = createServer(({ url }, response) => {
    if (url === '/sockjs.js') return response.end(script)
    response.setHeader('Content-Type', 'text/html')
    response.end('<!doctype html><title>A page</title><script src="/sockjs.js"></script>')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** What runs in the page: a channel is opened, a network greeted, three lines are exchanged. */
const conversation = `async ([url, transport]) => {
  const heard = []
  let wake = () => {}
  const sock = new SockJS(url, null, { transports: [transport] })
  sock.onmessage = ({ data }) => { heard.push(data); wake() }
  await new Promise((resolve, reject) => {
    sock.onopen = resolve
    sock.onclose = ({ code, reason }) => reject(new Error(code + ' ' + reason))
  })
  const next = async () => {
    while (heard.length === 0) await new Promise((resolve) => { wake = resolve })
    return heard.shift()
  }
  for (const line of [':0 CONTROL START', ':1']) sock.send(line)
  const told = [await next()]
  for (const line of ['NICK page', 'USER page 0 * :p']) sock.send(':1 ' + line)
  for (let i = 0; i < 3; i++) told.push(await next())
  sock.send(':1 QUIT :caf\\u00e9')
  return { transport: sock.transport, told }
}`

async function answer(gateway: Gateway, text: string): Promise<string[]> {
  const upstream = await gateway.upstream()
  const lines = [await upstream.line(), await upstream.line(), await upstream.line()]
  upstream.duplex.write(`:irc.test 001 page :Welcome\r\n:irc.test 005 page ${text}\r\n`)
  lines.push(await upstream.line())
  return lines
}

test('a page of another site, in a real browser, talks over every transport', real, async () => {
  await using site = await foreignSite()
  await using browser = await Chromium.launch()
  await using gateway = await startGateway({ config: { origins: [site.origin] } })
  const { page } = await browser.visit(site.origin)
  const text = 'PREFIX=(qaohv)~&@%+ %41%zz \u00e9\u{1f375} :are supported'
  for (const transport of transports) {
    const url = `${gateway.http}/webirc/kiwiirc/`
    const played = page.evaluate(`(${conversation})(${JSON.stringify([url, transport])})`)
    const said = await answer(gateway, text)
    const { told } = (await played) as { told: string[] }
    assert.deepEqual(told, [
      ':1',
      ':1 control connected',
      ':1 :irc.test 001 page :Welcome',
      `:1 :irc.test 005 page ${text}`,
    ])
    assert.deepEqual(said.slice(1, 3), ['NICK page', 'USER page 0 * :p'])
    assert.equal(Buffer.from(said[3]!, 'latin1').toString(), 'QUIT :caf\u00e9', transport)
  }
})

test('a page of a site that is not on the list gets nowhere', real, async () => {
  await using site = await foreignSite()
  await using browser = await Chromium.launch()
  await using gateway = await startGateway()
  const { page } = await browser.visit(site.origin)
  for (const transport of transports) {
    const url = `${gateway.http}/webirc/kiwiirc/`
    const script = `(${conversation})(${JSON.stringify([url, transport])})`
    await assert.rejects(page.evaluate(script) as Promise<unknown>, /1002 Cannot connect/)
  }
  assert.equal(gateway.strangers, 0)
})
