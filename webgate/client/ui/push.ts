/**
 * Being told when the page is closed: the browser subscribes to its maker's push service, and the
 * bouncer learns where that is. Permission is asked for by a click alone. Loaded when it is needed.
 */
import { effect } from '@preact/signals'
import type { Tags } from '#wire/message.ts'
import type { Lobby } from '../state/lobby.ts'
import { type Wishes, wishes } from '../worker-push.ts'
import { permission } from './notifier.ts'
import { prefer, preferences } from './preferences.ts'
import { saved } from './saved.ts'
import { language } from './words.ts'

/** Whether the bouncer pushes and this browser can be pushed to. */
export function canPush({ pushKey }: Lobby): boolean {
  return pushKey !== undefined && 'PushManager' in globalThis && permission() !== 'unsupported'
}

/** Whether whoever has signed in wants it here. */
export function isPushed(): boolean {
  return preferences.value.push !== '' && preferences.value.push === saved().account
}

/** @returns what went wrong, '' where there is nothing to say about it; nothing if it went well. */
export async function switchPush(lobby: Lobby, on: boolean): Promise<string | undefined> {
  if (!on) {
    await endPush(lobby)
    prefer({ push: '' })
    return undefined
  }
  if (permission() === 'default') await Notification.requestPermission()
  if (permission() !== 'granted') return ''
  const why = await subscribe(lobby)
  prefer({ push: why === undefined ? saved().account : '' })
  return why
}

/** The person has come back: what the bouncer knows may be old, or somebody else's. */
export function renewPush(lobby: Lobby): Promise<void> {
  return inTurn(async () => {
    if (!isPushed()) await (await subscription())?.unsubscribe()
    else if (canPush(lobby) && permission() === 'granted') await subscribe(lobby)
  })
}

/** Nothing more is told here, until somebody subscribes again. */
export function endPush(lobby: Lobby): Promise<void> {
  return inTurn(async () => {
    const known = await subscription()
    if (!known) return
    const { endpoint } = known
    await known.unsubscribe()
    await lobby.push(endpoint)
  })
}

let last: Promise<void> = Promise.resolve()

/** Whoever leaves while the subscription is renewed would be subscribed again afterwards. */
function inTurn(act: () => Promise<void>): Promise<void> {
  last = last.then(act, act)
  return last
}

async function subscribe(lobby: Lobby): Promise<string | undefined> {
  try {
    const manager = (await registration())?.pushManager
    if (!manager) return ''
    const key = lobby.pushKey!
    const old = await manager.getSubscription()
    // With another key the bouncer's pushes are refused: it has a new store.
    if (old && textOf(old.options.applicationServerKey) !== key) await old.unsubscribe()
    const options = { userVisibleOnly: true, applicationServerKey: key }
    const fresh = await manager.subscribe(options)
    const refusal = await lobby.push(fresh.endpoint, keysOf(fresh))
    if (refusal !== undefined) await fresh.unsubscribe()
    return refusal
  } catch (error) {
    // No push service, or the person has thought better of it.
    return (error as Error).message
  }
}

function keysOf(of: PushSubscription): Tags {
  const { p256dh = '', auth = '' } = of.toJSON().keys ?? {}
  return new Map([
    ['p256dh', p256dh],
    ['auth', auth],
  ])
}

function textOf(key: ArrayBuffer | null): string {
  const bytes = String.fromCharCode(...new Uint8Array(key ?? new ArrayBuffer()))
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  return navigator.serviceWorker?.getRegistration()
}

async function subscription(): Promise<PushSubscription | null | undefined> {
  return (await registration())?.pushManager.getSubscription()
}

/** Whom the reader does not want to hear, and the like, for the worker that shows what is pushed. */
async function leaveWishes(now: Wishes): Promise<void> {
  const cache = await caches.open(wishes.cacheName)
  await cache.put(wishes.path, Response.json(now))
}

effect(() => {
  const { ignored, exceptions, levels } = preferences.value
  const now = { language: language.value, ignored, exceptions, levels }
  if (isPushed()) leaveWishes(now).catch(() => {})
})
