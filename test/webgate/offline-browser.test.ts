/** The page as something that is installed, and that opens where there is no network. */
import assert from 'node:assert/strict'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import type { Page } from 'playwright-core'
import { buildClient } from '../../scripts/build.ts'
import type { BuiltFile } from '../../webgate/site.ts'
import { until } from '../until.ts'
import { chromiumMissing, tryNow, Wire } from './chromium.ts'
import { startGateway } from './gateway.ts'
import { inBrowser, SharedChromium } from './stage.ts'

const chromium = new SharedChromium()
let directory: string
let dist: string

before(async () => {
  if (chromiumMissing) return
  directory = await mkdtemp(join(tmpdir(), 'causerie-offline-'))
  dist = join(directory, 'first')
  await buildClient(dist)
})

after(async () => {
  if (chromiumMissing) return
  await rm(directory, { recursive: true, force: true })
})

/** The same client as if its main script had changed: other names, another page, another worker. */
async function builtAgain(mark: string): Promise<string> {
  const again = join(directory, mark)
  await cp(dist, again, { recursive: true })
  const list: BuiltFile[] = JSON.parse(await readFile(join(again, 'files.json'), 'utf8'))
  const names = list.filter(({ file }) => /^(client|part)-/.test(file)).map(({ file }) => file)
  const renamed = (text: string) =>
    names.reduce((so, name) => so.replaceAll(name, name.replace(/-..../, `-${mark}`)), text)
  for (const file of await readdir(again)) {
    if (/\.(br|gz|png)$/.test(file)) continue
    const text = renamed(await readFile(join(again, file), 'utf8'))
    const body = file === 'worker.js' ? text.replace(/version:"..../, `version:"${mark}`) : text
    await rm(join(again, file))
    await writeFile(join(again, renamed(file)), body)
  }
  const plain = JSON.parse(await readFile(join(again, 'files.json'), 'utf8')) as BuiltFile[]
  const uncompressed = plain.map((file) => ({ ...file, compressed: false }))
  await writeFile(join(again, 'files.json'), JSON.stringify(uncompressed))
  return again
}

const caches = (page: Page): Promise<string[]> => page.evaluate('caches.keys()')
const controlled = (page: Page) => {
  const state = `navigator.serviceWorker.controller?.state`
  return until('the worker', async () => (await page.evaluate(state)) === 'activated')
}
const script = (page: Page) => page.locator('script[type=module]').getAttribute('src')

test('the page can be installed, and nothing else becomes a worker', inBrowser, async () => {
  await using gateway = await startGateway({ secret: '', dist })
  const { page, complaints } = await chromium.visit(gateway.http)
  await controlled(page)
  const cdp = await page.context().newCDPSession(page)
  const { url, errors } = await cdp.send('Page.getAppManifest')
  assert.deepEqual([url, errors], [`${gateway.http}/manifest.webmanifest`, []])
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors')
  // Windows of tests are private ones, in which nothing is installed.
  const others = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')
  assert.deepEqual(others, [])
  assert.deepEqual(complaints, [])
  const policy = (name: string) =>
    page.evaluate(`trustedTypes.createPolicy('${name}', { createScriptURL: (url) => url })`)
  await assert.rejects(policy('another'), /disallowed/)
  await assert.rejects(policy('causerie-worker'), /disallowed|already exists/)
  for (const other of ['/worker.js', '/client.js']) {
    const register = page.evaluate(`navigator.serviceWorker.register('${other}')`)
    await assert.rejects(register, /TrustedScriptURL/)
  }
  await page.context().close()
})

test(
  'without a network the page opens, and says that it has no connection',
  inBrowser,
  async () => {
    await using gateway = await startGateway({ secret: '', dist })
    await using wire = await Wire.to(gateway.http)
    const { page } = await chromium.visit(`${wire.url}?nick=ada&channels=tea`, { locale: 'fr' })
    await controlled(page)
    await page.click('button[type=submit]')
    const { duplex } = await gateway.upstream()
    for (const line of ['001 ada :Hello', '422 ada :No MOTD']) duplex.write(`:irc.test ${line}\r\n`)
    await page.waitForSelector('.presence[data-on=true]', { state: 'attached' })
    wire.cut()
    await page.reload()
    await page.waitForSelector('.banner[data-state=waiting]')
    // Its language is a part of its own, and came along.
    assert.equal(await page.getAttribute('html', 'lang'), 'fr')
    for (const path of ['/healthz', '/webirc/info', '/hooks/x', '/worker.js']) {
      await assert.rejects(page.evaluate(`fetch('${path}')`), /Failed to fetch/, path)
    }
    wire.mend()
    await tryNow(page)
    await page.waitForSelector('.banner:not([data-state=waiting])')
    await page.context().close()
  },
)

test(
  'a new build is taken whole, and the one before the last is forgotten',
  inBrowser,
  async () => {
    let gateway = await startGateway({ secret: '', dist })
    const { port, http } = gateway
    const restart = async (mark: string) => {
      const next = await builtAgain(mark)
      await gateway[Symbol.asyncDispose]()
      const config = { listen: [{ kind: 'tcp', host: '127.0.0.1', port } as const] }
      gateway = await startGateway({ secret: '', dist: next, config })
    }
    try {
      const { page } = await chromium.visit(http)
      await controlled(page)
      const kept = await caches(page)
      assert.equal(kept.length, 1)
      const state = `navigator.serviceWorker.getRegistration().then((it) => it.active?.state)`
      for (const mark of ['2222', '3333']) {
        await restart(mark)
        await page.reload()
        assert.match(String(await script(page)), new RegExp(`-${mark}`))
        await until(`the worker of ${mark}`, async () =>
          (await caches(page)).some((k) => k.includes(mark)),
        )
        await until('its turn', async () => (await page.evaluate(state)) === 'activated')
      }
      await until('two builds', async () => (await caches(page)).length === 2)
      assert.ok(!(await caches(page)).includes(kept[0]!))
      await gateway[Symbol.asyncDispose]()
      await page.reload()
      assert.match(String(await script(page)), /-3333/)
      await page.waitForSelector('.welcome')
      await page.context().close()
    } finally {
      await gateway[Symbol.asyncDispose]()
    }
  },
)
