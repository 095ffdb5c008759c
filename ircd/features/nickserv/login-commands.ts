/** Making an account, coming in, and leaving. */
import type { Proof } from '#wire/account.ts'
import { enrol } from '../connect/enrol.ts'
import { isHouses } from '../connect/houses.ts'
import { sendCode } from '../connect/letters.ts'
import { logIn, logInProved, logOut } from '../connect/login.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import {
  authority,
  decided,
  failed,
  freeAskOf,
  provingAskOf,
  report,
  wantingAskOf,
} from './desk.ts'

const hourMs = 3_600_000
const dropCodeChars = 8

export const loginCommands: Record<string, ServiceCommand> = {
  REGISTER: {
    params: '<password> [address…]',
    help: 'Makes an account of your nick.\nWhere the network sends a code to your address of e-mail, VERIFY takes it.',
    run: register,
  },
  VERIFY: {
    params: '<REGISTER|EMAIL> <account or code> [code]',
    help: 'Takes the code that was sent by e-mail: VERIFY REGISTER <account> <code>, VERIFY EMAIL <code>.',
    aliases: ['CONFIRM'],
    run: verify,
  },
  RESEND: {
    params: '<account>',
    help: 'Sends the code for a new account once more.',
    async run(turn, name = '') {
      const ask = wantingAskOf(turn)
      if (!ask) return
      turn.server.ports.tell('letter asked', { ip: ask.user.ip, nick: ask.user.nick })
      report(turn, await sendCode(turn.server, name, 'verify'), 'A code is on its way')
    },
  },
  IDENTIFY: {
    params: '<[account] password…>',
    help: 'Logs in. Clients that know SASL do so before anybody sees them.',
    aliases: ['ID', 'LOGIN'],
    run: identify,
  },
  LOGOUT: {
    params: '[nick]',
    help: 'Logs you out, or another connection of yours.',
    from: 'account',
    run(turn, nick) {
      const target = nick === undefined ? turn.user : turn.net.user(nick)
      const isOwn = target?.account !== undefined && target.account === turn.account
      if (!target || !isOwn) {
        const text = nick === undefined ? 'Say which nick' : `${nick} is no connection of yours`
        return turn.refuse('NO_SESSION', text)
      }
      if (target.session && isHouses(target.session)) {
        return turn.refuse('NOT_HERE', 'The bouncer has signed that one in: sign out there')
      }
      logOut(turn.server, target)
      turn.say(`${target.nick} is logged out`)
    },
  },
  VACATION: {
    params: '[OFF]',
    help: 'Says that you go away for long: your account and your channels do not end meanwhile, for three times as long as others.\nIt ends when you are next here.',
    from: 'account',
    async run(turn, word = '') {
      const isOff = /^off$/i.test(word)
      const refusal = await authority(turn).decide(turn.account!, {
        vacationAt: isOff ? 0 : turn.now,
      })
      report(turn, refusal, isOff ? 'Welcome back' : 'Come back well: your account waits for you')
    },
  },
  DROP: {
    params: '[code]',
    help: 'Removes your account with all that only you could read.\nIt tells you a code first, which you repeat.',
    aliases: ['UNREGISTER'],
    from: 'account',
    run: drop,
  },
}

/** An address has an @, and a password may have spaces: so the last word decides. */
async function register(turn: Turn, first = '', rest = ''): Promise<void> {
  const ask = wantingAskOf(turn)
  if (!ask) return
  const words = `${first} ${rest}`.trimEnd().split(' ')
  const email = words.length > 1 && words.at(-1)!.includes('@') ? words.pop() : undefined
  const { nick } = ask.user
  const done = await enrol(ask, nick, words.join(' '), email)
  if (typeof done === 'object') return turn.refuse(done.code, done.text)
  if (done === 'sent') {
    return turn.say(`A code is on its way to ${email}: VERIFY REGISTER ${nick} <code>`)
  }
  turn.say(`${nick} is your account now`)
  logIn(ask, nick)
}

async function verify(turn: Turn, what = '', word = '', code = ''): Promise<void> {
  const ask = provingAskOf(turn)
  if (!ask) return
  if (what.toUpperCase() === 'EMAIL') {
    if (!turn.account) return turn.refuse('ACCOUNT_REQUIRED', 'You are not signed in to an account')
    const refusal = await authority(turn).redeem(turn.account, 'email', word)
    if (refusal) return failed(turn, refusal.code, refusal.text)
    return turn.say('Your address is changed')
  }
  const [account, given] = what.toUpperCase() === 'REGISTER' ? [word, code] : [what, word]
  const refusal = await authority(turn).redeem(account, 'verify', given)
  if (refusal) return failed(turn, 'INVALID_CODE', 'This code is wrong, used up or too old')
  admit(turn, await authority(turn).vouched(account))
}

async function identify(turn: Turn, text = ''): Promise<void> {
  const ask = freeAskOf(turn) && provingAskOf(turn)
  if (!ask) return
  const accounts = authority(turn)
  const [, first = '', rest = ''] = /^(\S+) +(.+)$/s.exec(text) ?? []
  // A password may have spaces: what comes first is an account only where there is one.
  const named = rest ? await accounts.find(first) : undefined
  const own = (await accounts.owner(ask.user.nick))?.account ?? ask.user.nick
  const proof = await (named ? accounts.login(named.name, rest) : accounts.login(own, text))
  admit(turn, proof ?? (named ? await accounts.login(own, text) : undefined))
}

function admit(turn: Turn, proof: Proof): void {
  const ask = freeAskOf(turn)
  if (!ask) return
  if (!proof) return failed(turn, 'INVALID_CREDENTIALS', 'That is not the password')
  if ('barred' in proof) return failed(turn, 'ACCOUNT_BARRED', proof.why)
  turn.say(`You are logged in as ${proof.proved}`)
  logInProved(ask, proof)
}

/** Stateless: it is good for the hour in which it was told, and the next. */
async function drop(turn: Turn, given = ''): Promise<void> {
  const account = turn.account!
  const codeOf = (hour: number) =>
    turn.server.ports.digest(`drop ${account} ${hour}`).slice(0, dropCodeChars)
  const hour = Math.floor(turn.now / hourMs)
  if (given !== codeOf(hour) && given !== codeOf(hour - 1)) {
    return turn.say(
      `This removes the account ${account} for good. If that is what you want: DROP ${codeOf(hour)}`,
    )
  }
  const refusal = await authority(turn).remove(account)
  decided(turn, refusal, `The account ${account} is gone`, 'removed', account)
}
