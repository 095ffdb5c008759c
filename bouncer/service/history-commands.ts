/** `history …`: how much one keeps, and erasing it. */

import { createHmac } from 'node:crypto'
import { accountNamed, keyOf } from '#accounts/names.ts'
import { foldAscii } from '#wire/casemap.ts'
import { formatBytes } from '../keep-rules.ts'
import { type Realm, realmsOf } from '../search.ts'
import type { User } from '../user.ts'
import { bufferIn, targetIn } from '../windows.ts'
import {
  type Asking,
  counted,
  lines,
  noNetwork,
  type ServiceCommand,
  type Words,
} from './command.ts'
import { keepCommand } from './keep-command.ts'

const windowsShown = 20

export const historyCommands: ServiceCommand[] = [
  keepCommand,
  {
    name: 'history status',
    params: '[network=…]',
    help: 'how much you keep of what was said, and where',
    run: status,
  },
  {
    name: 'history erase',
    params: '<window|*> [network=…|network=*] [confirm=…]',
    help: 'erase what you keep of a channel or conversation, or of all (*), for good; it asks first',
    min: 1,
    run: erase,
  },
]

/** What is to be counted or erased in one log. */
interface Piece {
  realm: Realm
  log: string
  /** Nothing for all of the log. */
  buffer: string | undefined
  rows: number
}

async function status({ user, seat }: Asking, { named }: Words): Promise<string[]> {
  const realms = await realmsFor(user, named.get('network') ?? seat?.id ?? '*')
  if (typeof realms === 'string') return [realms]
  const told: string[] = []
  for (const realm of realms) {
    const sizes = await user.setting.store.log.sizes(realm.log)
    const rows = sizes.reduce((sum, one) => sum + one.rows, 0)
    const bytes = formatBytes(sizes.reduce((sum, one) => sum + one.bytes, 0))
    told.push(`${nameOf(realm)}: ${lines(rows)} in ${counted(sizes.length, 'window')}, ${bytes}`)
    if (realms.length > 1) continue
    const largest = sizes.sort((a, b) => b.rows - a.rows).slice(0, windowsShown)
    told.push(...largest.map(({ buffer, rows }) => `${targetIn(buffer)}: ${lines(rows)}`))
  }
  return told
}

async function erase({ user, seat }: Asking, { plain, named }: Words): Promise<string[]> {
  const [window = ''] = plain
  const network = named.get('network') ?? seat?.id
  if (network === undefined) return ['Say which network: network=…, or network=* for all']
  const realms = await realmsFor(user, network)
  if (typeof realms === 'string') return [realms]
  const pieces: Piece[] = []
  for (const realm of realms) pieces.push(...(await piecesOf(user, realm, window)))
  const rows = pieces.reduce((sum, piece) => sum + piece.rows, 0)
  if (rows === 0) return ['There is nothing to erase']
  const code = codeFor(user, window, network)
  const where = `${window === '*' ? 'all windows' : window} on ${realms.map(nameOf).join(', ')}`
  if (named.get('confirm') !== code) {
    return [
      `This would erase ${lines(rows)} of ${where}, for good. To do it, say:`,
      `history erase ${window} network=${network.includes(' ') ? `"${network}"` : network} confirm=${code}`,
    ]
  }
  let erased = 0
  const { log } = user.setting.store
  for (const piece of pieces) erased += await log.forget(piece.log, undefined, piece.buffer)
  if (window === '*') for (const { seat } of realms) await seat?.markers.forget()
  return [
    `Erased ${lines(erased)} of ${where}`,
    'What others keep, and the history of channels, is not touched',
  ]
}

/** Of the home network the server keeps conversations too. */
async function piecesOf(user: User, realm: Realm, window: string): Promise<Piece[]> {
  const isAll = window === '*'
  const { id, log, mirror } = realm
  const own = isAll ? undefined : bufferIn(id, mirror, window)
  const pieces = [await piece(user, realm, log, own)]
  if (realm.seat?.isHome) {
    const talk = `talk/${user.account}`
    const other = isAll ? undefined : await talkWith(user, window)
    pieces.push(await piece(user, realm, talk, other))
  }
  return pieces
}

/** By the account's key, whatever it is called now. */
async function talkWith({ setting }: User, window: string): Promise<string> {
  const account = await accountNamed(setting.store, window)
  return account ? keyOf(account) : foldAscii(window)
}

async function piece(
  { setting }: User,
  realm: Realm,
  log: string,
  buffer: string | undefined,
): Promise<Piece> {
  const sizes = await setting.store.log.sizes(log)
  const meant = sizes.filter((one) => buffer === undefined || one.buffer === buffer)
  return { realm, log, buffer, rows: meant.reduce((sum, one) => sum + one.rows, 0) }
}

async function realmsFor(user: User, word: string): Promise<Realm[] | string> {
  const realms = await realmsOf(user)
  if (word === '*') return realms
  const id = user.find(word)?.id ?? word
  const found = realms.filter((realm) => realm.id === id)
  return found.length > 0 ? found : noNetwork(word)
}

function nameOf({ seat, id }: Realm): string {
  return seat?.name ?? `${id} (removed)`
}

/** Nobody types it by accident, and it is good for nothing else. */
function codeFor({ setting, account }: User, window: string, network: string): string {
  const text = JSON.stringify(['erase', account, foldAscii(window), foldAscii(network)])
  return createHmac('sha256', setting.secret).update(text).digest('hex').slice(0, 6)
}
