import { perServer } from '../../core/per-server.ts'
import { Throttle } from '../../core/throttle.ts'
import { flagsOfAccount, isMask } from '../chanserv/access.ts'
import { channelWith } from '../chanserv/desk.ts'
import { heading, type Memo, Memos } from './memos.ts'
import { type ServiceCommand, service } from './service.ts'
import type { Turn } from './turn.ts'

/** So many memos at once, then one in each share of the time. */
const pace = { count: 5, ms: 60_000 }
const ignoresMax = 100

const senders = perServer(() => new Throttle())

const commands: Record<string, ServiceCommand> = {
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
    async run(turn, text = '') {
      const accounts = await turn.server.ports.accounts.list()
      const memos = new Memos(turn.server)
      for (const { name } of accounts) await memos.deliver(name, turn.account!, text)
      turn.say(`${accounts.length} memos wait`)
    },
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
  LIST: {
    from: 'account',
    help: 'Lists your memos.',
    async run(turn) {
      const all = await new Memos(turn.server).of(turn.account!)
      turn.say(...all.map((memo, i) => heading(memo, i + 1)), `${all.length} memos`)
    },
  },
  READ: {
    params: '<number or NEW or ALL>',
    from: 'account',
    help: 'Shows a memo, or all that you have not read, or all.',
    async run(turn, which = '') {
      const memos = new Memos(turn.server)
      for (const memo of await chosen(turn, which)) {
        turn.say(heading(memo, memo.number), `   ${memo.text}`)
        if (!memo.read) await memos.mark(turn.account!, withoutNumber(memo))
      }
    },
  },
  DEL: {
    params: '<number or READ or ALL>',
    from: 'account',
    aliases: ['DELETE'],
    help: 'Throws a memo away, or all that you have read, or all.',
    async run(turn, which = '') {
      const memos = new Memos(turn.server)
      const gone = await chosen(turn, which)
      for (const memo of gone) await memos.remove(turn.account!, memo)
      if (gone.length) turn.say(`${gone.length} memos are gone`)
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
  IGNORE: {
    params: '<ADD|DEL|LIST> [account]',
    from: 'account',
    help: 'Accepts no memos from an account, or does again, or lists those.',
    run: ignore,
  },
  SET: {
    params: '<NOTIFY|EMAIL|LIMIT> <value>',
    from: 'account',
    help: `NOTIFY ON or OFF: whether you are told of new memos.
EMAIL ON or OFF: whether one that comes while you are not here is also sent to you by mail.
LIMIT and a number: how many you keep at most; 0 takes none.`,
    run: set,
  },
  INFO: {
    from: 'account',
    help: 'Says how many memos you have, and what you have set.',
    async run(turn) {
      const memos = new Memos(turn.server)
      const all = await memos.of(turn.account!)
      const { notify, ignores } = await memos.wishes(turn.account!)
      const unread = all.filter(({ read }) => !read).length
      turn.say(
        `${all.length} memos of at most ${await roomOf(turn, turn.account!)}, ${unread} new`,
        `NOTIFY is ${notify ? 'on' : 'off'}, ${ignores.length} accounts are ignored`,
      )
    },
  },
}

/** MemoServ: see `memos.ts` for where they are kept, and who is told. */
export default service({
  nick: 'MemoServ',
  verbs: ['MEMOSERV', 'MS'],
  about: 'MemoServ keeps short messages for those who are not here.',
  example: "send ann 'the kettle is on' --as bob",
  commands,
})

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
  const memos = new Memos(server)
  const { ignores } = await memos.wishes(to.name)
  const refusal = ignores.includes(net.accountNames.keyOf(account))
    ? 'takes no memos from you'
    : (await memos.of(to.name)).length >= (await roomOf(turn, to.name)) && 'has no room for memos'
  if (refusal) turn.refuse('MEMO_REFUSED', `${to.name} ${refusal}`, to.name)
  else await memos.deliver(to.name, account, text)
  return !refusal
}

async function roomOf({ server }: Turn, account: string): Promise<number> {
  const { memos: most } = server.settings.services
  return Math.min(most, (await new Memos(server).wishes(account)).limit ?? most)
}

async function sendOps(turn: Turn, name = '', text = ''): Promise<void> {
  const channel = channelWith(turn, name, 'oF')
  if (!channel) return
  const { founder, access } = channel.registration
  const ops = access.filter(({ who }) => {
    return !isMask(who) && /[oO]/.test(flagsOfAccount(turn.server, channel, who))
  })
  const names = [...new Set([founder, ...ops.map(({ who }) => who)])].filter(
    (each) => turn.net.accountNames.keyOf(each) !== turn.net.accountNames.keyOf(turn.account!),
  )
  if (!isPaced(turn)) return
  let count = 0
  for (const each of names) if (await send(turn, each, `[${channel.name}] ${text}`)) count++
  turn.say(`${count} memos wait for those who look after ${channel.name}`)
}

type Numbered = Memo & { number: number }

/** What a word means: a number, NEW, READ or ALL. Where it means none the asker has been told. */
async function chosen(turn: Turn, which: string): Promise<Numbered[]> {
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

function withoutNumber({ number: _, ...memo }: Numbered): Memo {
  return memo
}

async function lastTo(turn: Turn, name: string): Promise<Memo | undefined> {
  const key = turn.net.accountNames.keyOf(turn.account!)
  const all = await new Memos(turn.server).of(name)
  const last = all.findLast(({ from }) => turn.net.accountNames.keyOf(from) === key)
  if (!last) turn.refuse('NO_SUCH_MEMO', `${name} has no memo of yours`, name)
  return last
}

async function ignore(turn: Turn, action = '', name?: string): Promise<void> {
  const memos = new Memos(turn.server)
  const wishes = await memos.wishes(turn.account!)
  const verb = action.toUpperCase()
  if (verb === 'LIST') {
    return turn.say(...wishes.ignores.map((one) => `  ${one}`), `${wishes.ignores.length} accounts`)
  }
  if (!name || (verb !== 'ADD' && verb !== 'DEL')) {
    return turn.refuse('INVALID_PARAMS', 'Write: IGNORE ADD|DEL <account>')
  }
  const key = turn.net.fold(name)
  const others = wishes.ignores.filter((one) => one !== key)
  if (verb === 'ADD' && !(await turn.server.ports.accounts.find(name))) {
    return turn.refuse('ACCOUNT_UNKNOWN', `There is no account ${name}`, name)
  }
  if (verb === 'ADD' && others.length >= ignoresMax) {
    return turn.refuse('LIMIT_REACHED', `You ignore at most ${ignoresMax} accounts`)
  }
  await memos.wish(turn.account!, {
    ...wishes,
    ignores: verb === 'ADD' ? [...others, key] : others,
  })
  turn.say(
    `You take ${verb === 'ADD' ? 'no ' : ''}memos from ${name}${verb === 'ADD' ? '' : ' again'}`,
  )
}

async function set(turn: Turn, what = '', value = ''): Promise<void> {
  const memos = new Memos(turn.server)
  const wishes = await memos.wishes(turn.account!)
  const word = what.toUpperCase()
  const { memos: most } = turn.server.settings.services
  if (word === 'NOTIFY' && /^(on|off)$/i.test(value)) {
    await memos.wish(turn.account!, { ...wishes, notify: /^on$/i.test(value) })
  } else if (word === 'EMAIL' && /^(on|off)$/i.test(value)) {
    const isOn = /^on$/i.test(value)
    const own = await turn.server.ports.accounts.find(turn.account!)
    if (isOn && (!turn.server.ports.mail || !own?.email)) {
      return turn.refuse('NO_EMAIL', 'Your account has no address, or this network sends no mail')
    }
    await memos.wish(turn.account!, { ...wishes, mail: isOn })
  } else if (word === 'LIMIT' && /^\d{1,5}$/.test(value) && Number(value) <= most) {
    await memos.wish(turn.account!, { ...wishes, limit: Number(value) })
  } else {
    return turn.refuse(
      'INVALID_PARAMS',
      `Write: SET NOTIFY|EMAIL ON|OFF, or SET LIMIT 0 to ${most}`,
    )
  }
  turn.say(`${word} is ${value}`)
}
