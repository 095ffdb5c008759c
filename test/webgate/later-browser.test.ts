/** Parts of the page that are loaded later, and may not come, or late; and what a server asks of strangers. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { until } from '../until.ts'
import { enter, tryNow, Wire } from './chromium.ts'
import { startGateway } from './gateway.ts'
import { inBrowser, SharedChromium, Stage } from './stage.ts'

const stage = new Stage({ settings: () => ({ ircd: { strangers: { work: 12 } } }) })
const chromium = new SharedChromium()
const settings = 'footer.self button[aria-label=Settings]'

test('a part that has not come says so, and is asked for again', inBrowser, async () => {
  const { page } = await stage.visit({ serviceWorkers: 'block' })
  // A stranger has done some work to be here.
  await enter(page, 'ada', '#tea')
  await page.route('**/part-*.js', (route) => route.abort())
  await page.click(settings)
  await page.locator('.not-loaded[role=alert]').waitFor()
  await page.unroute('**/part-*.js')
  await page.click('.not-loaded button')
  await page.locator('dialog #preference-words').waitFor()
  assert.equal(await page.locator('.not-loaded').count(), 0)
  await page.context().close()
})

test(
  'who signs in where a part has not come is told so, and comes in then',
  inBrowser,
  async () => {
    await stage.network.addAccount('mona', 'correct horse')
    const { page } = await stage.visit({ serviceWorkers: 'block' })
    await page.fill('#nick', 'mona')
    await page.click('summary')
    await page.fill('#password', 'correct horse')
    await page.route('**/part-*.js', (route) => route.abort())
    await page.click('button[type=submit]')
    await page.locator('.complaint', { hasText: 'could not be loaded' }).waitFor()
    await page.unroute('**/part-*.js')
    await page.fill('#password', 'correct horse')
    await page.click('button[type=submit]')
    await page.locator('.network').waitFor()
    await page.context().close()
  },
)

test(
  'of two languages the one that was chosen last is spoken, whichever comes first',
  inBrowser,
  async () => {
    const { page, complaints } = await stage.visit({ serviceWorkers: 'block' })
    await enter(page, 'bob', '#tea')
    await page.click(settings)
    await page.locator('dialog #preference-words').waitFor()
    const held = Promise.withResolvers<void>()
    let asked = 0
    await page.route('**/part-*.js', async (route) => {
      asked++
      await held.promise
      await route.continue()
    })
    await page.click('.languages [lang=fr]')
    await until('French to be asked for', () => asked > 0)
    await page.click('.languages [lang=en]')
    held.resolve()
    await page.unrouteAll({ behavior: 'wait' })
    await page.waitForLoadState('networkidle')
    assert.equal(await page.getAttribute('html', 'lang'), 'en')
    assert.equal(await page.locator('.languages [lang=en]').getAttribute('aria-pressed'), 'true')
    await page.click('.languages [lang=fr]')
    await page.waitForSelector('html[lang=fr]')
    await page.getByText('Masquer les arrivées et les départs').waitFor()
    assert.deepEqual(complaints, [])
    await page.context().close()
  },
)

test(
  'while the page does the work that a server asks for it says so, and does not stand still',
  inBrowser,
  async () => {
    await using gateway = await startGateway({ secret: '' })
    const { page, complaints } = await chromium.visit(`${gateway.http}/?nick=ada&channels=tea`)
    await page.click('button[type=submit]')
    const { duplex } = await gateway.upstream()
    const say = (line: string) => duplex.write(`:irc.test ${line}\r\n`)
    // It would take a minute.
    say('FAIL * CHALLENGE sha256 26 0123456789abcdef :Strangers work here')
    await page.locator('.banner', { hasText: 'Doing the work' }).waitFor()
    await page.click(settings)
    await page.locator('dialog #preference-words').waitFor()
    await page.keyboard.press('Escape')
    for (const line of ['001 ada :Hello', '422 ada :No MOTD']) say(line)
    await page.waitForSelector('.presence[data-on=true]', { state: 'attached' })
    await page.locator('.banner', { hasText: 'Doing the work' }).waitFor({ state: 'detached' })
    assert.equal(await page.locator('.row', { hasText: 'Strangers work here' }).count(), 0)
    assert.deepEqual(complaints, [])
    await page.context().close()
  },
)

test('a work that nobody can do is not begun', inBrowser, async () => {
  await using gateway = await startGateway({ secret: '' })
  const { page } = await chromium.visit(`${gateway.http}/?nick=ada&channels=tea`)
  await page.click('button[type=submit]')
  const { duplex } = await gateway.upstream()
  duplex.write(':irc.test FAIL * CHALLENGE sha256 40 0123456789abcdef :Strangers stay out\r\n')
  await page.locator('.welcome', { hasText: 'Strangers stay out' }).waitFor()
  await page.context().close()
})

test('that nothing was missed is said where it is known', inBrowser, async () => {
  await using gateway = await startGateway({ secret: '', config: { resume_for: 0 } })
  await using wire = await Wire.to(gateway.http)
  const { page } = await chromium.visit(`${wire.url}?nick=ada&channels=tea`)
  const welcome = async (...lines: string[]) => {
    const { duplex } = await gateway.upstream()
    const all = [...lines, '001 ada :Hello', '422 ada :No MOTD']
    for (const line of all) duplex.write(`:irc.test ${line}\r\n`)
    await page.waitForSelector('.self .presence[data-on=true]', { state: 'attached' })
  }
  const back = async () => {
    wire.cut()
    await page.waitForSelector('.banner[data-state=waiting]')
    wire.mend()
    await tryNow(page)
  }
  await page.click('button[type=submit]')
  await welcome()
  await back()
  await welcome()
  await page.locator('.banner', { hasText: /^You are back\.$/ }).waitFor()
  await page.context().close()
})
