/** `push …`: where a person is told what calls them when no device runs. */
import { allNetworks, type Subscription } from '../push/subscriptions.ts'
import type { User } from '../user.ts'
import { counted, type ServiceCommand } from './command.ts'

export const pushCommands: ServiceCommand[] = [
  {
    name: 'push list',
    params: '',
    help: 'the browsers and phones that are told when somebody calls you',
    run: ({ user }) => list(user),
  },
  {
    name: 'push stop',
    params: '<number>|all',
    help: 'tell one of them nothing more, by its number in the list',
    min: 1,
    run: ({ user }, { plain: [word = ''] }) => stop(user, word),
  },
]

async function list(user: User): Promise<string[]> {
  const all = await user.pushes.list()
  if (all.length === 0) return ['Nobody is told by push']
  return all.map((one, at) => `${at + 1}. ${described(user, one)}`)
}

/** Of an address its host is shown: the rest is a secret. */
function described(user: User, { endpoint, device, networks, at, failingSince }: Subscription) {
  const names = networks.map((id) => user.seats.get(id)?.name ?? id).join(', ')
  const about = networks.includes(allNetworks) ? 'all networks' : names
  const by = device === '' ? '' : `, by ${device}`
  const state = failingSince === undefined ? '' : `; not reached since ${dayOf(failingSince)}`
  return `${new URL(endpoint).host}: ${about}, asked for on ${dayOf(at)}${by}${state}`
}

async function stop(user: User, word: string): Promise<string[]> {
  if (word === 'all') return [`${counted(await user.pushes.forget(), 'subscription')} ended`]
  const one = (await user.pushes.list())[Number(word) - 1]
  if (!one) return [`There is no number ${word}: see "push list"`]
  await user.pushes.unregister(one.endpoint)
  return [`${new URL(one.endpoint).host} is told nothing more`]
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
