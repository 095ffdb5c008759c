/**
 * What the house needs to push: the keys by which push services know it, made once and kept in the
 * store for all processes, and where these services may be.
 * Source: https://www.rfc-editor.org/rfc/rfc8292 (VAPID)
 */
import { createECDH } from 'node:crypto'
import { Sealer } from '#host/sealing.ts'
import type { Store } from '#store/store.ts'
import type { Reach } from '../reach.ts'

/** Base64url: an uncompressed point of P-256, and the number behind it. */
export interface VapidKeys {
  publicKey: string
  privateKey: string
}

export interface PushTerms {
  keys: VapidKeys
  /** Whom a push service may write to when we trouble it: `mailto:` or `https:`. */
  contact: string
  reach: Reach
}

const place = 'vapid'

/** @returns nothing where the keys were sealed with another house's secret. */
export async function vapidKeys(store: Store, secret: string): Promise<VapidKeys | undefined> {
  const shelf = store.shelf<VapidKeys>('push-keys')
  const sealer = new Sealer(secret)
  const known = await shelf.get(place)
  if (!known) {
    const { publicKey, privateKey } = freshKeys()
    // Another process may be as quick: the first keys are everybody's.
    await shelf.add(place, { publicKey, privateKey: sealer.seal(privateKey, place) })
  }
  const { publicKey, privateKey } = known ?? (await shelf.get(place))!
  const opened = sealer.open(privateKey, place)
  return opened === undefined ? undefined : { publicKey, privateKey: opened }
}

function freshKeys(): VapidKeys {
  const pair = createECDH('prime256v1')
  const publicKey = pair.generateKeys('base64url', 'uncompressed')
  // A number may begin with zeros, and its length is fixed.
  const privateKey = pair.getPrivateKey('hex').padStart(64, '0')
  return { publicKey, privateKey: Buffer.from(privateKey, 'hex').toString('base64url') }
}
