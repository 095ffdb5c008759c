import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import type { Page } from 'playwright-core'
import { startNetwork } from '../network.ts'
import { ngircdMissing, startNgircd } from '../ngircd.ts'
import { chromiumMissing, enter, logOf, online, say, seen, tryNow, Wire } from './chromium.ts'
import { startGateway } from './gateway.ts'
import { inBrowser, Stage } from './stage.ts'
import { talk } from './talker.ts'

const stage = new Stage()

test(
  'a stranger picks a nick, reads what was said, talks, and is back after a reload',
  inBrowser,
  async () => {
    const ada = await stage.visit()
    await enter(ada.page, 'ada')
    await say(ada.page, 'Is anybody here?')
    await seen(ada.page, 'Is anybody here?')
    const bob = await stage.visit()
    await enter(bob.page, 'bob')
    await seen(bob.page, 'Is anybody here?')
    await say(bob.page, 'I am, ada!')
    await seen(ada.page, 'I am, ada!')
    assert.equal(await ada.page.locator('.row.mention').count(), 1)
    await bob.page.reload()
    await online(bob.page)
    await seen(bob.page, 'I am, ada!')
    assert.deepEqual(await logOf(bob.page), ['Is anybody here?', 'I am, ada!'])
    assert.equal(await bob.page.locator('.titles h1').textContent(), '#welcome')
    for (const visit of [ada, bob]) {
      assert.deepEqual([visit.complaints, visit.foreign], [[], []])
      await visit.page.context().close()
    }
  },
)

test(
  'a network that goes and comes back loses nothing and says nothing twice',
  inBrowser,
  async () => {
    await using wire = await Wire.to(stage.network.web)
    const { page, complaints } = await stage.visit({}, wire.url)
    await enter(page, 'carol', '#cut')
    const other = await stage.visit()
    await enter(other.page, 'dave', '#cut')
    await say(page, 'before')
    await seen(other.page, 'before')
    const comings = await other.page.locator('.row.join').count()
    wire.cut()
    await page.waitForSelector('.banner[data-state=waiting]')
    await say(page, 'while away')
    await page.locator('.row.waiting').waitFor()
    await page.fill('#composer', 'half a sentence')
    await say(other.page, 'missed one')
    await say(other.page, 'missed two')
    await seen(other.page, 'missed two')
    wire.mend()
    await tryNow(page)
    await online(page)
    await seen(other.page, 'while away')
    await page.locator('.row.said:not(.waiting):not(.sending)', { hasText: 'while away' }).waitFor()
    const told = ['before', 'missed one', 'missed two', 'while away']
    assert.deepEqual(await logOf(page), told)
    assert.deepEqual(await logOf(other.page), told)
    // The session outlived its socket: nobody saw a break.
    assert.equal(await other.page.locator('.row.quit').count(), 0)
    assert.equal(await other.page.locator('.row.join').count(), comings)
    await page.locator('.banner', { hasText: 'nothing was missed' }).waitFor()
    assert.equal(await page.inputValue('#composer'), 'half a sentence')
    assert.equal(await page.locator('.self strong').textContent(), 'carol')
    assert.deepEqual(complaints, [])
    await Promise.all([page.context().close(), other.page.context().close()])
  },
)

test('where the gate keeps no sessions, the history tells what was missed', inBrowser, async () => {
  await using plain = await startNetwork({ settings: { webgate: { resume_for: '0s' } } })
  await using wire = await Wire.to(plain.web)
  const { page, complaints } = await stage.visit({}, wire.url)
  await enter(page, 'carol', '#cut')
  const other = await stage.visit({}, plain.web)
  await enter(other.page, 'dave', '#cut')
  await say(page, 'before')
  await seen(other.page, 'before')
  wire.cut()
  await page.waitForSelector('.banner[data-state=waiting]')
  await say(page, 'while away')
  await other.page.locator('.row.quit', { hasText: 'carol' }).waitFor()
  await say(other.page, 'missed')
  await seen(other.page, 'missed')
  wire.mend()
  await tryNow(page)
  await online(page)
  await seen(other.page, 'while away')
  await page.locator('.row.said:not(.waiting):not(.sending)', { hasText: 'while away' }).waitFor()
  const told = ['before', 'missed', 'while away']
  assert.deepEqual([await logOf(page), await logOf(other.page)], [told, told])
  assert.deepEqual(complaints, [])
  await Promise.all([page.context().close(), other.page.context().close()])
})

test('text is never HTML, links are safe, formatting is shown', inBrowser, async () => {
  const { page, complaints } = await stage.visit({}, `${stage.network.web}?nick=erin&channels=safe`)
  assert.equal(await page.inputValue('#channels'), '#safe')
  await page.click('button[type=submit]')
  await online(page)
  const hostile = '<img src=x onerror=alert(1)> <b>no</b> &amp; javascript:alert(1)'
  await say(page, hostile)
  await say(
    page,
    'see https://example.org/a_(b)?x=1&y=<i>, \x02bold\x02 \x0304red\x03 \x11mono\x11',
  )
  await seen(page, 'mono')
  assert.equal((await logOf(page))[0], hostile)
  assert.equal(await page.locator('.log img, .log b, .log i, .log script').count(), 0)
  const link = page.locator('.log a')
  assert.equal(await link.getAttribute('href'), 'https://example.org/a_(b)?x=1&y=')
  assert.equal(await link.getAttribute('rel'), 'noopener noreferrer')
  assert.equal(await page.locator('.log .bold').textContent(), 'bold')
  assert.equal(await page.locator('.log .fg4').textContent(), 'red')
  assert.equal(await page.locator('.log code.mono').textContent(), 'mono')
  assert.deepEqual(complaints, [])
  await page.context().close()
})

test('an account signs in, and its password is kept nowhere', inBrowser, async () => {
  await stage.network.addAccount('frank', 'correct horse')
  const { page } = await stage.visit()
  await page.fill('#nick', 'frank')
  await page.click('summary')
  await page.fill('#account', 'frank')
  await page.fill('#password', 'wrong')
  await page.click('button[type=submit]')
  assert.match(String(await page.locator('.complaint').textContent()), /wrong/)
  await page.fill('#password', 'correct horse')
  await page.click('button[type=submit]')
  await online(page)
  await say(page, '/whois frank')
  const card = page.getByRole('dialog', { name: 'frank' })
  await card.locator('.facts', { hasText: 'Accountfrank' }).waitFor()
  await page.keyboard.press('Escape')
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
  assert.match(kept, /frank/)
  assert.doesNotMatch(kept, /horse/)
  await page.reload()
  assert.equal(await page.inputValue('#account'), 'frank')
  await page.context().close()
})

test('a taken nickname gets a number', inBrowser, async () => {
  const first = await stage.visit()
  await enter(first.page, 'gina', '#twice')
  const second = await stage.visit()
  await enter(second.page, 'gina', '#twice')
  assert.equal(await second.page.locator('.self strong').textContent(), 'gina2')
  await first.page.context().close()
  await second.page.locator('.self strong', { hasText: /^gina$/ }).waitFor()
  await second.page.context().close()
})

test(
  'scrolling up reads older lines, and the reader stays where they were',
  inBrowser,
  async () => {
    using talker = await talk(stage.network.irc, '#long', 280)
    const { page } = await stage.visit()
    await enter(page, 'reader', '#long')
    await seen(page, 'line 280')
    // The talker's coming and ours are rows as well.
    assert.ok((await logOf(page)).length >= 98)
    assert.ok(await atEnd(page))
    await page.locator('.log').evaluate((log) => log.scrollTo(0, 0))
    await seen(page, 'line 90')
    const before = await topOf(page, 'line 181')
    assert.ok(before !== undefined && Math.abs(before) < 300, `line 181 is at ${before}`)
    await page.locator('.log').evaluate((log) => log.scrollTo(0, 0))
    await page.locator('.beginning', { hasText: 'begins' }).waitFor()
    const lines = await logOf(page)
    assert.deepEqual(
      lines,
      Array.from({ length: 280 }, (_, n) => `line ${n + 1}`),
    )
    assert.ok(talker.socket.writable)
    await page.context().close()
  },
)

test('the keyboard is enough', inBrowser, async () => {
  const { page } = await stage.visit()
  await page.keyboard.type('kim')
  await page.keyboard.press('Enter')
  await online(page)
  await page.locator('#composer:focus').waitFor()
  await page.keyboard.type('/jo')
  await page.keyboard.press('Tab')
  await page.keyboard.type('keys')
  await page.keyboard.press('Enter')
  await page.locator('.titles h1', { hasText: '#keys' }).waitFor()
  await page.keyboard.type('ki')
  await page.keyboard.press('Tab')
  assert.equal(await page.inputValue('#composer'), 'ki', 'one does not complete oneself')
  const log = page.getByRole('log')
  assert.equal(await log.getAttribute('aria-live'), 'polite')
  await page.locator('.buffer[aria-current]').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.locator('.titles h1', { hasText: '#welcome' }).waitFor()
  await page.reload()
  await online(page)
  assert.equal(await page.locator('.titles h1').textContent(), '#welcome', 'where one was')
  await page.context().close()
})

test(
  'a small screen has drawers and nothing that sticks out; French is French',
  inBrowser,
  async () => {
    const { page, complaints } = await stage.visit({
      locale: 'fr-FR',
      viewport: { width: 360, height: 640 },
      hasTouch: true,
      isMobile: true,
      colorScheme: 'dark',
    })
    assert.equal(await page.locator('button[type=submit]').textContent(), 'Entrer')
    await enter(page, 'luc', '#petit')
    assert.equal(await page.locator('#composer:focus').count(), 0)
    const width = () => page.locator('html').evaluate((html) => html.scrollWidth)
    assert.equal(await width(), 360)
    await page.getByRole('button', { name: 'Afficher les conversations' }).click()
    await page.getByRole('button', { name: 'Serveur' }).click()
    await page.locator('.titles h1', { hasText: 'Serveur' }).waitFor()
    assert.equal(await page.locator('html').getAttribute('lang'), 'fr')
    assert.equal(await width(), 360)
    assert.deepEqual(complaints, [])
    await page.context().close()
  },
)

test('every text can be read, by day and by night', inBrowser, async () => {
  const script = await readFile(join(import.meta.dirname, 'contrast.js'), 'utf8')
  for (const colorScheme of ['light', 'dark'] as const) {
    const options = { colorScheme, bypassCSP: true }
    const { page } = await stage.visit(options)
    assert.deepEqual(await page.evaluate(script), [], `${colorScheme}, welcome`)
    await enter(page, `eye${colorScheme}`, '#colours')
    for (let color = 0; color < 16; color++) {
      const digits = String(color).padStart(2, '0')
      await say(page, `\x03${digits}text\x03 \x0301,${digits}ground\x0f https://a.example`)
    }
    await say(page, '/nonsense')
    await say(page, '/help')
    await seen(page, '/whois')
    assert.deepEqual(await page.evaluate(script), [], `${colorScheme}, chat`)
    await page.context().close()
  }
})

test(
  'a flood of lines keeps the reader at the end and does not grow for ever',
  inBrowser,
  async () => {
    await using gateway = await startGateway({ secret: '' })
    const { page } = await stage.visit({}, `${gateway.http}/?nick=ada&channels=big`)
    await page.click('button[type=submit]')
    const { duplex } = await gateway.upstream()
    const tell = (line: string) => duplex.write(`:irc.test ${line}\r\n`)
    for (const line of ['001 ada :Hello', '422 ada :No MOTD']) tell(line)
    duplex.write(':ada!u@h JOIN #big\r\n')
    for (let n = 1; n <= 250; n++) {
      tell(`353 ada = #big :${Array.from({ length: 40 }, (_, at) => `n${n}x${at}`).join(' ')}`)
    }
    tell('366 ada #big :End')
    await page.locator('.headcount', { hasText: '10001' }).waitFor()
    for (let n = 1; n <= 4000; n++) duplex.write(`:bob!u@h PRIVMSG #big :line ${n}\r\n`)
    await seen(page, 'line 4000')
    await page.waitForTimeout(300)
    assert.ok(await atEnd(page))
    assert.ok((await page.locator('.row').count()) <= 2500)
    await page.context().close()
  },
)

test('a plain server will do', {
  ...inBrowser,
  skip: chromiumMissing ?? ngircdMissing ?? false,
}, async () => {
  await using irc = await startNgircd()
  const upstream = { kind: 'tcp', host: '127.0.0.1', port: irc.port } as const
  await using gateway = await startGateway({ upstream, secret: '' })
  const ada = await stage.visit({}, `${gateway.http}/`)
  await enter(ada.page, 'ada')
  const bob = await stage.visit({}, `${gateway.http}/`)
  await enter(bob.page, 'bob')
  await say(bob.page, 'hello from bob')
  await seen(ada.page, 'hello from bob')
  assert.deepEqual(await logOf(bob.page), ['hello from bob'])
  await Promise.all([ada.page.context().close(), bob.page.context().close()])
})

function atEnd(page: Page): Promise<boolean> {
  return page
    .locator('.log')
    .evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight < 2)
}

/** Pixels from the top of the log to the top of a line; negative when it is further up. */
function topOf(page: Page, text: string): Promise<number | undefined> {
  return page.locator('.log').evaluate((log, wanted) => {
    const rows = [...log.querySelectorAll('.row')]
    const row = rows.find((one) => one.querySelector('.text')?.textContent === wanted)
    return row && row.getBoundingClientRect().top - log.getBoundingClientRect().top
  }, text)
}
