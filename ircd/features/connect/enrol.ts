/** Making an account, for whoever asks: REGISTER, and NickServ in its own words. */
import type { AccountRefusal } from '#wire/account.ts'
import type { Ask } from '../../core/ask.ts'
import { type NotSent, sendCode } from './letters.ts'
import { isOpenToAll, secureOnly } from './login.ts'

/** Why there is no account, in the codes of REGISTER. */
export interface NotEnrolled {
  code:
    | AccountRefusal['code']
    | NotSent['code']
    | 'ALREADY_AUTHENTICATED'
    | 'NEED_NICK'
    | 'ACCOUNT_NAME_MUST_BE_NICK'
  text: string
}

/** @returns that it is made, and whoever asked may be logged in, or that a letter is on its way. */
export async function enrol(
  ask: Ask,
  name: string,
  password: string,
  email: string | undefined,
): Promise<'made' | 'sent' | NotEnrolled> {
  const { server, user } = ask
  const { accounts, tell } = server.ports
  const { verification } = server.settings.accounts
  const refusal =
    refuse(ask, name) ??
    (verification && email === undefined ? noAddress : undefined) ??
    (await accounts.register(name, password, email, verification))
  if (refusal) return refusal
  tell('account registered', { account: name, ip: user.ip })
  if (!verification) return 'made'
  const unsent = await sendCode(server, name, 'verify')
  if (!unsent) return 'sent'
  // Nobody could ever verify it.
  await accounts.remove(name)
  return unsent
}

const noAddress: NotEnrolled = {
  code: 'INVALID_EMAIL',
  text: 'This network sends a code to your address of e-mail: give one',
}

function refuse({ user, server, net }: Ask, name: string): NotEnrolled | undefined {
  const no = (code: NotEnrolled['code'], text: string) => ({ code, text })
  if (!server.settings.registration) {
    return no('TEMPORARILY_UNAVAILABLE', 'Accounts are made by the operators of this network')
  }
  if (isOpenToAll(server, user)) return no('TEMPORARILY_UNAVAILABLE', secureOnly)
  if (server.troubled) return no('TEMPORARILY_UNAVAILABLE', 'Nothing can be kept just now')
  if (user.account) return no('ALREADY_AUTHENTICATED', 'You are logged in already')
  if (!user.nick) return no('NEED_NICK', 'Choose a nickname first')
  const isNick = net.fold(name) === net.fold(user.nick)
  if (!isNick && !server.settings.accounts.namesFree) {
    return no('ACCOUNT_NAME_MUST_BE_NICK', 'The account must be named as your nickname')
  }
  const holder = net.user(name)
  return holder && holder !== user ? no('ACCOUNT_EXISTS', 'Somebody uses this name') : undefined
}
