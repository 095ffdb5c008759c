/**
 * SEARCH over a person's own log: what they saw is found, also in channels that they have left.
 * On a connection to one network it is that network's log, unless `network` says another one or
 * `*`; what is found elsewhere carries the tag `causerie/network` with the network's id.
 * Source: https://codeberg.org/emersion/soju/src/branch/master/doc/ext/search.md
 */
import type { Row } from '#store/store.ts'
import { type Message, messageFrom, type Tags } from '#wire/message.ts'
import { parseSearch, type SearchAttributes } from '#wire/search.ts'
import { type Realm, realmIn, realmOf, realmsOf, search } from '../search.ts'
import { localised } from './backlog.ts'
import type { Caller } from './caller.ts'
import { historyMax } from './snapshot.ts'

export const networkTag = 'causerie/network'

/** Answers a SEARCH: a batch, also an empty one, or a FAIL; never nothing. */
export async function searched(caller: Caller, { params }: Message): Promise<void> {
  const attributes = parseSearch(params, historyMax)
  if ('attribute' in attributes) {
    return fail(caller, 'INVALID_PARAMS', attributes.attribute, attributes.text)
  }
  try {
    await answer(caller, attributes)
  } catch (error) {
    caller.user.setting.log.error({ err: error }, 'a search failed')
    fail(caller, 'INTERNAL_ERROR', '*', 'The search could not be run')
  }
}

async function answer(caller: Caller, attributes: SearchAttributes): Promise<void> {
  const realms = await realmsFor(caller, attributes.network)
  if (!realms) {
    return fail(caller, 'INVALID_PARAMS', 'network', 'There is no such network')
  }
  const { rows, isComplete } = await search(caller.user, realms, attributes)
  const { server } = caller
  if (!isComplete) {
    const text = 'Only part of it was looked through'
    caller.reply(messageFrom(server, 'NOTE', 'SEARCH', 'INCOMPLETE', text))
  }
  const lines = rows.flatMap((row) => found(caller, row, realmIn(realms, row)))
  caller.batch('soju.im/search', [], lines)
}

async function realmsFor(
  { user, seat }: Caller,
  network: string | undefined,
): Promise<Realm[] | undefined> {
  if (network === '*' || (network === undefined && !seat)) return realmsOf(user)
  const named = network === undefined ? seat : user.find(network)
  return named && [realmOf(named)]
}

function found({ seat }: Caller, row: Row, realm: Realm): Message[] {
  const line = localised(row, realm)
  if (!line) return []
  if (seat && realm.seat === seat) return [line]
  const tags: Tags = new Map([...(line.tags ?? []), [networkTag, realm.id]])
  return [{ ...line, tags }]
}

function fail(caller: Caller, code: string, context: string, text: string): void {
  caller.reply(messageFrom(caller.server, 'FAIL', 'SEARCH', code, context, text))
}
