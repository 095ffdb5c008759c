/**
 * The service worker: the page opens without a network, as it was built last, and says itself that it
 * has no connection. All files of one build are taken at once, so that it is never half of two.
 *
 * - The page is asked for first; the kept one answers where no network, or no gateway, does.
 * - Files whose names change with their content come from what is kept.
 * - Everything else (sockets, webhooks, health) is none of its business.
 * - Where the person asked for it, it shows what the bouncer pushes, and a click opens the page there.
 *
 * What is kept of the build before stays as well: another tab may still show it, and load a part of
 * it later, which the gateway no longer has.
 */

import { shownOf, type Told, type Wishes, wishes } from './worker-push.ts'

/** `scripts/build.ts` puts it here. */
declare const build: { version: string; files: string[] }

interface Extended extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface Asked extends Extended {
  request: Request
  respondWith(answer: Promise<Response>): void
}
interface Pushed extends Extended {
  data?: { text(): string } | undefined
}
interface Clicked extends Extended {
  notification: Notification
}
interface Page {
  url: string
  focused: boolean
  focus(): Promise<unknown>
  postMessage(message: unknown): void
}
interface Worker {
  addEventListener(name: 'push', hear: (event: Pushed) => void): void
  addEventListener(name: 'notificationclick', hear: (event: Clicked) => void): void
  addEventListener(name: 'install' | 'activate', hear: (event: Extended) => void): void
  addEventListener(name: 'fetch', hear: (event: Asked) => void): void
  skipWaiting(): Promise<void>
  clients: {
    claim(): Promise<void>
    matchAll(which: { type: 'window'; includeUncontrolled: true }): Promise<Page[]>
    openWindow(url: string): Promise<unknown>
  }
  registration: ServiceWorkerRegistration
}
const worker = self as unknown as Worker

const prefix = 'causerie-'
const cacheName = prefix + build.version
/** A network that says nothing is none. */
const patienceMs = 5000
const hashedName = /^\/[a-z]+-[0-9A-Za-z]{8,10}\.[a-z]+$/

worker.addEventListener('install', (event) => {
  event.waitUntil(take())
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(tidy())
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (request.mode === 'navigate' && pathname === '/') event.respondWith(page(request))
  else if (hashedName.test(pathname)) event.respondWith(file(request))
})

worker.addEventListener('push', (event) => {
  event.waitUntil(tell(event.data?.text() ?? ''))
})

worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data))
})

async function tell(line: string): Promise<void> {
  const shown = shownOf(line, await wishesOfReader())
  if (shown?.is === 'read') return takeBack(shown.data)
  // Whoever looks at the page sees it there.
  if (!shown || (await pages()).some(({ focused }) => focused)) return
  const { title, body, tag, data } = shown
  await worker.registration.showNotification(title, { body, tag, data })
}

/** Those of the last visit: the worker runs without the page. */
async function wishesOfReader(): Promise<Wishes> {
  const kept = await caches.match(wishes.path, { cacheName: wishes.cacheName })
  const none = { language: navigator.language, ignored: [], exceptions: [], levels: {} }
  return { ...none, ...(await kept?.json()) }
}

async function takeBack({ network, target, at }: Told): Promise<void> {
  const name = target.toLowerCase()
  for (const told of await worker.registration.getNotifications()) {
    const { data } = told as { data: Told }
    const isThere = data.network === network && data.target.toLowerCase() === name
    if (isThere && data.at <= at) told.close()
  }
}

async function open({ network, target }: Told): Promise<void> {
  const page = (await pages())[0]
  const goal = `${network} ${target}`
  if (!page) return void (await worker.clients.openWindow(`/?open=${encodeURIComponent(goal)}`))
  page.postMessage({ open: goal })
  await page.focus()
}

/** Those of ours that stand alone. */
async function pages(): Promise<Page[]> {
  const all = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  return all.filter(({ url }) => !new URL(url).searchParams.has('embed'))
}

async function take(): Promise<void> {
  const cache = await caches.open(cacheName)
  // Hashed names are what they were; the page must not be an older one of the browser's own cache.
  await cache.addAll(build.files.map((path) => new Request(path, { cache: 'no-cache' })))
  await worker.skipWaiting()
}

async function tidy(): Promise<void> {
  const others = (await caches.keys()).filter((key) => key.startsWith(prefix) && key !== cacheName)
  await Promise.all(others.slice(0, -1).map((key) => caches.delete(key)))
  await worker.clients.claim()
}

async function page(request: Request): Promise<Response> {
  const kept = await (await caches.open(cacheName)).match('/')
  if (!kept) return fetch(request)
  const patience = new Promise<Response>((done) => setTimeout(done, patienceMs, kept))
  // A proxy whose gateway is away says so in the gateway's place.
  const asked = fetch(request).then((answer) => (answer.status < 500 ? answer : kept))
  return Promise.race([asked, patience]).catch(() => kept)
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request)
}
