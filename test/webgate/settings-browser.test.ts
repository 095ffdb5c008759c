/** The settings, an account made by a guest, and what a reader without eyes is told. */
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Page } from 'playwright-core'
import { until } from '../until.ts'
import { nothingToObject } from './axe.ts'
import { enter, logOf, online, say, seen } from './chromium.ts'
import { inBrowser, Stage } from './stage.ts'

const stage = new Stage()

const settings = 'footer.self button[aria-label=Settings]'

test(
  'words call, people are ignored, a conversation is quiet; all of it holds after a reload',
  inBrowser,
  async () => {
    const ada = await stage.visit()
    await enter(ada.page, 'ada', '#tea')
    const bob = await stage.visit()
    await enter(bob.page, 'bob', '#tea')
    const eve = await stage.visit()
    await enter(eve.page, 'eve', '#tea')
    await ada.page.click(settings)
    await ada.page.fill('#preference-words', 'kettle')
    await ada.page.fill('#preference-ignored', 'eve')
    await ada.page.getByLabel('Hide who comes and goes').check()
    await ada.page.keyboard.press('Escape')
    await ada.page.reload()
    await online(ada.page)
    await say(eve.page, 'nobody hears me')
    await say(bob.page, 'put the kettle on')
    await seen(ada.page, 'put the kettle on')
    assert.deepEqual(await logOf(ada.page), ['put the kettle on'])
    assert.equal(await ada.page.locator('.row.mention').count(), 1)
    assert.equal(await ada.page.locator('.row.join:visible').count(), 0)
    await ada.page.click(settings)
    await ada.page.getByLabel('nothing').check()
    assert.equal(await ada.page.inputValue('#preference-ignored'), 'eve')
    await ada.page.keyboard.press('Escape')
    await chooseInTwoTabs(ada.page)
    for (const { page, complaints } of [ada, bob, eve]) {
      assert.deepEqual(complaints, [])
      await page.context().close()
    }
  },
)

/** What is chosen in one tab is not written over by the other, which was open already. */
async function chooseInTwoTabs(page: Page): Promise<void> {
  const tab = await page.context().newPage()
  await tab.goto(page.url())
  await online(tab)
  await page.click(settings)
  await page.fill('#preference-exceptions', 'robot')
  await page.keyboard.press('Escape')
  await tab.click(settings)
  await tab.getByLabel('Hide who comes and goes').uncheck()
  await tab.keyboard.press('Escape')
  const kept = await tab.evaluate(() => localStorage.getItem('causerie-preferences'))
  assert.deepEqual([JSON.parse(kept!).exceptions, JSON.parse(kept!).calm], [['robot'], []])
}

test(
  'a guest keeps the name: the account is made, and the bouncer stays when the page goes',
  inBrowser,
  async () => {
    const { page, complaints } = await stage.visit()
    await enter(page, 'grace', '#milk,#tea')
    await page.locator('.buffer', { hasText: '#tea' }).click()
    await page.click('text=Keep this name')
    await page.fill('#new-password', 'milk, then tea')
    await page.click('dialog button[type=submit]')
    await page.waitForSelector('.network', { timeout: 30_000 })
    await page.getByLabel('Message #tea').waitFor()
    await page.locator('.row.join', { hasText: 'You joined' }).waitFor()
    await say(page, 'here to stay')
    await seen(page, 'here to stay')
    await page.context().close()
    const bob = await stage.visit()
    await enter(bob.page, 'bobby', '#tea')
    await bob.page.locator('.members, .member').getByText('grace').first().waitFor()
    assert.deepEqual(complaints, [])
    await bob.page.context().close()
  },
)

test(
  'a notification is shown for what calls, when the page is not looked at',
  inBrowser,
  async () => {
    const { page } = await stage.visit({ permissions: ['notifications'] })
    await page.evaluate(watched)
    await enter(page, 'hedy', '#tea')
    await page.click(settings)
    await page.getByLabel('Show notifications').check()
    await page.keyboard.press('Escape')
    await page.evaluate("dispatchEvent(new Event('blur'))")
    const bob = await stage.visit()
    await enter(bob.page, 'bobette', '#tea')
    await say(bob.page, 'just talk')
    await say(bob.page, 'hedy: are you there?')
    const told = () => page.evaluate(() => (globalThis as unknown as { told: string[] }).told)
    await until('the notification', async () => (await told()).length > 0)
    assert.deepEqual(await told(), ['bobette · #tea: hedy: are you there?'])
    for (const one of [page, bob.page]) await one.context().close()
  },
)

test('light and dark are the system’s choice until the reader makes one', inBrowser, async () => {
  const { page, complaints } = await stage.visit({ colorScheme: 'light' })
  const color = `getComputedStyle(document.querySelector('main')).backgroundColor`
  const ground = () => page.evaluate(color)
  await enter(page, 'owl', '#night')
  const day = await ground()
  await page.emulateMedia({ colorScheme: 'dark' })
  const night = await ground()
  assert.notEqual(night, day)
  await page.click(settings)
  await page.getByRole('button', { name: 'Light' }).click()
  assert.equal(await ground(), day)
  await page.reload()
  await online(page)
  assert.equal(await ground(), day)
  await page.click(settings)
  await page.getByRole('button', { name: 'As the system' }).click()
  assert.equal(await ground(), night)
  assert.deepEqual(complaints, [])
  await page.context().close()
})

test(
  'axe-core finds nothing to object to, in the light and in the dark, on any screen',
  inBrowser,
  async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const viewport of [
        { width: 1200, height: 800 },
        { width: 390, height: 780 },
      ]) {
        const { page } = await stage.visit({ colorScheme, viewport })
        await nothingToObject(page, 'the door')
        await enter(page, 'iris', '#tea')
        await say(page, 'a *line* with a link: https://example.org')
        await seen(page, 'a *line*')
        await nothingToObject(page, 'the room')
        if (viewport.width > 1000) {
          await page.click(settings)
          await page.waitForSelector('#preference-words')
          await nothingToObject(page, 'the settings')
        }
        await page.context().close()
      }
    }
  },
)

/** In the page: what would be shown is noted, and nobody looks. */
const watched = `
  globalThis.told = []
  globalThis.Notification = class {
    static permission = 'granted'
    static requestPermission = async () => 'granted'
    constructor(title, { body }) { told.push(title + ': ' + body) }
  }
  Object.defineProperty(document, 'hasFocus', { value: () => false })
`
