/** Searching and completing on the page. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { enter, logOf, seen } from './chromium.ts'
import { inBrowser, Stage } from './stage.ts'
import { talk } from './talker.ts'

const stage = new Stage()

test(
  'a message of long ago is found, shown where it stood, and left again',
  inBrowser,
  async () => {
    using talker = await talk(stage.network.irc, '#old', 30)
    talker.say('PRIVMSG #old :the <b>treasure</b> is under the oak')
    using more = await talk(stage.network.irc, '#old', 400, 'other')
    const { page, complaints } = await stage.visit()
    await enter(page, 'finder', '#old,#new')
    await page.locator('.buffer', { hasText: '#old' }).click()
    await seen(page, 'line 400')
    await page.keyboard.press('Control+Shift+F')
    const search = page.getByRole('searchbox')
    await search.fill('treasure xyzzy')
    await search.press('Enter')
    await page.getByText('Nothing was found.').waitFor()
    await search.fill('oak TREASURE from:talker')
    await search.press('Enter')
    const hit = page.locator('.hits button')
    await hit.waitFor()
    assert.equal(
      await hit.locator('.hit-text').textContent(),
      'the <b>treasure</b> is under the oak',
    )
    assert.deepEqual(await hit.locator('mark').allTextContents(), ['treasure', 'oak'])
    await page.locator('.buffer', { hasText: '#new' }).click()
    await hit.click()
    await page.locator('.titles h1', { hasText: '#old' }).waitFor()
    await page.locator('.row.target', { hasText: 'under the oak' }).waitFor()
    await seen(page, 'line 30')
    assert.ok((await logOf(page)).length <= 120, 'only what stands around it')
    for (const place of ['end', 'end', 'end'] as const) {
      const before = (await logOf(page)).length
      await page.locator('.log').evaluate((log, where) => {
        log.scrollTo(0, where === 'end' ? log.scrollHeight : 0)
      }, place)
      await page.locator('.row.said').nth(before).waitFor({ state: 'attached' })
    }
    const lines = (await logOf(page)).filter((line) => line.startsWith('line '))
    assert.equal(new Set(lines.slice(-200)).size, 200, 'no line comes twice')
    await page.getByRole('button', { name: 'Back to now' }).click()
    await seen(page, 'line 400')
    await page.getByRole('button', { name: 'Close' }).last().click()
    await page.locator('.search').waitFor({ state: 'detached' })
    assert.deepEqual(complaints, [])
    assert.ok(more.socket.writable)
    await page.context().close()
  },
)

test('what one types is completed, and Enter sends all the same', inBrowser, async () => {
  using talker = await talk(stage.network.irc, '#complete', 1, 'barnaby')
  const { page, complaints } = await stage.visit()
  await enter(page, 'typist', '#complete')
  const box = page.locator('#composer')
  const options = page.getByRole('option')
  await box.focus()
  await page.keyboard.type('/ni')
  await options.first().waitFor()
  assert.match((await options.first().textContent())!, /^\/nick/)
  await page.keyboard.press('Tab')
  assert.equal(await box.inputValue(), '/nick ')
  await page.keyboard.type('writer')
  await page.keyboard.press('Enter')
  await page.locator('.self strong', { hasText: 'writer' }).waitFor()
  await page.keyboard.type('/help kick')
  await page.keyboard.press('Enter')
  await page.locator('.row.note', { hasText: 'remove somebody from the channel' }).waitFor()
  await page.keyboard.type('@bar')
  await options.first().waitFor()
  await options.first().click()
  assert.equal(await box.inputValue(), 'barnaby: ')
  await page.keyboard.type('see #com')
  await options.first().waitFor()
  await page.keyboard.press('Tab')
  assert.equal(await box.inputValue(), 'barnaby: see #complete ')
  await page.keyboard.type(':rocket')
  await options.first().waitFor()
  await page.keyboard.press('Tab')
  assert.equal(await box.inputValue(), 'barnaby: see #complete 🚀 ')
  await page.keyboard.type('/he')
  await page.keyboard.press('Enter')
  await seen(page, 'barnaby: see #complete 🚀 /he')
  assert.ok(talker.socket.writable)
  assert.deepEqual(complaints, [])
  await page.context().close()
})

test('channels are looked for and entered', inBrowser, async () => {
  using talker = await talk(stage.network.irc, '#harbour', 0, 'sailor')
  talker.say('TOPIC #harbour :ships \x02and\x02 gulls')
  const { page, complaints } = await stage.visit()
  await enter(page, 'wanderer', '#start')
  await page.getByRole('button', { name: 'Browse channels' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('#harbour').waitFor()
  await dialog.getByPlaceholder('Find a channel').fill('GULLS')
  await dialog.getByText('1 channel', { exact: true }).waitFor()
  await dialog.getByRole('button', { name: /#harbour 1 person.*ships and gulls/ }).click()
  await page.locator('.titles h1', { hasText: '#harbour' }).waitFor()
  assert.equal(await dialog.count(), 0)
  assert.deepEqual(complaints, [])
  await page.context().close()
})
