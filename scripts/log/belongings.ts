/** What the store has of a person besides lines, and without anything secret. */
import type { NetworkRecord, Store } from '#store/store.ts'
import { foldAscii } from '#wire/casemap.ts'

/** One object for the account, each network, each device and each read marker. */
export async function* belongings(store: Store, name: string): AsyncGenerator<object> {
  const key = foldAscii(name)
  const account = await store.accounts.get(key)
  if (!account) throw new Error(`there is no account ${JSON.stringify(name)}`)
  const { email, fingerprints } = account
  const createdAt = new Date(account.createdAt).toISOString()
  yield { kind: 'account', name: account.name, createdAt, email, fingerprints }
  const rest = (each: string) => each.slice(key.length + 1)
  for (const [each, record] of await store.networks.list(`${key}/`)) {
    yield { kind: 'network', id: rest(each), ...withoutSecrets(record) }
  }
  for (const [each, { at, policy }] of await store.cursors.list(`${key}/`)) {
    const [device, network] = rest(each).split('/')
    yield { kind: 'device', device, network, lastAnswer: new Date(at).toISOString(), policy }
  }
  for (const [each, { at }] of await store.shelf<{ at: number }>('markers').list(`${key}/`)) {
    yield { kind: 'marker', window: rest(each), readUntil: new Date(at).toISOString() }
  }
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
