/**
 * Being told when the page is closed. Chromium has no push service to ask here, so its subscription is
 * one that the test holds the keys of: the bouncer pushes to a real service, the test opens what comes,
 * and hands it to the browser's worker as the service would have.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { type LocalNetwork, startNetwork } from '../network.ts'
import { PushService, Subscriber } from '../push-service.ts'
import { until } from '../until.ts'
import { Chromium, chromiumMissing } from './chromium.ts'
import { talk } from './talker.ts'

let chromium: Chromium
let network: LocalNetwork
let service: PushService
const browser = { skip: chromiumMissing ?? false, timeout: 120_000 }

before(async () => {
  if (chromiumMissing) return
  chromium = await Chromium.launch()
  service = await PushService.start()
  const settings = { bouncer: { push_allowed: ['127.0.0.1'] }, webgate: { resume_for: '0s' } }
  network = await startNetwork({ settings })
  await network.addAccount('mia', 'open sesame')
})

after(async () => {
  if (chromiumMissing) return
  await chromium[Symbol.asyncDispose]()
  await network[Symbol.asyncDispose]()
  await service[Symbol.asyncDispose]()
})

const stub = readFileSync(join(import.meta.dirname, 'subscribing.js'), 'utf8')

async function signIn(page: Page, channels: string): Promise<void> {
  await page.fill('#nick', 'mia')
  await page.fill('#channels', channels)
  if (!(await page.isVisible('#account'))) await page.click('summary')
  await page.fill('#account', 'mia')
  await page.fill('#password', 'open sesame')
  await page.click('button[type=submit]')
  await page.waitForSelector('.presence[data-on=true]', { state: 'attached' })
}

/** Hands a line to the worker, as if a push service had brought it. */
async function deliver(context: BrowserContext, line: string): Promise<void> {
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  const registered = Promise.withResolvers<string>()
  cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const ours = registrations.find(({ scopeURL }) => scopeURL === network.web)
    if (ours) registered.resolve(ours.registrationId)
  })
  await cdp.send('ServiceWorker.enable')
  const registrationId = await registered.promise
  const origin = new URL(network.web).origin
  await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: line })
  await page.close()
}

const told = `navigator.serviceWorker.ready.then((it) => it.getNotifications())
  .then((all) => all.map(({ title, body }) => title + ': ' + body))`
const titles = (page: Page): Promise<string[]> => page.evaluate(told)

test(
  'whoever asks for it is told when the page is closed, and a click leads there',
  browser,
  async () => {
    const subscriber = new Subscriber(service, '/mia')
    const keys = Object.fromEntries(subscriber.keys.split(';').map((one) => one.split('=')))
    const given = JSON.stringify({ endpoint: subscriber.endpoint, keys })
    const { page, complaints, foreign } = await chromium.visit(network.web)
    const context = page.context()
    await context.grantPermissions(['notifications'], { origin: network.web })
    await context.addInitScript(`${stub}; subscribing(${given})`)
    await page.reload()
    await page.evaluate('navigator.serviceWorker.ready.then(() => {})')
    await signIn(page, '#other #tea')
    await page.waitForSelector('.headcount', { state: 'attached' })
    await page.click('footer.self button[aria-label=Settings]')
    const choice = page.getByLabel('Tell me also when this page is closed')
    await choice.check()
    await subscriber.hears(/ NOTE WEBPUSH REGISTERED /)
    await page.fill('#preference-ignored', 'eve')
    await page.press('#preference-ignored', 'Tab')
    const left = `caches.match('/wishes').then((it) => it.text())`
    await until('the worker to know', async () => /eve/.test(await page.evaluate(left)))
    await page.goto('about:blank')
    using bob = await talk(network.irc, '#tea', 0, 'bob')
    bob.say('PRIVMSG #tea :mia: the kettle is on')
    const pushed = await subscriber.hears(/the kettle is on/)
    await deliver(context, pushed.replace('msgid=', 'msgid=e').replace(':bob!', ':eve!'))
    await deliver(context, pushed)
    await page.goto(network.web)
    await until('the notification', async () => (await titles(page)).length > 0)
    assert.deepEqual(await titles(page), ['bob · #tea: mia: the kettle is on'])
    await clickOn(context)
    await signIn(page, '')
    await page.locator('h1', { hasText: '#tea' }).waitFor()
    // It has been read now, and the bouncer says so.
    const read = await subscriber.hears(/ MARKREAD #tea /)
    await deliver(context, pushed.replace(/msgid=[^; ]+/, 'msgid=again'))
    await deliver(context, read)
    await until('nothing to be left', async () => (await titles(page)).length === 0)
    await page.goto(`${network.web}?open=${encodeURIComponent('TestNet bob')}`)
    await signIn(page, '')
    await page.locator('h1', { hasText: 'bob' }).waitFor()
    await page.click('footer.self button[aria-label="Sign out"]')
    await until(
      'the end of it',
      async () => (await network.store.shelf('push').list()).length === 0,
    )
    assert.deepEqual([complaints, foreign], [[], []])
    await context.close()
  },
)

/** Only a person can click there, and the worker may not take the focus when nobody has. */
async function clickOn(context: BrowserContext): Promise<void> {
  const [worker] = context.serviceWorkers()
  await worker!.evaluate(`registration.getNotifications().then(async ([notification]) => {
    const work = []
    const waitUntil = (one) => work.push(one)
    dispatchEvent(Object.assign(new Event('notificationclick'), { notification, waitUntil }))
    await Promise.allSettled(work)
  })`)
}
