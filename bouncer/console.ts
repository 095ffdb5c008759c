/**
 * The operator's line to a bouncer that runs: a socket file in the data directory, which only
 * whoever may read the data can open. A request is one line of JSON; the answer is lines of text,
 * then the end.
 */

import { formatAddress } from '#host/address.ts'
import type { Connection, Handler } from '#host/connection.ts'
import type { Whereabouts } from '#host/whereabouts.ts'
import { askElsewhere } from './elsewhere.ts'
import type { House } from './house.ts'
import { runWords } from './service/table.ts'
import { User } from './user.ts'

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

/**
 * @param here only of those whom this process owns; else others are asked as well
 * @returns lines to show; never rejects for what was asked.
 */
export async function answer(
  house: House,
  request: ConsoleRequest,
  here = false,
): Promise<string[]> {
  const { account, words } = request
  if (account === '') return ofAll(house, request, here)
  const facts = await house.accounts.find(account)
  if (!facts) return [`there is no account ${account}`]
  const found = await house.find(facts.key, facts.name)
  if (found instanceof User) return run(house, found, words)
  const lines = here || !found.where ? undefined : await ask(house, found.where, request)
  return lines ?? [`the bouncer process that has ${account} does not answer: try again`]
}

/** About nobody in particular: each process tells of its own people. */
async function ofAll(house: House, request: ConsoleRequest, here: boolean): Promise<string[]> {
  const [user] = await house.people()
  const ours = user ? await run(house, user, request.words) : []
  if (here) return ours
  const theirs = await Promise.all(
    house.others().map(async (where) => {
      const silent = [`a bouncer process at ${formatAddress(where.at)} does not answer`]
      return (await ask(house, where, request)) ?? silent
    }),
  )
  const lines = [ours, ...theirs].flat()
  return lines.length > 0 ? lines : ['nobody uses the bouncer']
}

function run(house: House, user: User, words: string[]): Promise<string[]> {
  const people = () => house.people()
  return runWords({ user, seat: undefined, device: '', isAdmin: true, people }, words)
}

function ask(
  { setting }: House,
  where: Whereabouts,
  request: ConsoleRequest,
): Promise<string[] | undefined> {
  const console = { ...request, here: true }
  return askElsewhere(where, setting, { console }).catch(() => undefined)
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
