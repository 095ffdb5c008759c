/** What the store has of a person besides lines, and without anything secret. */

import { belongingsOf } from '#accounts/belongings.ts'
import { LocalAccounts } from '#accounts/local.ts'
import type { Cursor, NetworkRecord, Store } from '#store/store.ts'

/** One object for the account, and for each document that ends with it. */
export async function* belongings(store: Store, name: string): AsyncGenerator<object> {
  const account = await new LocalAccounts(store).find(name)
  if (!account) throw new Error(`there is no account ${JSON.stringify(name)}`)
  const { key, formerly, createdAt, seenAt, email, fingerprints, nicks, settings, suspended } =
    account
  yield {
    kind: 'account',
    name: account.name,
    createdAt: timeOf(createdAt),
    ...(seenAt !== undefined && { seenAt: timeOf(seenAt) }),
    ...{ formerly, email, fingerprints, nicks, settings, suspended },
  }
  for await (const one of belongingsOf(store, key)) {
    yield told(one.shelf, one.key.slice(key.length + 1), one.value)
  }
}

/** @param rest of the key, behind the account */
function told(shelf: string, rest: string, value: unknown): object {
  if (shelf === 'networks') {
    return { kind: 'network', id: rest, ...withoutSecrets(value as NetworkRecord) }
  }
  if (shelf === 'cursors') {
    const [device, network] = rest.split('/')
    const { at, policy } = value as Cursor
    return { kind: 'device', device, network, lastAnswer: timeOf(at), policy }
  }
  if (shelf === 'markers') {
    return { kind: 'marker', window: rest, readUntil: timeOf((value as { at: number }).at) }
  }
  return { kind: shelf, ...(rest && { of: rest }), value }
}

function timeOf(at: number): string {
  return new Date(at).toISOString()
}

function withoutSecrets({ channels, upstream, ...record }: NetworkRecord): object {
  const { pass: _pass, sasl, certificate, commands, ...rest } = upstream ?? {}
  return {
    ...record,
    channels: Object.keys(channels),
    ...(upstream && {
      ...rest,
      ...(sasl && { sasl: { mechanism: sasl.mechanism, user: sasl.user } }),
      ...(certificate && { certificate: certificate.cert }),
      commands: commands?.length,
    }),
  }
}
