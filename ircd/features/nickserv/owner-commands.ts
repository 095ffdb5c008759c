/** What owners decide of their account: password, address, certificates, protection. */
import { readFingerprint } from '#wire/account.ts'
import { sparing } from '../connect/expelled.ts'
import { sendCode } from '../connect/letters.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { authority, clientFor, failed, provingAskOf, report, wantingAskOf } from './desk.ts'
import { setAccountName } from './renaming.ts'

type Setting = (turn: Turn, account: string, value: string) => void | Promise<void>

type Switch =
  | 'enforce'
  | 'private'
  | 'neverOp'
  | 'noOp'
  | 'noMemo'
  | 'privmsg'
  | 'hideLastLogin'
  | 'hideStatus'

/** On or off, and what is so while it is on. */
export const switches: Readonly<Record<string, { key: Switch; about: string }>> = {
  ENFORCE: { key: 'enforce', about: 'others who take your nicks are renamed' },
  PRIVATE: { key: 'private', about: 'INFO shows others your name alone' },
  HIDELASTLOGIN: { key: 'hideLastLogin', about: 'INFO hides from others when you were last here' },
  HIDESTATUS: { key: 'hideStatus', about: 'INFO hides from others where you are now' },
  NEVEROP: { key: 'neverOp', about: 'nobody else puts you on the access list of a channel' },
  NOOP: { key: 'noOp', about: 'ChanServ gives you no status when you join' },
  NOMEMO: { key: 'noMemo', about: 'you take no memos' },
  PRIVMSG: { key: 'privmsg', about: 'services answer you by PRIVMSG, not by NOTICE' },
}

/** By what is SET, also for an account that is somebody else's: see SASET. */
export const settings: Record<string, Setting> = {
  async PASSWORD(turn, account, value) {
    if (!clientFor(turn)) return
    const change = () => authority(turn).setPassword(account, value)
    const session = turn.user?.session
    const isOwn = account === turn.account
    const done = isOwn ? 'Your password is changed' : `The password of ${account} is changed`
    report(turn, await (session ? sparing(session, change) : change()), done)
  },
  async EMAIL(turn, account, value) {
    const email = /^(?:none|off)$/i.test(value) ? undefined : value
    if (email === undefined || !turn.server.ports.mail) {
      const done = email === undefined ? 'You have no address now' : `Your address is ${email} now`
      report(turn, await authority(turn).setEmail(account, email), done)
      return
    }
    // A letter goes to whomever one names: nobody writes to strangers without end.
    const ask = wantingAskOf(turn)
    if (!ask) return
    const { ip, nick } = ask.user
    turn.server.ports.tell('letter asked', { ip, nick })
    const unsent = await sendCode(turn.server, account, 'email', email)
    if (unsent) return turn.refuse(unsent.code, unsent.text)
    turn.say(`A code is on its way to ${email}: VERIFY EMAIL <code>`)
  },
  ACCOUNTNAME: setAccountName,
  ...Object.fromEntries(
    Object.entries(switches).map(([word, { key }]) => [word, deciding(word, key)]),
  ),
}

export const ownerCommands: Record<string, ServiceCommand> = {
  SET: {
    params: '<setting> <value…>',
    help: [
      'Decides something about your account.',
      'PASSWORD: another one; who came in by the old one is logged out.',
      'EMAIL: where you can be reached; NONE for nowhere.',
      'ACCOUNTNAME: the nick that you have now, or one that you have grouped. All that is yours stays so.',
      ...Object.entries(switches).map(
        ([word, { about }]) => `${word}: ON or OFF, whether ${about}.`,
      ),
    ].join('\n'),
    from: 'account',
    run(turn, what = '', value = '') {
      const setting = settings[what.toUpperCase()]
      if (setting) return setting(turn, turn.account!, value)
      turn.refuse('INVALID_PARAMS', `One can SET ${Object.keys(settings).join(', ')}`)
    },
  },
  CERT: {
    params: '<ADD|DEL|LIST> [fingerprint]',
    help: 'Shows and changes the certificates by which you log in (SASL EXTERNAL).\nADD without a fingerprint takes the certificate that your client shows now.',
    from: 'account',
    run: certificates,
  },
  SENDPASS: {
    params: '<account>',
    help: 'Sends a code by e-mail with which SETPASS takes another password.',
    aliases: ['RESETPASS'],
    run(turn, name = '') {
      const ask = wantingAskOf(turn)
      if (!ask) return
      const { ports } = turn.server
      if (!ports.mail) return turn.refuse('TEMPORARILY_UNAVAILABLE', 'This network sends no mail')
      ports.tell('letter asked', { ip: ask.user.ip, nick: ask.user.nick })
      // Nobody learns from the answer, or from its time, whether there is such an account.
      sendCode(turn.server, name, 'reset').catch((error) => ports.fault(error, 'mail'))
      turn.say('If there is such an account and it has an address, a code is on its way')
    },
  },
  SETPASS: {
    params: '<account> <code> <password…>',
    help: 'Gives an account another password, with the code of SENDPASS.',
    async run(turn, name = '', code = '', password = '') {
      const ask = provingAskOf(turn)
      if (!ask) return
      const refusal = await authority(turn).resetPassword(name, code, password)
      if (refusal?.code === 'INVALID_CODE') return failed(turn, refusal.code, refusal.text)
      report(turn, refusal, 'The password is changed: log in with it')
    },
  },
}

function deciding(word: string, key: Switch): Setting {
  return async (turn, account, value) => {
    const is = value.toUpperCase()
    if (is !== 'ON' && is !== 'OFF') return turn.refuse('INVALID_PARAMS', 'Say ON or OFF')
    const refusal = await authority(turn).decide(account, { [key]: is === 'ON' })
    report(turn, refusal, `${word} is ${is} now`)
  }
}

async function certificates(turn: Turn, verb = '', text?: string): Promise<void> {
  const accounts = authority(turn)
  const account = turn.account!
  switch (verb.toUpperCase()) {
    case 'LIST': {
      const { fingerprints = [] } = (await accounts.find(account)) ?? {}
      return turn.say(...fingerprints, `${fingerprints.length} certificates`)
    }
    case 'ADD': {
      const shown = text ?? turn.user?.session?.caller.fingerprint
      if (shown === undefined) return turn.refuse('NO_CERTIFICATE', 'Your client shows none')
      const read = readFingerprint(shown)
      if ('code' in read) return turn.refuse(read.code, read.text)
      const refusal = await accounts.addCertificate(account, read.fingerprint)
      report(turn, refusal, `${read.fingerprint} is a way in now`)
      return
    }
    case 'DEL': {
      const read = readFingerprint(text ?? '')
      if ('code' in read) return turn.refuse(read.code, read.text)
      const refusal = await accounts.removeCertificate(account, read.fingerprint)
      report(turn, refusal, `${read.fingerprint} is no way in any more`)
      return
    }
    default:
      return turn.refuse('INVALID_PARAMS', 'Say ADD, DEL or LIST')
  }
}
