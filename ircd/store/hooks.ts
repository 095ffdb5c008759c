/**
 * Incoming webhooks: who knows a token may post into its channel. Kept is only a hash of it, so
 * that whoever reads the store cannot post.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Shelf, Store } from './store.ts'

export interface Hook {
  /** What it is called, and the nick that it posts under; unique. */
  name: string
  channel: string
  createdAt: number
  /** Whether a message may say under which name it is shown. */
  usernames: boolean
}

export type NewHook = Pick<Hook, 'name' | 'channel' | 'usernames'>

const tokenBytes = 32

function shelfOf(store: Store): Shelf<Hook> {
  return store.shelf<Hook>('hooks')
}

function keyOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/**
 * Makes a hook.
 * @returns its token, 43 characters of base64url, which cannot be read again.
 * @throws Error of one line when there is one of that name.
 */
export async function addHook(store: Store, hook: NewHook, now: number): Promise<string> {
  if (await keyNamed(store, hook.name)) throw new Error(`there is a hook ${hook.name} already`)
  const token = randomBytes(tokenBytes).toString('base64url')
  await shelfOf(store).put(keyOf(token), { ...hook, createdAt: now })
  return token
}

/** @returns the hook with the key that it lies under, or nothing when the token is none. */
export async function findHook(
  store: Store,
  token: string,
): Promise<{ key: string; hook: Hook } | undefined> {
  const key = keyOf(token)
  const hook = await shelfOf(store).get(key)
  return hook && { key, hook }
}

/** In the order of their names. */
export async function listHooks(store: Store): Promise<Hook[]> {
  const entries = await shelfOf(store).list()
  return entries.map(([, hook]) => hook).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** @returns false when there is none of that name. */
export async function removeHook(store: Store, name: string): Promise<boolean> {
  const key = await keyNamed(store, name)
  return key !== undefined && shelfOf(store).remove(key)
}

async function keyNamed(store: Store, name: string): Promise<string | undefined> {
  const same = ([, hook]: [string, Hook]) => hook.name.toLowerCase() === name.toLowerCase()
  return (await shelfOf(store).list()).find(same)?.[0]
}
