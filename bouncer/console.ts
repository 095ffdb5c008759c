/**
 * The operator's line to a bouncer that runs: a socket file in the data directory, which only
 * whoever may read the data can open. A request is one line of JSON; the answer is lines of text,
 * then the end.
 */
import type { Connection, Handler } from '#host/connection.ts'
import type { Store } from '#store/store.ts'
import { foldAscii } from '#wire/casemap.ts'
import type { House } from './house.ts'
import { runWords } from './service/table.ts'

export interface ConsoleRequest {
  /** Whose networks; '' for commands that are about nobody. */
  account: string
  words: string[]
}

export class Console implements Handler {
  readonly #house: House
  readonly #connection: Connection

  constructor(house: House, connection: Connection) {
    this.#house = house
    this.#connection = connection
  }

  async line(text: string): Promise<void> {
    const request = readRequest(text)
    const lines = request ? await answer(this.#house, request) : ['this is no request']
    for (const line of lines) this.#connection.push(line.replace(/[\r\n]+/g, ' '))
    this.#connection.end()
  }

  closed(): void {}
}

/** @returns lines to show; never rejects for what was asked. */
export async function answer(house: House, { account, words }: ConsoleRequest): Promise<string[]> {
  const people = () => house.people()
  const key = foldAscii(account)
  if (account !== '' && !(await hasAccount(house.setting.store, key))) {
    return [`there is no account ${account}`]
  }
  const user = account === '' ? (await people())[0] : await house.user(key, account)
  if (!user) return ['nobody uses the bouncer']
  return runWords({ user, seat: undefined, device: '', isAdmin: true, people }, words)
}

async function hasAccount({ accounts }: Store, key: string): Promise<boolean> {
  return (await accounts.get(key)) !== undefined
}

function readRequest(text: string): ConsoleRequest | undefined {
  try {
    const { account, words } = JSON.parse(text)
    const good = typeof account === 'string' && Array.isArray(words)
    return good && words.every((word) => typeof word === 'string') ? { account, words } : undefined
  } catch {
    return undefined
  }
}
