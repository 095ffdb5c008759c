/** Which of several servers decides about accounts, and how far the others are. */
import type { LedgerKeeper, LedgerState } from '#wire/ledger.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'

/** More lines than that nobody reads. */
const linesMax = 100

export const authorityCommands: Record<string, ServiceCommand> = {
  AUTHORITY: {
    params: '[ASIDE|PROMOTE|ADOPT] [server]',
    needs: 'accounts',
    help: `Shows which server decides about accounts, and how far the others are.
ASIDE lists what was decided here and does not hold any more.
PROMOTE has this server decide from now on, when the other one is lost; what only that one knows will
be set aside when it comes back. ADOPT takes the network's accounts in place of this server's own,
which are set aside. Both want the name of this server as well, so that you mean the right one.`,
    async run(turn, word = '', server = '') {
      const { ledger } = turn.server.ports
      if (!ledger) {
        return turn.refuse(
          'NOT_SHARED',
          'Accounts are decided on each server by itself: see [accounts]',
        )
      }
      const verb = word.toUpperCase()
      if (verb === '') return turn.say(...described(turn, await ledger.state()))
      if (verb === 'ASIDE') return sayAside(turn, await ledger.aside())
      if (verb === 'PROMOTE' || verb === 'ADOPT') return decide(turn, ledger, verb, server)
      turn.refuse('INVALID_PARAMS', 'Write: AUTHORITY, or with ASIDE, PROMOTE or ADOPT', word)
    },
  },
}

function described(turn: Turn, state: LedgerState): string[] {
  const { authority, isOwn, isReachable, joined, waitsFor, number, epoch, neighbours } = state
  const own = turn.net.me.name
  const reach = isReachable ? 'and can be asked' : 'and cannot be asked now: nothing is changed'
  const lines = [isOwn ? `${own} decides about accounts` : `${authority} decides, ${reach}`]
  if (joined) lines.push(`${own} has all entries up to ${number} (epoch ${epoch})`)
  else lines.push(`${own} has not got the accounts of the network: ${waitsFor ?? 'no link yet'}`)
  for (const each of neighbours) {
    const lag = number - each.number
    const how = each.epoch === epoch && lag === 0 ? 'in step' : `${Math.abs(lag)} entries apart`
    lines.push(`  ${each.name}: ${each.number} (epoch ${each.epoch || 'none'}), ${how}`)
  }
  if (state.aside) lines.push(`${state.aside} entries were set aside here: AUTHORITY ASIDE`)
  return lines
}

function sayAside(turn: Turn, lines: string[]): void {
  turn.say(...lines.slice(-linesMax).map((line) => `  ${line}`), `${lines.length} entries`)
}

async function decide(
  turn: Turn,
  ledger: LedgerKeeper,
  verb: 'PROMOTE' | 'ADOPT',
  server: string,
): Promise<void> {
  const { name } = turn.net.me
  if (!turn.can('routing')) {
    return turn.refuse('PRIVILEGE_NEEDED', `Only operators with routing may ${verb}`, verb)
  }
  if (server.toLowerCase() !== name.toLowerCase()) {
    return turn.refuse('CONFIRM', `To mean it, write: AUTHORITY ${verb} ${name}`, verb)
  }
  const refusal = verb === 'PROMOTE' ? await ledger.promote() : await ledger.adopt()
  if (refusal) return turn.refuse('NOT_NEEDED', refusal, verb)
  turn.server.ports.tell('account registry', { what: verb, account: name, by: turn.name })
  turn.say(
    verb === 'PROMOTE'
      ? `${name} decides about accounts from now on`
      : `${name} takes the accounts of the network as soon as it is linked`,
  )
}
