import { slices } from '#wire/text.ts'
import { chosen, type Numbered, postCommands } from './memo-post.ts'
import { heading, type Memo, Memos, type MemoWishes } from './memos.ts'
import { type ServiceCommand, service } from './service.ts'
import type { Turn } from './turn.ts'

const ignoresMax = 100
/** Bytes of a line of a memo that is read. */
const lineBytes = 350

const commands: Record<string, ServiceCommand> = {
  ...postCommands,
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
        turn.say(heading(memo, memo.number))
        turn.say(...slices(memo.text, lineBytes).map((slice) => `   ${slice}`))
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
        `${all.length} memos of at most ${await memos.room(turn.account!)}, ${unread} new`,
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

function withoutNumber({ number: _, ...memo }: Numbered): Memo {
  return memo
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
  const key = turn.net.accountNames.keyOf(name)
  if (verb === 'ADD' && !(await turn.server.ports.accounts.find(name))) {
    return turn.refuse('ACCOUNT_UNKNOWN', `There is no account ${name}`, name)
  }
  const isListed = wishes.ignores.includes(key)
  if (verb === 'ADD' && !isListed && wishes.ignores.length >= ignoresMax) {
    return turn.refuse('LIMIT_REACHED', `You ignore at most ${ignoresMax} accounts`)
  }
  await memos.wish(turn.account!, (now) => {
    const others = now.ignores.filter((one) => one !== key)
    return { ...now, ignores: verb === 'ADD' ? [...others, key] : others }
  })
  turn.say(
    `You take ${verb === 'ADD' ? 'no ' : ''}memos from ${name}${verb === 'ADD' ? '' : ' again'}`,
  )
}

async function set(turn: Turn, what = '', value = ''): Promise<void> {
  const memos = new Memos(turn.server)
  const wish = (part: Partial<MemoWishes>) =>
    memos.wish(turn.account!, (now) => ({ ...now, ...part }))
  const word = what.toUpperCase()
  const { memos: most } = turn.server.settings.services
  if (word === 'NOTIFY' && /^(on|off)$/i.test(value)) {
    await wish({ notify: /^on$/i.test(value) })
  } else if (word === 'EMAIL' && /^(on|off)$/i.test(value)) {
    const isOn = /^on$/i.test(value)
    const own = await turn.server.ports.accounts.find(turn.account!)
    if (isOn && (!turn.server.ports.mail || !own?.email)) {
      return turn.refuse('NO_EMAIL', 'Your account has no address, or this network sends no mail')
    }
    await wish({ mail: isOn })
  } else if (word === 'LIMIT' && /^\d{1,5}$/.test(value) && Number(value) <= most) {
    await wish({ limit: Number(value) })
  } else {
    return turn.refuse(
      'INVALID_PARAMS',
      `Write: SET NOTIFY|EMAIL ON|OFF, or SET LIMIT 0 to ${most}`,
    )
  }
  turn.say(`${word} is ${value}`)
}
