import { parseIp } from '#wire/cidr.ts'
import { matches } from '#wire/mask.ts'
import type { Server } from '../../core/server.ts'
import { isRestricted } from '../nickserv/desk.ts'
import { Memos } from './memos.ts'
import { type ServiceCommand, service } from './service.ts'
import type { Turn } from './turn.ts'
import { decideVhost, dress, type Vhost, vhostsOf } from './vhosts.ts'

const hostCharsMax = 63
/** How long somebody waits before it asks for another one. */
const askAgainMs = 60 * 60 * 1000
const listMax = 100
const offersMax = 100

/** A host that everybody may take, on the shelf `vhost-offers`; `$account` stands for whoever does. */
interface Offer {
  host: string
}

const commands: Record<string, ServiceCommand> = {
  REQUEST: {
    params: '<host>',
    from: 'account',
    help: 'Asks for a host of your choice, such as tea/lover. Operators of the network decide.',
    run: request,
  },
  ON: {
    from: 'account',
    help: 'Shows your host in place of where you connect from.',
    run: (turn) => show(turn, true),
  },
  OFF: {
    from: 'account',
    help: 'Hides the host that you were given.',
    run: (turn) => show(turn, false),
  },
  OFFERLIST: {
    help: 'Lists the hosts that everybody with an account may take.',
    async run(turn) {
      const offers = await offersOf(turn.server).list()
      turn.say(...offers.map(([, { host }]) => `  ${host}`), `${offers.length} hosts are offered`)
    },
  },
  TAKE: {
    params: '<host>',
    from: 'account',
    help: 'Takes one of the hosts that are offered, as OFFERLIST shows it.',
    run: take,
  },
  INFO: {
    params: '[account]',
    help: 'Shows the host that you have, or asked for; operators see those of others.',
    run(turn, name) {
      const account = name === undefined || !turn.can('force') ? turn.account : name
      if (account === undefined) return turn.refuse('ACCOUNT_REQUIRED', 'You are not signed in')
      const vhost = vhostsOf(turn.net).get(turn.net.accountNames.keyOf(account))
      turn.say(vhost ? described(vhost) : `${account} has no host`)
    },
  },
  WAITING: {
    needs: 'force',
    help: 'Lists what has been asked for.',
    run(turn) {
      const all = [...vhostsOf(turn.net).values()].filter(({ wanted }) => wanted)
      turn.say(...all.slice(0, listMax).map(described), `${all.length} wait`)
    },
  },
  ACTIVATE: {
    params: '<account>',
    needs: 'force',
    aliases: ['APPROVE'],
    help: 'Gives somebody the host that it asked for.',
    run: (turn, name = '') => decide(turn, name, ''),
  },
  REJECT: {
    params: '<account> [reason…]',
    needs: 'force',
    help: 'Refuses the host that somebody asked for.',
    run: (turn, name = '', reason = '') => decide(turn, name, reason || 'No reason was given'),
  },
  SET: {
    params: '<account> <host>',
    needs: 'force',
    help: 'Gives somebody a host.',
    run: give,
  },
  DEL: {
    params: '<account>',
    needs: 'force',
    help: "Takes somebody's host away, or what it asked for.",
    async run(turn, name = '') {
      const vhost = vhostNamed(turn, name)
      if (!vhost || !(await settled(turn, vhost.account, undefined))) return
      log(turn, 'deleted', vhost.account, vhost.host ?? '')
      turn.say(`${vhost.account} has no host any more`)
    },
  },
  LIST: {
    params: '[mask]',
    needs: 'force',
    help: 'Lists the hosts that people have, by account or host.',
    run(turn, mask = '*') {
      const wanted = turn.net.fold(mask)
      const all = [...vhostsOf(turn.net).values()].filter(({ account, host = '' }) => {
        return [account, host].some((text) => matches(wanted, turn.net.fold(text)))
      })
      turn.say(...all.slice(0, listMax).map(described), `${all.length} hosts`)
    },
  },
  OFFER: {
    params: '<host>',
    needs: 'force',
    help: 'Offers a host to everybody; $account in it stands for the account of whoever takes it.',
    async run(turn, host = '') {
      const offers = offersOf(turn.server)
      if (!isHost(turn, host.replaceAll('$account', 'account'))) return
      if ((await offers.list()).length >= offersMax) {
        return turn.refuse('LIMIT_REACHED', `At most ${offersMax} hosts are offered`)
      }
      await offers.put(host.toLowerCase(), { host })
      turn.say(`${host} is offered to everybody`)
    },
  },
  UNOFFER: {
    params: '<host>',
    needs: 'force',
    help: 'Offers a host no longer; who has taken it keeps it.',
    async run(turn, host = '') {
      const gone = await offersOf(turn.server).remove(host.toLowerCase())
      if (!gone) return turn.refuse('NO_SUCH_OFFER', `${host} is not offered`, host)
      turn.say(`${host} is offered no longer`)
    },
  },
}

/** HostServ: see `vhosts.ts` for how a host is shown. */
export default service({
  nick: 'HostServ',
  verbs: ['HOSTSERV', 'HS'],
  about: 'HostServ gives people hosts of their own choice.',
  example: 'set ann tea/lover',
  commands,
})

function offersOf({ ports }: Server) {
  return ports.shelf<Offer>('vhost-offers')
}

function described({ account, host, on, wanted }: Vhost): string {
  const has = host ? `${host}${on ? '' : ' (off)'}` : 'no host'
  return `  ${account}: ${has}${wanted ? `, asks for ${wanted}` : ''}`
}

/**
 * No address, nothing that only the server gives, and nothing that would tear a line apart. Where it
 * is none the asker is told.
 */
function isHost(turn: Turn, host: string): boolean {
  const { protection, server } = turn.server.settings
  const { suffix } = protection.cloak
  const isFormed = host.length <= hostCharsMax && /^[a-z0-9](?:[\w-]*[./])+[\w-]+$/i.test(host)
  const isOurs = /^user\//i.test(host) || host === server || host.endsWith(`.${suffix}`)
  if (isFormed && !isOurs && parseIp(host) === undefined) return true
  turn.refuse('INVALID_HOSTNAME', `${host} cannot be shown: write words with . or / between`, host)
  return false
}

async function change(turn: Turn, account: string, part: Partial<Vhost>): Promise<boolean> {
  const now = vhostsOf(turn.net).get(turn.net.accountNames.keyOf(account))
  const fresh: Vhost = { account, on: false, askedAt: 0, by: '' }
  return settled(turn, account, { ...fresh, ...now, ...part, by: turn.name })
}

/** Tells the asker why it was not decided. @returns whether it was. */
async function settled(turn: Turn, account: string, vhost: Vhost | undefined): Promise<boolean> {
  const refusal = await decideVhost(turn.server, account, vhost, turn.service)
  if (refusal) turn.refuse(refusal.code, refusal.text, account)
  return !refusal
}

async function request(turn: Turn, host = ''): Promise<void> {
  const { account = '', net, now } = turn
  if (!isHost(turn, host) || (await isRestricted(turn))) return
  const { askedAt = 0, host: has } = vhostsOf(net).get(net.accountNames.keyOf(account)) ?? {}
  if (has === host) return turn.refuse('HAVE_ALREADY', `${host} is yours: say ON`, host)
  const left = askedAt + askAgainMs - now
  if (left > 0 && !turn.can('force')) {
    const minutes = Math.ceil(left / 60_000)
    return turn.refuse('RATE_LIMITED', `You have asked before: wait ${minutes} minutes`)
  }
  if (!(await change(turn, account, { wanted: host, askedAt: now }))) return
  log(turn, 'asked for', account, host)
  turn.say(`You have asked for ${host}: operators of the network decide`)
}

async function show(turn: Turn, on: boolean): Promise<void> {
  const { account = '', net, user } = turn
  const vhost = vhostsOf(net).get(net.accountNames.keyOf(account))
  if (!vhost?.host) return turn.refuse('NO_VHOST', 'You have no host: see HELP REQUEST')
  if (!(await change(turn, account, { on }))) return
  if (user) dress(turn.server, user)
  turn.say(`${vhost.host} is ${on ? 'shown' : 'hidden'}`)
}

async function take(turn: Turn, word = ''): Promise<void> {
  if (await isRestricted(turn)) return
  const offer = await offersOf(turn.server).get(word.toLowerCase())
  if (!offer) return turn.refuse('NO_SUCH_OFFER', `${word} is not offered`, word)
  const host = offer.host.replaceAll('$account', () => turn.account!)
  if (!isHost(turn, host)) return
  if (!(await change(turn, turn.account!, { host, on: true }))) return
  log(turn, 'taken', turn.account!, host)
  turn.say(`${host} is yours`)
}

/** @param refused why not; '' where it is given */
async function decide(turn: Turn, name: string, refused: string): Promise<void> {
  const vhost = vhostNamed(turn, name)
  if (!vhost) return
  const { account, wanted } = vhost
  if (!wanted) return turn.refuse('NOTHING_WAITING', `${account} has asked for nothing`, account)
  const given = refused ? {} : { host: wanted, on: true }
  if (!(await change(turn, account, { ...given, wanted: undefined }))) return
  log(turn, refused ? 'refused' : 'given', account, wanted)
  const text = refused ? `${wanted} was refused: ${refused}` : `${wanted} is yours`
  await new Memos(turn.server).deliver(account, 'HostServ', text)
  turn.say(`${account}: ${text}`)
}

async function give(turn: Turn, name = '', host = ''): Promise<void> {
  const found = await turn.server.ports.accounts.find(name)
  if (!found) return turn.refuse('ACCOUNT_UNKNOWN', `There is no account ${name}`, name)
  if (!isHost(turn, host)) return
  if (!(await change(turn, found.name, { host, on: true, wanted: undefined }))) return
  log(turn, 'given', found.name, host)
  turn.say(`${found.name} has the host ${host}`)
}

/** Nothing where there is none: then the asker has been told. */
function vhostNamed(turn: Turn, name: string): Vhost | undefined {
  const vhost = vhostsOf(turn.net).get(turn.net.accountNames.keyOf(name))
  if (!vhost) turn.refuse('NO_VHOST', `${name} has no host and asked for none`, name)
  return vhost
}

/** Operators who watch changes of hosts see it. */
function log(turn: Turn, what: string, account: string, host: string): void {
  turn.server.ports.tell('vhost', { what, account, host, by: turn.name })
}
