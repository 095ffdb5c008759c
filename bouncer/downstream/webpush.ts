/**
 * WEBPUSH: a client says where it wants to be told when it does not run.
 * Source: https://github.com/ircv3/ircv3-specifications/pull/471, https://soju.im/webpush
 */
import { ECDH } from 'node:crypto'
import { type Message, messageFrom, parseTags } from '#wire/message.ts'
import type { Endpoint } from '../push/post.ts'
import type { Registered } from '../push/pushes.ts'
import { allNetworks } from '../push/subscriptions.ts'
import type { Caller } from './caller.ts'

export const pushCaps = ['draft/webpush', 'soju.im/webpush']

const authBytes = 16

/** On a network it is about that one; on a connection without any, about all of them. */
export async function webpush(caller: Caller, { params }: Message): Promise<void> {
  const [word = '', endpoint = '', keys, ...rest] = params
  const sub = word.toUpperCase()
  const fail = (code: string, text: string) => refuse(caller, code, [sub, endpoint], text)
  const isRegister = sub === 'REGISTER'
  if (!isRegister && sub !== 'UNREGISTER') return fail('INVALID_PARAMS', 'Unknown subcommand')
  const network = caller.seat?.id ?? allNetworks
  if (!isRegister) {
    if (endpoint === '' || keys !== undefined) return fail('INVALID_PARAMS', 'Say which one')
    await caller.user.pushes.unregister(endpoint, network)
    return done(caller, sub, endpoint)
  }
  if (!caller.user.setting.push) return fail('FORBIDDEN', 'Nothing is pushed from here')
  const to = rest.length > 0 ? undefined : endpointOf(endpoint, keys ?? '')
  if (!to) return fail('INVALID_PARAMS', 'An https address, p256dh and auth are needed')
  const answer = await caller.user.pushes.register(to, network, caller.device)
  if (answer === 'yes') return done(caller, sub, endpoint)
  fail(...refusals[answer])
}

const refusals: Record<Exclude<Registered, 'yes'>, [code: string, text: string]> = {
  'too-many': ['MAX_REGISTRATIONS', 'You have too many of them: see "push list" of BouncerServ'],
  'too-often': ['MAX_REGISTRATIONS', 'Too many new ones: wait an hour'],
  // Which of our own hosts there are is nobody's business, so it says no more.
  unreachable: ['INTERNAL_ERROR', 'The push service did not take a first push'],
}

function endpointOf(address: string, keys: string): Endpoint | undefined {
  if (!URL.canParse(address)) return undefined
  const { protocol, username, password } = new URL(address)
  if (protocol !== 'https:' || username !== '' || password !== '') return undefined
  const tags = parseTags(keys)
  const p256dh = bytesOf(tags.get('p256dh'))
  const auth = bytesOf(tags.get('auth'))
  if (!p256dh || !isPoint(p256dh) || auth?.length !== authBytes) return undefined
  const text = (bytes: Buffer) => bytes.toString('base64url')
  return { endpoint: address, p256dh: text(p256dh), auth: text(auth) }
}

function bytesOf(text = ''): Buffer | undefined {
  return /^[\w-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64url') : undefined
}

/** An uncompressed one, and on the curve: a key that is not would tell of ours. */
function isPoint(bytes: Buffer): boolean {
  try {
    const again = ECDH.convertKey(bytes, 'prime256v1', undefined, undefined, 'uncompressed')
    return bytes.equals(again as Buffer)
  } catch {
    return false
  }
}

function done(caller: Caller, sub: string, endpoint: string): void {
  caller.reply(messageFrom(caller.server, 'WEBPUSH', sub, endpoint))
}

function refuse(caller: Caller, code: string, context: string[], text: string): void {
  const safe = context.map((word) => (/^:|\s/.test(word) || word === '' ? '*' : word))
  caller.reply(messageFrom(caller.server, 'FAIL', 'WEBPUSH', code, ...safe, text))
}
