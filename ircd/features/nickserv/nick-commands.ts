/** Nicks that are an account's: more of them, and having them back. */
import { nickChanged } from '../connect/nick.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { askOf, authority, failed, isRestricted, owns, provingAskOf, report } from './desk.ts'
import { letGo } from './protection.ts'

export const nickCommands: Record<string, ServiceCommand> = {
  GROUP: {
    params: '[nick]',
    help: 'Makes the nick that you have now, too, your account’s.',
    from: 'account',
    async run(turn, nick = turn.user?.nick ?? '') {
      const other = turn.net.user(nick)
      if (turn.user && other !== turn.user) {
        return turn.refuse('NOT_YOURS', 'Take the nick first, then GROUP it')
      }
      if (await isRestricted(turn)) return
      report(turn, await authority(turn).group(turn.account!, nick), `${nick} is yours now`)
    },
  },
  UNGROUP: {
    params: '[nick]',
    help: 'Gives a grouped nick back to everybody.',
    from: 'account',
    async run(turn, nick = turn.user?.nick ?? '') {
      const refusal = await authority(turn).ungroup(turn.account!, nick)
      report(turn, refusal, `${nick} is nobody's now`)
    },
  },
  LISTOWNNICKS: {
    help: 'Lists the nicks that are your account’s.',
    aliases: ['GLIST'],
    from: 'account',
    async run(turn) {
      const facts = await authority(turn).find(turn.account!)
      const nicks = facts ? [facts.name, ...facts.nicks] : []
      turn.say(...nicks.map((nick) => `  ${nick}`), `${nicks.length} nicks`)
    },
  },
  GHOST: {
    params: '<nick> [password…]',
    help: 'Ends a connection that has a nick of yours.',
    async run(turn, nick = '', password) {
      if (await mayHave(turn, nick, password)) await ghost(turn, nick)
    },
  },
  REGAIN: {
    params: '<nick> [password…]',
    help: 'Ends a connection that has a nick of yours, and gives the nick to you.',
    aliases: ['RECOVER'],
    async run(turn, nick = '', password) {
      const ask = askOf(turn)
      if (!ask || !(await mayHave(turn, nick, password))) return
      const holder = turn.net.user(nick)
      if (holder && holder !== ask.user && !(await ghost(turn, nick))) return
      letGo(turn.server, nick)
      if (nick !== ask.user.nick) ask.commit(nickChanged, { from: ask.user.mask, nick })
    },
  },
  RELEASE: {
    params: '<nick> [password…]',
    help: 'Lets a nick of yours go that NickServ keeps free after somebody was renamed.',
    async run(turn, nick = '', password) {
      if (!(await mayHave(turn, nick, password))) return
      if (letGo(turn.server, nick)) turn.say(`${nick} is free`)
      else turn.refuse('NOT_NEEDED', `${nick} is not kept from anybody`)
    },
  },
}

/** Whether the asker is logged in to the nick's account, or knows its password. */
async function mayHave(turn: Turn, nick: string, password: string | undefined): Promise<boolean> {
  if (await owns(turn, nick)) return true
  if (password === undefined) {
    turn.refuse('ACCESS_DENIED', `${nick} is not yours: log in to its account`)
    return false
  }
  if (!provingAskOf(turn)) return false
  const accounts = authority(turn)
  const owner = await accounts.owner(nick)
  const proof = await accounts.login(owner?.exact ? owner.account : nick, password)
  if (proof && 'proved' in proof) return true
  failed(turn, 'INVALID_CREDENTIALS', 'That is not the password')
  return false
}

/** @returns whether it happened; the asker has been told. */
async function ghost(turn: Turn, nick: string): Promise<boolean> {
  const target = turn.net.user(nick)
  if (!target?.session || target === turn.user) {
    turn.refuse('NO_SESSION', `No other connection here has the nick ${nick}`)
    return false
  }
  target.session.close(`${turn.name} has taken the nick back`)
  turn.say(`The connection of ${nick} is ended`)
  return true
}
