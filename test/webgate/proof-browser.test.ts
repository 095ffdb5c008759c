/**
 * The whole of it, as three people live it: Alice at a desk, Bob with a telephone in the dark, in
 * French, and Wanda in WeeChat. What they see is photographed: into CAUSERIE_SCREENSHOTS where that
 * is set, to be looked at, and nowhere else.
 */
import assert from 'node:assert/strict'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { fr } from '../../webgate/client/words/fr.ts'
import { more } from '../../webgate/client/words/fr-more.ts'
import { demand, skipWithout } from '../clients/programs.ts'
import { WeeChat } from '../clients/weechat.ts'
import { temporaryDirectory } from '../network.ts'
import { until } from '../until.ts'
import { nothingToObject } from './axe.ts'
import { enter, logOf, online, say, seen, tryNow, type Visit, Wire } from './chromium.ts'
import { Stage } from './stage.ts'

const programs = ['weechat-headless', 'chromium']
const stage = new Stage()
const channel = '#tea'
const password = 'correct horse'

interface Room {
  alice: Visit
  bob: Visit
  wanda: WeeChat
  /** Between Alice and the network. */
  wire: Wire
}

test('two browsers and WeeChat talk, answer, take back, lose the network, come back, search', {
  skip: skipWithout(...programs),
  timeout: 180_000,
}, async () => {
  demand(...programs)
  const home = await temporaryDirectory()
  await using wire = await Wire.to(stage.network.web)
  const room = await gather(home, wire)
  const people = [room.alice, room.bob]
  try {
    await theyTalk(room)
    await theyAnswer(room)
    await photographs(room)
    await oneIsCutOff(room)
    await oneSearches(room)
    for (const { complaints, foreign } of people) assert.deepEqual([complaints, foreign], [[], []])
  } finally {
    await Promise.allSettled([...people.map(({ page }) => page.context().close()), wanda(room)])
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
})

const wanda = (room: Room): Promise<void> => room.wanda.kill()

async function gather(home: string, wire: Wire): Promise<Room> {
  await stage.network.addAccount('wanda', password)
  const login = { account: 'wanda', password }
  const weechat = new WeeChat('wanda', home, {
    ...stage.network.irc,
    channel,
    nick: 'wanda',
    login,
  })
  const alice = await stage.visit({ viewport: { width: 1280, height: 800 } }, wire.url)
  await picture(alice.page, 'desk-door')
  const phone = { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true }
  const bob = await stage.visit({ ...phone, colorScheme: 'dark', locale: 'fr-FR' })
  await picture(bob.page, 'phone-dark-french-door')
  await enter(alice.page, 'alice', channel)
  await enter(bob.page, 'bob', channel)
  await weechat.start()
  return { alice, bob, wanda: weechat, wire }
}

const row = (page: Page, text: string): Locator => page.locator('.row.said', { hasText: text })

async function theyTalk({ alice, bob, wanda }: Room): Promise<void> {
  await say(alice.page, '/topic Tea at five, bring biscuits')
  await say(alice.page, 'Welcome! The kettle is on.')
  await seen(bob.page, 'kettle')
  await say(bob.page, 'Bonjour ! Reste-t-il du \x02Darjeeling\x02 ? 🫖')
  await seen(alice.page, 'Darjeeling')
  await wanda.say('I have brought shortbread, alice.')
  const said = ['Welcome!', 'Darjeeling', 'shortbread']
  await everybodyHas({ alice, bob, wanda }, said)
  await row(alice.page, 'shortbread').and(alice.page.locator('.mention')).waitFor()
}

/** Bob answers Wanda with a finger, Alice reacts, and takes something back. */
async function theyAnswer({ alice, bob, wanda }: Room): Promise<void> {
  await row(bob.page, 'shortbread').tap()
  const bar = bob.page.getByRole('toolbar', { name: more.messageActions })
  await bar.getByRole('button', { name: more.reply, exact: true }).tap()
  await say(bob.page, 'Quelle bonne idée, merci.')
  await row(alice.page, 'merci').locator('.quote', { hasText: 'wanda' }).waitFor()
  await row(alice.page, 'merci').hover()
  await alice.page.getByRole('button', { name: 'React', exact: true }).click()
  await alice.page.getByPlaceholder('Find an emoji').fill('heart')
  await picture(alice.page, 'desk-menu')
  await alice.page.getByPlaceholder('Find an emoji').press('Enter')
  await row(bob.page, 'merci').locator('.reaction').waitFor()
  await say(alice.page, 'the key is under the mat')
  await seen(bob.page, 'under the mat')
  await until('WeeChat to have it', async () => (await texts(wanda)).includes('under the mat'))
  await row(alice.page, 'under the mat').hover()
  await alice.page.getByRole('button', { name: 'More', exact: true }).click()
  await alice.page.getByRole('button', { name: 'Remove message', exact: true }).click()
  await bob.page.locator('.row.redacted').waitFor()
  await bob.page.reload()
  await online(bob.page)
  await row(bob.page, 'merci').locator('.reaction').waitFor()
  for (const { page } of [alice, bob]) {
    assert.doesNotMatch((await page.locator('.log').textContent())!, /under the mat/)
  }
}

async function photographs({ alice, bob }: Room): Promise<void> {
  await picture(alice.page, 'desk-room')
  for (const { page } of [alice, bob]) await nothingToObject(page, 'the room')
  await alice.page.emulateMedia({ colorScheme: 'dark' })
  await picture(alice.page, 'desk-dark-room')
  await alice.page.emulateMedia({ colorScheme: 'light' })
  await picture(bob.page, 'phone-dark-french-room')
  await bob.page.getByRole('button', { name: fr.openConversations }).tap()
  await bob.page.locator('.self strong').waitFor()
  await picture(bob.page, 'phone-dark-french-list')
  await bob.page.keyboard.press('Escape')
}

/** Alice's network goes; the others go on, and so does she. */
async function oneIsCutOff({ alice, bob, wanda, wire }: Room): Promise<void> {
  wire.cut()
  await alice.page.waitForSelector('.banner[data-state=waiting]')
  await say(alice.page, 'Can anybody hear me?')
  await alice.page.locator('.row.waiting').waitFor()
  await picture(alice.page, 'desk-cut-off')
  await say(bob.page, 'Alice, tu es là ?')
  await seen(bob.page, 'tu es là')
  await wanda.say('She is pouring.')
  await seen(bob.page, 'pouring')
  wire.mend()
  await tryNow(alice.page)
  await online(alice.page)
  await everybodyHas({ alice, bob, wanda }, ['tu es là', 'She is pouring', 'hear me?'])
  await alice.page.locator('.row:is(.waiting, .sending)').waitFor({ state: 'detached' })
  const here = await logOf(alice.page)
  assert.deepEqual(
    here.filter((text) => text !== 'Message removed'),
    await logOf(bob.page),
  )
  assert.equal(await bob.page.locator('.row.quit', { hasText: 'alice' }).count(), 0)
}

async function oneSearches({ alice: { page } }: Room): Promise<void> {
  await page.keyboard.press('Control+Shift+F')
  await page.getByRole('searchbox').fill('darjeeling')
  await page.getByRole('searchbox').press('Enter')
  const hit = page.locator('.hits button', { hasText: 'Darjeeling' })
  await hit.waitFor()
  await picture(page, 'desk-search')
  await nothingToObject(page, 'the search')
  await hit.click()
  await page.locator('.row.target', { hasText: 'Darjeeling' }).waitFor()
}

/** All three have each of these lines, and nobody has one twice. */
async function everybodyHas({ alice, bob, wanda }: Omit<Room, 'wire'>, lines: string[]) {
  const logs = async () => [
    await logOf(alice.page),
    await logOf(bob.page),
    (await texts(wanda)).split('\n'),
  ]
  const times = (log: string[], line: string) => log.filter((one) => one.includes(line)).length
  const all = async (holds: (log: string[], line: string) => boolean) =>
    (await logs()).every((log) => lines.every((line) => holds(log, line)))
  await until(`all to have ${lines}`, () => all((log, line) => times(log, line) > 0), 60_000)
  assert.ok(await all((log, line) => times(log, line) === 1), 'nobody has a line twice')
}

async function texts(wanda: WeeChat): Promise<string> {
  return (await wanda.log()).map(({ text }) => text).join('\n')
}

/** Nothing sticks out of what is seen. */
async function picture(page: Page, name: string): Promise<void> {
  const [wide, room] = await page
    .locator('html')
    .evaluate((html) => [html.scrollWidth, html.clientWidth])
  assert.equal(wide, room, `${name} is as wide as its window`)
  const directory = process.env.CAUSERIE_SCREENSHOTS
  if (directory) await mkdir(directory, { recursive: true })
  const image = await page.screenshot(directory ? { path: join(directory, `${name}.png`) } : {})
  assert.ok(image.length > 5_000, `${name} shows something`)
}
