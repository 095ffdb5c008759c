/** Memos on their way: who may send how many to whom, and what becomes of them. */
import { byteLength } from '#wire/text.ts'
import { perServer } from '../../core/per-server.ts'
import { Throttle } from '../../core/throttle.ts'
import { flagsOfAccount, isMask } from '../chanserv/access.ts'
import { channelWith } from '../chanserv/desk.ts'
import { type Memo, Memos } from './memos.ts'
import type { ServiceCommand } from './service.ts'
import type { Turn } from './turn.ts'

/** So many memos at once, then one in each share of the time. */
const pace = { count: 5, ms: 60_000 }
/** Of one memo, with what it says of where it came from. */
const textBytesMax = 1000

const senders = perServer(() => new Throttle())

export const postCommands: Record<string, ServiceCommand> = {
  SEND: {
    params: '<account> <text…>',
    from: 'account',
    help: 'Leaves a memo for somebody, who reads it when there is time.',
    async run(turn, name = '', text = '') {
      if (!isPaced(turn)) return
      if (await send(turn, name, text)) turn.say(`The memo waits for ${name}`)
    },
  },
  SENDOPS: {
    params: '<channel> <text…>',
    from: 'account',
    help: 'Leaves a memo for all who may be operators of a registered channel.',
    run: sendOps,
  },
  SENDALL: {
    params: '<text…>',
    from: 'account',
    needs: 'announce',
    help: 'Leaves a memo for everybody who has an account.',
    run: sendAll,
  },
  FORWARD: {
    params: '<number> <account>',
    from: 'account',
    help: 'Leaves a memo of yours for somebody else.',
    async run(turn, number = '', name = '') {
      const [memo] = await chosen(turn, number)
      if (!memo || !isPaced(turn)) return
      const sent = await send(turn, name, `[from ${memo.from}] ${memo.text}`)
      if (sent) turn.say(`The memo waits for ${name}`)
    },
  },
  CANCEL: {
    params: '<account>',
    from: 'account',
    help: 'Takes your last memo to somebody back, unless it has been read.',
    async run(turn, name = '') {
      const last = await lastTo(turn, name)
      if (!last) return
      if (last.read) return turn.refuse('READ_ALREADY', `${name} has read it`, name)
      await new Memos(turn.server).remove(name, last)
      turn.say(`Your last memo to ${name} is taken back`)
    },
  },
  CHECK: {
    params: '<account>',
    from: 'account',
    help: 'Says whether somebody has read your last memo.',
    async run(turn, name = '') {
      const last = await lastTo(turn, name)
      if (last) turn.say(`${name} has ${last.read ? '' : 'not '}read your last memo`)
    },
  },
}

function isPaced(turn: Turn): boolean {
  if (turn.can('announce')) return true
  const early = senders(turn.server).take(
    turn.net.accountNames.keyOf(turn.account!),
    pace,
    turn.now,
  )
  if (!early) return true
  turn.refuse('RATE_LIMITED', `Too many memos: wait ${Math.ceil(early / 1000)} seconds`)
  return false
}

/** @returns whether it was sent; otherwise the asker has been told why not. */
async function send(turn: Turn, name: string, text: string): Promise<boolean> {
  const { server, net, account = '' } = turn
  const to = await server.ports.accounts.find(name)
  if (!to) {
    turn.refuse('ACCOUNT_UNKNOWN', `There is no account ${name}`, name)
    return false
  }
  if (byteLength(text) > textBytesMax) {
    turn.refuse('TOO_LONG', `A memo has at most ${textBytesMax} bytes`)
    return false
  }
  const memos = new Memos(server)
  const { ignores } = await memos.wishes(to.name)
  const refusal =
    to.settings.noMemo || ignores.includes(net.accountNames.keyOf(account))
      ? 'takes no memos from you'
      : !(await memos.hasRoom(to.name)) && 'has no room for memos'
  if (refusal) turn.refuse('MEMO_REFUSED', `${to.name} ${refusal}`, to.name)
  else await memos.deliver(to.name, account, text)
  return !refusal
}

/** Whoever has no room, or cannot come in yet, is passed over. */
async function sendAll(turn: Turn, text = ''): Promise<void> {
  const memos = new Memos(turn.server)
  let count = 0
  let full = 0
  for (const { name, unverified, settings } of await turn.server.ports.accounts.list()) {
    if (unverified || settings.noMemo) continue
    if (await memos.hasRoom(name)) {
      await memos.deliver(name, turn.account!, text)
      count++
    } else full++
  }
  turn.say(`${count} memos wait${full ? `; ${full} accounts had no room` : ''}`)
}

async function sendOps(turn: Turn, name = '', text = ''): Promise<void> {
  const channel = channelWith(turn, name, 'oF')
  if (!channel) return
  const { founder, access } = channel.registration
  const ops = access.filter(({ who }) => {
    return !isMask(who) && /[oO]/.test(flagsOfAccount(turn.server, channel, who))
  })
  const { accountNames } = turn.net
  const names = [...new Set([founder, ...ops.map(({ who }) => who)])].filter(
    (each) => !accountNames.isSame(each, turn.account),
  )
  if (!isPaced(turn)) return
  let count = 0
  for (const each of names) if (await send(turn, each, `[${channel.name}] ${text}`)) count++
  turn.say(`${count} memos wait for those who look after ${channel.name}`)
}

export type Numbered = Memo & { number: number }

/** What a word means: a number, NEW, READ or ALL. Where it means none the asker has been told. */
export async function chosen(turn: Turn, which: string): Promise<Numbered[]> {
  const memos = await new Memos(turn.server).of(turn.account!)
  const all = memos.map((memo, i) => ({ ...memo, number: i + 1 }))
  const word = which.toUpperCase()
  const found = all.filter(({ number, read }) => {
    return (
      word === 'ALL' || (word === 'NEW' ? !read : word === 'READ' ? read : `${number}` === word)
    )
  })
  if (!found.length) turn.refuse('NO_SUCH_MEMO', `You have no such memo: ${which}`, which)
  return found
}

async function lastTo(turn: Turn, name: string): Promise<Memo | undefined> {
  const key = turn.net.accountNames.keyOf(turn.account!)
  const all = await new Memos(turn.server).of(name)
  const last = all.findLast(({ from }) => turn.net.accountNames.keyOf(from) === key)
  if (!last) turn.refuse('NO_SUCH_MEMO', `${name} has no memo of yours`, name)
  return last
}
