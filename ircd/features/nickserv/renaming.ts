/**
 * Calling an account something else. Whoever owns it takes the nick first, or has grouped it; who
 * looks after accounts names anything that is free. Nothing that is the account's moves.
 */
import { retitle } from '../connect/renamed.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { authority, decided, isRestricted, owns } from './desk.ts'

export const renamingCommands: Record<string, ServiceCommand> = {
  RENAME: {
    params: '<account> <name>',
    help: 'Calls an account something else. Everything stays its own, also the name that it had.',
    needs: 'accounts',
    run: (turn, name = '', to = '') => rename(turn, name, to),
  },
}

export async function setAccountName(turn: Turn, account: string, to: string): Promise<void> {
  const has = turn.net.user(to)
  const { namesFree } = turn.server.settings.accounts
  const isFree = namesFree && has === undefined
  if (turn.user && !isFree && has !== turn.user && !(await owns(turn, to))) {
    return turn.refuse('ACCOUNT_NAME_MUST_BE_NICK', `Take the nick ${to} first, or GROUP it`)
  }
  if (!(await isRestricted(turn))) await rename(turn, account, to)
}

async function rename(turn: Turn, account: string, to: string): Promise<void> {
  const refusal = await authority(turn).rename(account, to)
  const done = `The account ${account} is called ${to} now`
  if (decided(turn, refusal, done, `renamed to ${to}`, account)) await retitle(turn.server, to)
}
