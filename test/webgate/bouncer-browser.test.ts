import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { Duplex } from 'node:stream'
import test from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { listen } from '#host/listen.ts'
import { startNetwork } from '../network.ts'
import { enter, logOf, online, say, seen, tryNow, Wire } from './chromium.ts'
import { startGateway } from './gateway.ts'
import { inBrowser, Stage } from './stage.ts'
import { talk } from './talker.ts'

const stage = new Stage({
  settings: () => ({ bouncer: { networks_allowed: ['127.0.0.1'] } }),
  opened: (network) => network.addAccount('mia', 'open sesame'),
})

async function signIn(page: Page, channels: string): Promise<void> {
  await page.fill('#nick', 'mia')
  await page.fill('#channels', channels)
  await page.click('summary')
  await page.fill('#account', 'mia')
  await page.fill('#password', 'open sesame')
  await page.click('button[type=submit]')
  await online(page)
}

const item = (page: Page, name: string) => page.locator('.buffer .name', { hasText: name })

test(
  'somebody with an account stays, and finds on the next visit what was said',
  inBrowser,
  async () => {
    const { page, complaints } = await stage.visit()
    await signIn(page, '#stay')
    await say(page, 'I shall be back')
    await seen(page, 'I shall be back')
    const guest = await stage.visit()
    await enter(guest.page, 'guest', '#stay')
    await page.context().close()
    await say(guest.page, 'mia, are you there?')
    await seen(guest.page, 'mia, are you there?')
    assert.equal(await guest.page.locator('.row.quit').count(), 0)
    const again = await stage.visit()
    await signIn(again.page, '')
    await item(again.page, '#stay').click()
    await seen(again.page, 'mia, are you there?')
    assert.deepEqual(await logOf(again.page), ['I shall be back', 'mia, are you there?'])
    assert.deepEqual([complaints, again.complaints], [[], []])
    for (const one of [guest, again]) await one.page.context().close()
  },
)

test(
  'through the bouncer, too, a network that goes and comes back loses nothing',
  inBrowser,
  async () => {
    await using wire = await Wire.to(stage.network.web)
    const { page, complaints } = await stage.visit({}, wire.url)
    await signIn(page, '#cut')
    await item(page, '#cut').click()
    const guest = await stage.visit()
    await enter(guest.page, 'gwen', '#cut')
    await say(page, 'before')
    await seen(guest.page, 'before')
    for (const round of [1, 2]) {
      wire.cut()
      await page.waitForSelector('.banner[data-state=waiting]')
      await say(page, `mine ${round}`)
      await say(guest.page, `missed ${round}`)
      await seen(guest.page, `missed ${round}`)
      wire.mend()
      await tryNow(page)
      await seen(guest.page, `mine ${round}`)
    }
    await page.locator('.row.sending, .row.waiting').first().waitFor({ state: 'detached' })
    const told = ['before', 'missed 1', 'mine 1', 'missed 2', 'mine 2']
    assert.deepEqual([await logOf(page), await logOf(guest.page)], [told, told])
    assert.equal(await guest.page.locator('.row.quit').count(), 0)
    assert.deepEqual(complaints, [])
    for (const one of [page, guest.page]) await one.context().close()
  },
)

test('what was said in a channel before one came to it can be read', inBrowser, async () => {
  using talker = await talk(stage.network.irc, '#before', 250, 'early')
  const { page, complaints } = await stage.visit()
  await signIn(page, '#before')
  await item(page, '#before').click()
  await seen(page, 'line 250')
  for (let before = 0; !(await logOf(page)).includes('line 1'); ) {
    before = (await logOf(page)).length
    await page.locator('.log').evaluate((log) => log.scrollTo(0, 0))
    await page.locator('.row.said').nth(before).waitFor({ state: 'attached' })
  }
  await page.locator('.beginning', { hasText: 'begins' }).waitFor()
  const lines = Array.from({ length: 250 }, (_, n) => `line ${n + 1}`)
  assert.deepEqual(await logOf(page), lines)
  assert.ok(talker.socket.writable)
  assert.deepEqual(complaints, [])
  await page.context().close()
})

test('a network is added, talked on, disconnected and removed', inBrowser, async () => {
  await using abroad = await startNetwork({ settings: { network: { name: 'Abroad' } } })
  const { page, complaints } = await stage.visit()
  await signIn(page, '#stay')
  const friend = await stage.visit({}, abroad.web)
  await enter(friend.page, 'otto', '#far')
  await page.getByRole('button', { name: 'Add a network' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('Far away')
  await dialog.getByLabel('Server', { exact: true }).fill('127.0.0.1')
  await dialog.getByLabel('Port').fill(String(abroad.irc.port))
  await dialog.getByLabel('Nickname').fill('bad nick')
  await dialog.getByLabel('Encrypted').uncheck()
  await dialog.getByRole('button', { name: 'Add a network' }).click()
  await dialog.getByRole('alert').waitFor()
  await dialog.getByLabel('Nickname').fill('mimi')
  await dialog.getByRole('button', { name: 'Add a network' }).click()
  await dialog.waitFor({ state: 'detached' })
  const far = page.locator('.network', { hasText: 'Far away' })
  await far.locator('.presence[data-on=true]').waitFor()
  await item(page, 'Far away').click()
  await say(page, '/join #far')
  await far.locator('.buffer', { hasText: '#far' }).waitFor()
  await say(page, 'hello from afar')
  await seen(friend.page, 'hello from afar')
  assert.equal(await friend.page.locator('.said .nick').first().textContent(), 'mimi')
  await item(page, '#stay').click()
  await say(friend.page, 'mimi: welcome')
  await far.locator('.count.mentioned').waitFor()
  assert.match(await page.title(), /^\(1\) #stay/)

  await findFromAfar(page, far)

  const phone = await stage.visit()
  await signIn(phone.page, '#stay')
  await phone.page.locator('.network', { hasText: 'Far away' }).getByText('#far').waitFor()
  const rooms = phone.page.locator('.network', { hasText: 'Far away' }).locator('.buffer .name')
  assert.deepEqual(await rooms.allTextContents(), ['Far away', '#far'])
  await phone.page.context().close()

  await far.locator('li').first().hover()
  await far.getByRole('button', { name: 'Settings of Far away' }).click()
  assert.equal(await dialog.getByLabel('Nickname').inputValue(), 'mimi')
  await moveInText(dialog.getByLabel('Nickname'))
  await dialog.getByRole('button', { name: 'Disconnect' }).click()
  await dialog.getByRole('button', { name: 'Connect', exact: true }).waitFor()
  await far.locator('.presence[data-on=false]').waitFor()
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
  await far.locator('.presence[data-on=true]').waitFor()
  await dialog.getByLabel('Name', { exact: true }).fill('Farther')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await item(page, 'Farther').waitFor()
  await page.getByRole('button', { name: 'Settings of Farther' }).click()
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await dialog.getByRole('button', { name: 'Really remove?' }).click()
  await item(page, 'Farther').waitFor({ state: 'detached' })
  assert.equal(await page.locator('.titles h1').textContent(), '#stay')
  assert.deepEqual(complaints, [])
  for (const one of [page, friend.page]) await one.context().close()
})

/** Finds on its own network what was said there, while another one is shown. */
async function findFromAfar(page: Page, far: Locator): Promise<void> {
  await page.keyboard.press('Control+Shift+F')
  await page.getByRole('searchbox').fill('hopscotch')
  await say(page, 'who plays hopscotch?')
  await seen(page, 'hopscotch')
  await page.getByRole('searchbox').press('Enter')
  const hit = page.locator('.hits button')
  await hit.waitFor()
  const listening = await logListeners(page)
  await item(page, '#far').click()
  await seen(page, 'hello from afar')
  await hit.click()
  await page.locator('.row.target', { hasText: 'hopscotch' }).waitFor()
  assert.equal(await far.getByText('#stay').count(), 0, 'it was said on the other network')
  assert.equal(
    await logListeners(page),
    listening,
    'nobody listens for a network that is not shown',
  )
}

/** The keys that move in a list move in the text of a dialog that was opened from it. */
async function moveInText(field: Locator): Promise<void> {
  const before = await field.inputValue()
  for (const key of ['End', 'z', 'Home', 'a']) await field.press(key)
  assert.equal(await field.inputValue(), `a${before}z`)
  await field.fill(before)
}

async function logListeners(page: Page): Promise<number> {
  const browser = await page.context().newCDPSession(page)
  const expression = "document.querySelector('.log')"
  const { result } = await browser.send('Runtime.evaluate', { expression })
  const objectId = result.objectId!
  const { listeners } = await browser.send('DOMDebugger.getEventListeners', { objectId })
  await browser.detach()
  return listeners.length
}

test(
  'whoever comes after somebody on the same page finds nothing of theirs',
  inBrowser,
  async () => {
    const { page, complaints } = await stage.visit()
    await enter(page, 'first', '#shared')
    await say(page, '/oper root not-for-others')
    await page.locator('.row.error').waitFor()
    await page.press('#composer', 'ArrowUp')
    assert.equal(await page.inputValue('#composer'), '/oper root not-for-others')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await enter(page, 'second', '#shared')
    await page.press('#composer', 'ArrowUp')
    assert.equal(await page.inputValue('#composer'), '')
    assert.deepEqual(complaints, [])
    await page.context().close()
  },
)

test('a bouncer that has no network for somebody leaves them at the door', inBrowser, async () => {
  const name = `bouncer-${randomUUID()}`
  const answers: [RegExp, string][] = [
    [/^CAP LS/, 'CAP * LS :sasl=PLAIN batch soju.im/bouncer-networks'],
    [/^CAP REQ/, 'CAP * ACK :batch soju.im/bouncer-networks sasl'],
    [/^AUTHENTICATE PLAIN/, 'AUTHENTICATE +'],
    [/^AUTHENTICATE \S{9}/, '903 * :You are in'],
    [/^CAP END/, '001 mia :Hello\r\n:b BATCH +1 soju.im/bouncer-networks\r\n:b BATCH -1'],
  ]
  const accept = (duplex: Duplex) => {
    const lines = createInterface(duplex)
    lines.on('line', (line) => {
      const [, answer] = answers.find(([asked]) => asked.test(line)) ?? []
      if (answer) duplex.write(`:b ${answer}\r\n`.replace(/^:b AUTH/, 'AUTH'))
    })
  }
  const listener = await listen({ kind: 'inproc', name }, { accept })
  await using gateway = await startGateway({
    secret: '',
    config: { bouncer_upstream: { kind: 'inproc', name } },
  })
  const { page } = await stage.visit({}, gateway.http)
  await page.fill('#nick', 'mia')
  await page.click('summary')
  await page.fill('#account', 'mia')
  await page.fill('#password', 'open sesame')
  await page.click('button[type=submit]')
  await page.locator('[role=alert]', { hasText: 'The server does not let you in.' }).waitFor()
  await page.context().close()
  await listener.close()
})

test('of those with whom one speaks it is shown who is there', inBrowser, async () => {
  const { page, complaints } = await stage.visit()
  await signIn(page, '#stay')
  await say(page, '/query ivo')
  const dot = (is: string, on = page) =>
    on.locator(`.buffer:has-text("ivo") .standing[data-is=${is}]`).waitFor()
  await dot('offline')
  await page.locator('header.head .topic', { hasText: 'not here' }).waitFor()
  using ivo = await talk(stage.network.irc, '#elsewhere', 0, 'ivo')
  await dot('online')
  ivo.say('AWAY :tea')
  await dot('away')
  // Who is away already is known to be so.
  const phone = await stage.visit()
  await signIn(phone.page, '')
  await say(phone.page, '/query ivo')
  await dot('away', phone.page)
  ivo.say('QUIT')
  await dot('offline')
  assert.deepEqual([complaints, phone.complaints], [[], []])
  for (const one of [page, phone.page]) await one.context().close()
})
