/** Talking on the page, as two people see it. */
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { enter, logOf, say, seen, type Visit } from './chromium.ts'
import { inBrowser, Stage } from './stage.ts'
import { talk } from './talker.ts'

const stage = new Stage()

async function two(channel: string): Promise<[alice: Visit, bob: Visit]> {
  const visits: [Visit, Visit] = [await stage.visit(), await stage.visit()]
  await enter(visits[0].page, 'alice', channel)
  await enter(visits[1].page, 'bob', channel)
  return visits
}

const row = (page: Page, text: string): Locator => page.locator('.row.said', { hasText: text })
const menu = (page: Page): Locator =>
  page.getByRole('dialog', { name: 'What to do with this message' })
const item = (page: Page, name: string): Locator =>
  menu(page).getByRole('button', { name, exact: true })

/** Points at the first message with this text and presses one of the buttons beside it. */
async function act(page: Page, text: string, button: string): Promise<void> {
  await row(page, text).first().hover()
  await page.getByRole('toolbar').getByRole('button', { name: button, exact: true }).click()
}

test('people reply, react, take back, and see who is typing', inBrowser, async () => {
  const [alice, bob] = await two('#talk')
  await say(alice.page, 'who wants tea?')
  await seen(bob.page, 'who wants tea?')
  await act(bob.page, 'who wants tea?', 'Reply')
  await bob.page.locator('.answering', { hasText: 'Replying to alice' }).waitFor()
  await bob.page.keyboard.type('me, please')
  await alice.page.locator('.typing', { hasText: 'bob is typing' }).waitFor()
  await bob.page.keyboard.press('Enter')
  await seen(alice.page, 'me, please')
  assert.equal(await alice.page.locator('.typing').textContent(), '')
  assert.equal(await bob.page.locator('.answering').count(), 0)
  const quote = row(alice.page, 'me, please').locator('.quote')
  assert.match((await quote.textContent())!, /alice who wants tea\?/)
  await quote.click()
  await alice.page.locator('.row.target', { hasText: 'who wants tea?' }).waitFor()

  await act(alice.page, 'me, please', 'React')
  await alice.page.getByPlaceholder('Find an emoji').fill('rocket')
  await alice.page.getByPlaceholder('Find an emoji').press('Enter')
  const reaction = row(bob.page, 'me, please').locator('.reaction')
  await reaction.click()
  await alice.page.locator('.reaction .sum', { hasText: '2' }).waitFor()
  assert.match((await reaction.getAttribute('aria-label'))!, /alice, bob/)
  await reaction.click()
  await alice.page.locator('.reaction .sum', { hasText: '1' }).waitFor()

  await say(alice.page, 'my password is hunter2')
  await seen(bob.page, 'hunter2')
  await act(bob.page, 'hunter2', 'Reply')
  await say(bob.page, 'change it')
  await seen(alice.page, 'change it')
  await act(bob.page, 'hunter2', 'Reply')
  await bob.page.locator('.answering', { hasText: 'hunter2' }).waitFor()
  await act(alice.page, 'hunter2', 'More')
  await item(alice.page, 'Remove message').click()
  await bob.page.locator('.row.redacted').waitFor()
  // Nor where it was answered, or is about to be.
  await bob.page.locator('.answering', { hasNotText: 'hunter2' }).waitFor()
  assert.doesNotMatch((await bob.page.locator('main').textContent())!, /hunter2/)

  await bob.page.reload()
  await seen(bob.page, 'me, please')
  assert.deepEqual(await logOf(bob.page), ['who wants tea?', 'me, please', 'change it'])
  await row(bob.page, 'me, please').locator('.reaction', { hasText: '1' }).waitFor()
  for (const visit of [alice, bob]) {
    assert.deepEqual([visit.complaints, visit.foreign], [[], []])
    await visit.page.context().close()
  }
})

test('several lines are one message, and the composer says so before', inBrowser, async () => {
  const [alice, bob] = await two('#lines')
  const poem = 'roses are red\n\nviolets are \x02blue\x02'
  await alice.page.fill('#composer', poem)
  const preview = alice.page.locator('.preview')
  assert.match((await preview.textContent())!, /one message of 3 lines/)
  assert.equal(await preview.locator('.bold').textContent(), 'blue')
  await alice.page.press('#composer', 'Enter')
  await seen(bob.page, 'violets')
  assert.deepEqual(await logOf(bob.page), ['roses are red\n\nviolets are blue'])
  await alice.page.fill('#composer', 'plain words')
  await alice.page.locator('#composer').selectText()
  await alice.page.keyboard.press('Control+b')
  assert.equal(await preview.locator('.bold').textContent(), 'plain words')
  await alice.page.keyboard.press('Control+b')
  assert.equal(await preview.count(), 0)
  await alice.page.getByRole('button', { name: 'Formatting' }).click()
  await alice.page.getByRole('button', { name: 'Italic' }).click()
  await alice.page.press('#composer', 'Enter')
  await bob.page.locator('.log .italic', { hasText: 'plain words' }).waitFor()
  await alice.page.fill('#composer', 'sea')
  await alice.page.locator('#composer').selectText()
  await alice.page.keyboard.press('Control+k')
  await alice.page.keyboard.type('12')
  await alice.page.keyboard.press('Enter')
  await bob.page.locator('.log .fg12', { hasText: 'sea' }).waitFor()
  for (const visit of [alice, bob]) {
    assert.deepEqual(visit.complaints, [])
    await visit.page.context().close()
  }
})

test('the keyboard reaches every message and what can be done with it', inBrowser, async () => {
  const [alice, bob] = await two('#keys')
  await say(alice.page, 'first thing')
  await seen(bob.page, 'first thing')
  await say(bob.page, 'second thing')
  await seen(alice.page, 'second thing')
  await alice.page.locator('.log').focus()
  await alice.page.keyboard.press('ArrowUp')
  await alice.page.locator('.row:focus', { hasText: 'second thing' }).waitFor()
  await alice.page.keyboard.press('ArrowUp')
  await alice.page.locator('.row:focus', { hasText: 'first thing' }).waitFor()
  await alice.page.keyboard.press('ArrowDown')
  await alice.page.keyboard.press('Enter')
  await menu(alice.page).waitFor()
  await alice.page.keyboard.press('Escape')
  await alice.page.locator('.row:focus', { hasText: 'second thing' }).waitFor()
  await alice.page.keyboard.press('Enter')
  await alice.page.locator('.emojis :focus').waitFor()
  await alice.page.keyboard.press('Enter')
  await row(bob.page, 'second thing').locator('.reaction').waitFor()
  await alice.page.locator('.row:focus').press('Escape')
  await alice.page.locator('#composer:focus').waitFor()
  await say(alice.page, '/join #other')
  await alice.page.locator('.titles h1', { hasText: '#other' }).waitFor()
  await alice.page.keyboard.press('Alt+ArrowUp')
  await alice.page.locator('.titles h1', { hasText: '#keys' }).waitFor()
  for (const visit of [alice, bob]) {
    assert.deepEqual(visit.complaints, [])
    await visit.page.context().close()
  }
})

test('new messages have a line above them, and a way to it', inBrowser, async () => {
  const { page, complaints } = await stage.visit()
  await enter(page, 'carol', '#busy,#calm')
  await page.locator('.buffer', { hasText: '#calm' }).click()
  using talker = await talk(stage.network.irc, '#busy', 60)
  const busy = page.locator('.buffer', { hasText: '#busy' })
  await busy.locator('.count', { hasText: '60' }).waitFor()
  talker.say('PRIVMSG #busy :carol: look')
  await busy.locator('.count.mentioned', { hasText: '1' }).waitFor()
  await busy.click()
  const line = page.getByRole('separator', { name: 'New messages' })
  await seen(page, 'carol: look')
  await page.getByRole('button', { name: 'Jump to 61 new messages' }).click()
  await page.locator('.row.fresh.target', { hasText: 'line 1' }).waitFor()
  assert.equal(await line.count(), 1)
  await page.getByRole('button', { name: /Jump to/ }).waitFor({ state: 'detached' })
  await page.locator('.buffer', { hasText: '#calm' }).click()
  await busy.click()
  await seen(page, 'carol: look')
  assert.equal(await line.count(), 0)
  assert.deepEqual(complaints, [])
  await page.context().close()
})

test('what is read on one device is read on the other', inBrowser, async () => {
  await stage.network.addAccount('mona', 'open sesame')
  const visit = async () => {
    const one = await stage.visit()
    await one.page.fill('#nick', 'mona')
    await one.page.click('summary')
    await one.page.fill('#account', 'mona')
    await one.page.fill('#password', 'open sesame')
    await enter(one.page, 'mona', '#shared #quiet')
    return one
  }
  const desk = await visit()
  const phone = await visit()
  const shared = (page: Page) => page.locator('.buffer', { hasText: '#shared' })
  for (const { page } of [desk, phone]) await page.locator('.buffer', { hasText: '#quiet' }).click()
  using talker = await talk(stage.network.irc, '#shared', 3, 'sam')
  for (const { page } of [desk, phone]) {
    await shared(page).locator('.count', { hasText: '3' }).waitFor()
  }
  await shared(desk.page).click()
  await shared(phone.page).locator('.count').waitFor({ state: 'detached' })
  talker.say('PRIVMSG #shared :and one more')
  await shared(phone.page).locator('.count', { hasText: '1' }).waitFor()
  for (const one of [desk, phone]) {
    assert.deepEqual(one.complaints, [])
    await one.page.context().close()
  }
})

test('a finger reaches what can be done with a message', inBrowser, async () => {
  using talker = await talk(stage.network.irc, '#touch', 3, 'toucan')
  const { page, complaints } = await stage.visit({
    viewport: { width: 360, height: 640 },
    hasTouch: true,
    isMobile: true,
  })
  await enter(page, 'thumb', '#touch')
  await seen(page, 'line 2')
  await row(page, 'line 2').tap()
  const bar = page.getByRole('toolbar', { name: 'What to do with this message' })
  await bar.waitFor()
  const [place, message] = await Promise.all([bar.boundingBox(), row(page, 'line 2').boundingBox()])
  assert.ok(Math.abs(place!.y - message!.y) < 40, 'the bar is at its message')
  await bar.getByRole('button', { name: 'React' }).tap()
  await page.locator('.emojis button').first().tap()
  await row(page, 'line 2').locator('.reaction').waitFor()
  await row(page, 'line 3').tap()
  await bar.getByRole('button', { name: 'Reply' }).tap()
  await page.locator('.answering', { hasText: 'toucan line 3' }).waitFor()
  assert.equal(await page.locator('html').evaluate((html) => html.scrollWidth), 360)
  assert.ok(talker.socket.writable)
  assert.deepEqual(complaints, [])
  await page.context().close()
})
