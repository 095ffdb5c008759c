/** The page inside a page of another site. */
import assert from 'node:assert/strict'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { after } from 'node:test'
import type { Frame, Page } from 'playwright-core'
import { parseConfig } from '#host/config.ts'
import { until } from '../until.ts'
import { enter, say, seen } from './chromium.ts'
import { inBrowser, Stage } from './stage.ts'

/** Another site, whose page has the client in it. */
class Forum {
  chat = ''
  readonly #server = http.createServer(({ url }, response) => {
    const query = new URL(url!, 'http://forum').search.slice(1)
    response.setHeader('Content-Type', 'text/html')
    response.end(
      `<!doctype html><link rel="icon" href="data:,"><h1>A forum</h1>
      <iframe src="${this.chat}?embed&${query}" width="640" height="420" style="border:0"></iframe>`,
    )
  })

  async open(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return this.#port
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** By another name it is another origin. */
  url(host: 'localhost' | '127.0.0.1' | 'other.localhost'): string {
    return `http://${host}:${this.#port}/`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

const forum = new Forum()
const stage = new Stage({
  async settings() {
    const port = await forum.open()
    return { webgate: { embeds: [`http://localhost:${port}`, `http://127.0.0.1:${port}`] } }
  },
  opened({ web }) {
    forum.chat = web
  },
})

after(() => forum.close())

async function chatIn(page: Page): Promise<Frame> {
  const handle = await page.waitForSelector('iframe')
  return (await handle.contentFrame())!
}

test(
  'a listed page shows the client, small, with tabs where there are several',
  inBrowser,
  async () => {
    const visit = await stage.visit({}, `${forum.url('localhost')}?channels=forum,tea`)
    const frame = await chatIn(visit.page)
    await frame.fill('#nick', 'ann')
    assert.equal(await frame.inputValue('#channels'), '#forum #tea')
    await frame.click('button[type=submit]')
    await frame.waitForSelector('.headcount', { state: 'attached' })
    await frame.locator('.buffers').getByText('#tea').click()
    await frame.locator('.titles h1', { hasText: '#tea' }).waitFor()
    const bob = await stage.visit()
    await enter(bob.page, 'bob', '#tea')
    await say(bob.page, 'hello, forum')
    await frame.locator('.row .text', { hasText: 'hello, forum' }).waitFor()
    await frame.fill('#composer', 'hello, bob')
    await frame.press('#composer', 'Enter')
    await seen(bob.page, 'hello, bob')
    assert.equal(await frame.locator('.members').count(), 0)
    for (const hidden of ['.self', '.join-form', '.side-head', '.brand', '.head .only-medium']) {
      assert.equal(await frame.locator(hidden).first().isVisible(), false, hidden)
    }
    const room = await frame.locator('.chat > main').boundingBox()
    const inside = (await (await visit.page.$('iframe'))!.boundingBox())!
    assert.equal(room?.width, inside.width)
    assert.ok(room.height > inside.height * 0.85, 'nearly all of it is the conversation')
    assert.deepEqual(visit.complaints, [])
    await Promise.all([visit.page.context().close(), bob.page.context().close()])
  },
)

test(
  'one channel needs no tabs, and comes back after a reload without the focus',
  inBrowser,
  async () => {
    const { page } = await stage.visit({}, `${forum.url('127.0.0.1')}?channels=forum&nick=cat`)
    let frame = await chatIn(page)
    await frame.click('button[type=submit]')
    await frame.waitForSelector('.headcount', { state: 'attached' })
    assert.equal(await frame.locator('.buffers').isVisible(), false)
    await page.reload()
    frame = await chatIn(page)
    await frame.waitForSelector('.headcount', { state: 'attached' })
    assert.equal(await frame.locator('.titles h1').textContent(), '#forum')
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'BODY')
    await page.context().close()
  },
)

test('a page that is not listed shows nothing of it', inBrowser, async () => {
  const { page } = await stage.visit({}, 'about:blank')
  const refusals: string[] = []
  page.on('console', (message) => {
    if (/frame-ancestors/.test(message.text())) refusals.push(message.text())
  })
  await page.goto(forum.url('other.localhost'))
  await until('the refusal', () => refusals.length > 0)
  const frame = await chatIn(page)
  assert.equal(await frame.locator('#page').count(), 0)
  await page.context().close()
})

test('what may be listed is what browsers understand', () => {
  const embedsOf = (origin: string) =>
    parseConfig(`[webgate]\nembeds = ["${origin}"]`, 'test', '/').webgate.embeds
  for (const fine of [
    'https://forum.example.org',
    'http://localhost:8000',
    'https://*.example.org',
  ]) {
    assert.deepEqual(embedsOf(fine), [fine])
  }
  for (const strange of [
    '*',
    'https://a.example/x',
    'https://a.example; script-src *',
    'a.example',
  ]) {
    assert.throws(() => embedsOf(strange), /embeds/, strange)
  }
})
