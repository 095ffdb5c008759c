/** The CAPTCHA of Kiwi's protocol, with the provider's documented answers from a server of the test. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import { parseConfig } from '#host/config.ts'
import { until } from '../until.ts'
import { type Gateway, startGateway } from './gateway.ts'
import { Sock, transports } from './sock.ts'

type Say = (response: http.ServerResponse, token: string) => void

/** `right` is right once; then it is a duplicate. */
class Provider implements AsyncDisposable {
  readonly asked: Record<string, string>[] = []
  readonly #server: http.Server
  readonly #used = new Set<string>()

  constructor(say?: Say) {
    this.#server = http.createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString()
      const asked = Object.fromEntries(new URLSearchParams(body))
      this.asked.push(asked)
      assert.equal(request.method, 'POST')
      assert.match(request.headers['content-type']!, /^application\/x-www-form-urlencoded/)
      if (say) return say(response, asked.response!)
      answer(response, this.#judge(asked))
    })
  }

  #judge({ secret, response = '' }: Record<string, string>): object {
    const refuse = (code: string) => ({ success: false, 'error-codes': [code] })
    if (secret !== 'the secret') return refuse('invalid-input-secret')
    if (this.#used.has(response)) return refuse('timeout-or-duplicate')
    this.#used.add(response)
    if (response !== 'right') return refuse('invalid-input-response')
    return { success: true, challenge_ts: '2026-11-20T16:00:00Z', hostname: 'chat.example.org' }
  }

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/siteverify`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

function answer(response: http.ServerResponse, body: object): void {
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify(body))
}

const guarded = (verify_url: string, secret = 'the secret') =>
  startGateway({ config: { captcha: { verify_url, secret } }, captchaMs: 300 })

async function knock(gateway: Gateway, transport = transports[0]!): Promise<Sock> {
  const page = await Sock.open(`${gateway.http}/webirc/kiwiirc/`, transport)
  page.say(':1', ':1 NICK ann', ':1 USER ann 0 * :Ann')
  assert.equal(await page.next(), ':1')
  return page
}

for (const transport of transports) {
  test(`nobody reaches a server before the CAPTCHA is solved, over ${transport}`, async () => {
    await using provider = new Provider()
    await using gateway = await guarded(await provider.open())
    const page = await knock(gateway, transport)
    assert.equal(await page.next(), ':1 CAPTCHA NEEDED')
    page.say(':1 CAP END')
    assert.equal(gateway.strangers, 0)
    page.say(':1 CAPTCHA right')
    const upstream = await gateway.upstream()
    assert.match(await upstream.line(), /^WEBIRC /)
    for (const line of ['NICK ann', 'USER ann 0 * :Ann', 'CAP END']) {
      assert.equal(await upstream.line(), line)
    }
    assert.equal(await page.next(), ':1 control connected')
    const asked = { secret: 'the secret', response: 'right', remoteip: '127.0.0.1' }
    assert.deepEqual(provider.asked, [asked])
    page.leave()
  })
}

test('an answer that comes before it is asked for is enough', async () => {
  await using provider = new Provider()
  await using gateway = await guarded(await provider.open())
  const page = await Sock.open(`${gateway.http}/webirc/kiwiirc/`, 'websocket')
  page.say(':1', ':1 CAPTCHA right', ':1 NICK ann', ':1 USER ann 0 * :Ann')
  assert.equal(await page.next(), ':1')
  assert.equal(await page.next(), ':1 control connected')
  page.leave()
})

test('a wrong answer closes the channel; the next try may be right', async () => {
  await using provider = new Provider()
  await using gateway = await guarded(await provider.open())
  const page = await knock(gateway)
  assert.equal(await page.next(), ':1 CAPTCHA NEEDED')
  page.say(':1 CAPTCHA wrong')
  assert.equal(await page.next(), ':1 ERROR :Invalid captcha')
  assert.equal(await page.next(), ':1 control closed bad_captcha')
  assert.equal(gateway.strangers, 0)
  page.say(':1', ':1 NICK ann', ':1 USER ann 0 * :Ann')
  assert.equal(await page.next(), ':1')
  assert.equal(await page.next(), ':1 CAPTCHA NEEDED')
  page.say(':1 CAPTCHA right')
  assert.equal(await page.next(), ':1 control connected')
  page.leave()
})

test('once is enough for a session: its other networks, and its next connection', async () => {
  await using provider = new Provider()
  await using gateway = await guarded(await provider.open())
  const page = await knock(gateway)
  assert.equal(await page.next(), ':1 CAPTCHA NEEDED')
  page.say(':2', ':2 NICK bob', ':2 USER bob 0 * :Bob')
  assert.equal(await page.next(), ':2')
  assert.equal(await page.next(), ':2 CAPTCHA NEEDED')
  page.say(':1 CAPTCHA right')
  const both = [await page.next(), await page.next()].toSorted()
  assert.deepEqual(both, [':1 control connected', ':2 control connected'])
  page.say(':3', ':3 CAPTCHA right', ':3 NICK cat', ':3 USER cat 0 * :Cat')
  assert.equal(await page.next(), ':3')
  assert.equal(await page.next(), ':3 control connected')
  assert.equal(provider.asked.length, 1)
  page.leave()
})

test('another session must solve its own, and a session may try five times', async () => {
  await using provider = new Provider()
  await using gateway = await guarded(await provider.open())
  const page = await knock(gateway)
  assert.equal(await page.next(), ':1 CAPTCHA NEEDED')
  for (let n = 0; n < 8; n++) {
    page.say(':1', ':1', `:1 CAPTCHA wrong${n}`)
    await until('the end', () => page.heard.filter((one) => /bad_captcha/.test(one)).length > n)
  }
  assert.equal(provider.asked.length, 5)
  const other = await knock(gateway)
  assert.equal(await other.next(), ':1 CAPTCHA NEEDED')
  for (const one of [page, other]) one.leave()
})

test('a page that leaves, or closes the channel, while its answer is checked opens nothing', async () => {
  const waiting: (() => void)[] = []
  await using provider = new Provider((response) => {
    waiting.push(() => answer(response, { success: true }))
  })
  await using gateway = await startGateway({
    config: { captcha: { verify_url: await provider.open(), secret: 'the secret' } },
  })
  const [closing, leaving] = [await knock(gateway), await knock(gateway)]
  for (const page of [closing, leaving]) {
    assert.equal(await page.next(), ':1 CAPTCHA NEEDED')
    page.say(':1 CAPTCHA right')
  }
  await until('both to be asked for', () => waiting.length === 2)
  closing.say(':1')
  leaving.leave()
  closing.say(':2', ':2 NICK bob', ':2 USER bob 0 * :Bob')
  assert.equal(await closing.next(), ':2')
  for (const go of waiting) go()
  await until('the other channel', () => closing.heard.includes(':2 control connected'))
  await gateway.upstream()
  assert.equal(gateway.strangers, 0)
  closing.leave()
})

const troubles: Record<string, Say> = {
  'says nothing': () => {},
  'is out of order': (response) => void response.writeHead(500).end('{"success":true}'),
  'says nonsense': (response) => void response.end('<html>'),
  'says nothing that is an answer': (response) => void response.end('null'),
  'leads elsewhere': (response) => void response.writeHead(302, { Location: '/' }).end(),
  'answers without end': (response) => void response.end(`{"success":true}${' '.repeat(20_000)}`),
  'does not know our secret': (response) =>
    answer(response, { success: false, 'error-codes': ['invalid-input-secret'] }),
}

for (const [what, say] of Object.entries(troubles)) {
  test(`nobody comes in while the provider ${what}`, async () => {
    await using provider = new Provider(say)
    await using gateway = await guarded(await provider.open())
    const page = await knock(gateway)
    assert.equal(await page.next(), ':1 CAPTCHA NEEDED')
    page.say(':1 CAPTCHA right')
    assert.match(await page.next(), /^:1 ERROR :/)
    assert.match(await page.next(), /^:1 control closed (err_unknown|bad_captcha)$/)
    assert.equal(gateway.strangers, 0)
    page.leave()
  })
}

test('a provider that is not there, and an answer that can be none', async () => {
  await using gateway = await guarded('http://127.0.0.1:1/siteverify')
  for (const [token, closed] of [
    ['right', 'err_unknown'],
    ['x'.repeat(4097), 'bad_captcha'],
    ['', 'bad_captcha'],
  ]) {
    const page = await knock(gateway)
    assert.equal(await page.next(), ':1 CAPTCHA NEEDED')
    page.say(`:1 CAPTCHA ${token}`)
    await page.next()
    assert.equal(await page.next(), `:1 control closed ${closed}`)
    page.leave()
  }
  assert.equal(gateway.strangers, 0)
})

test('an address without a secret is a mistake', () => {
  const text = '[webgate.captcha]\nverify_url = "https://api.hcaptcha.com/siteverify"'
  assert.throws(() => parseConfig(text, 'test', '/'), /webgate.captcha.verify_url: needs .*secret/)
})
