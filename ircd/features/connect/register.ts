import { messageFrom } from '#wire/message.ts'
import { fail } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import type { Server } from '../../core/server.ts'
import { enrol } from './enrol.ts'
import { logIn, logInProved } from './login.ts'

/**
 * Making an account from any client. The account's name is the nick: one name, one person. Where
 * the network wants to know whose mailbox an address is, the account waits for VERIFY.
 * https://ircv3.net/specs/extensions/account-registration
 */
export default feature({
  cap: 'draft/account-registration',
  capValue: ({ settings: { accounts } }) =>
    [
      'before-connect',
      ...(accounts.verification ? ['email-required'] : []),
      ...(accounts.namesFree ? ['custom-account-name'] : []),
    ].join(','),
  capOffered: isOpen,
  commands: {
    REGISTER: {
      help: '<account or *> <email or *> <password>\nMakes an account of your nick.',
      from: 'anyone',
      run: registerAccount,
    },
    VERIFY: {
      help: '<account> <code>\nCompletes REGISTER with the code that was sent by e-mail.',
      from: 'anyone',
      run: verify,
    },
  },
})

function isOpen({ settings, troubled }: Server): boolean {
  return settings.registration && !troubled
}

async function registerAccount(ask: Ask, account = '', email = '', password = ''): Promise<void> {
  if (!account || !password) {
    return ask.reply(fail('REGISTER', 'INVALID_PARAMS', 'Not enough parameters'))
  }
  const name = account === '*' ? ask.user.nick : account
  const done = await enrol(ask, name, password, email === '*' ? undefined : email)
  if (typeof done === 'object') return ask.reply(fail('REGISTER', done.code, done.text, account))
  const [what, text] =
    done === 'made'
      ? ['SUCCESS', 'Welcome']
      : ['VERIFICATION_REQUIRED', `A code is on its way to ${email}: VERIFY ${name} <code>`]
  ask.say(messageFrom(ask.net.me.name, 'REGISTER', what!, name, text!))
  if (done === 'made') logIn(ask, name)
}

async function verify(ask: Ask, account = '', code = ''): Promise<void> {
  const no = (what: string, text: string) => ask.reply(fail('VERIFY', what, text, account || '*'))
  if (!account || !code) return ask.reply(fail('VERIFY', 'INVALID_PARAMS', 'Not enough parameters'))
  if (ask.user.account) return no('ALREADY_AUTHENTICATED', 'You are logged in already')
  const { accounts, tell } = ask.server.ports
  const refusal = await accounts.redeem(account, 'verify', code)
  if (refusal?.code === 'TEMPORARILY_UNAVAILABLE') return no(refusal.code, refusal.text)
  const proof = refusal ? undefined : await accounts.vouched(account)
  if (!proof || 'barred' in proof) {
    tell('login failed', { ip: ask.user.ip, nick: ask.user.nick })
    return no('INVALID_CODE', 'This code is wrong, used up or too old')
  }
  ask.say(messageFrom(ask.net.me.name, 'VERIFY', 'SUCCESS', proof.proved, 'Welcome'))
  logInProved(ask, proof)
}
