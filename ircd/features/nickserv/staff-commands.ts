/** What operators who look after accounts do. */
import { type AccountFacts, suspensionAt } from '#wire/account.ts'
import { formatDuration, parseDuration } from '#wire/duration.ts'
import { matches } from '#wire/mask.ts'
import { sendCode } from '../connect/letters.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { authority, clientFor, decided, record, report } from './desk.ts'
import { settings } from './owner-commands.ts'

/** More lines than that nobody reads. */
const listMax = 100

export const staffCommands: Record<string, ServiceCommand> = {
  SUSPEND: {
    params: '<account> <duration> <reason…>',
    help: 'Lets nobody log in, and logs out who is. The duration is such as 7d, or 0 for ever.',
    aliases: ['FREEZE'],
    needs: 'accounts',
    async run(turn, name = '', duration = '', reason = '') {
      const seconds = parseDuration(duration)
      if (seconds === undefined) {
        return turn.refuse('INVALID_PARAMS', `${duration} is no duration: write 12h, 7d or 0`)
      }
      const until = seconds === 0 ? undefined : turn.now + seconds * 1000
      const suspension = { by: turn.name, reason, at: turn.now, until }
      const how = seconds === 0 ? 'until UNSUSPEND' : `for ${formatDuration(seconds)}`
      const refusal = await authority(turn).suspend(name, suspension)
      decided(turn, refusal, `${name} is suspended ${how}`, 'suspended', name)
    },
  },
  UNSUSPEND: {
    params: '<account>',
    help: 'Ends a suspension.',
    needs: 'accounts',
    async run(turn, name = '') {
      const refusal = await authority(turn).restore(name)
      decided(turn, refusal, `${name} may log in again`, 'restored', name)
    },
  },
  FDROP: {
    params: '<account>',
    help: 'Removes an account with all that only its owner could read.',
    needs: 'accounts',
    async run(turn, name = '') {
      const refusal = await authority(turn).remove(name)
      decided(turn, refusal, `${name} is gone`, 'removed', name)
    },
  },
  SAREGISTER: {
    params: '<account> <password…>',
    help: 'Makes an account for somebody else.',
    needs: 'accounts',
    async run(turn, name = '', password = '') {
      if (!clientFor(turn)) return
      const holder = turn.net.user(name)
      if (holder)
        return turn.refuse('ACCOUNT_EXISTS', `${holder.nick} has this nick: let them REGISTER`)
      const refusal = await authority(turn).register(name, password, undefined)
      decided(turn, refusal, `${name} is an account now`, 'registered', name)
    },
  },
  HOLD: {
    params: '<account> <ON|OFF>',
    help: 'Keeps an account, however long nobody uses it.',
    needs: 'accounts',
    async run(turn, name = '', word = '') {
      const hold = /^on$/i.test(word)
      if (!hold && !/^off$/i.test(word)) return turn.refuse('INVALID_PARAMS', 'Say ON or OFF')
      const refusal = await authority(turn).decide(name, { hold })
      decided(turn, refusal, `${name} ${hold ? 'is kept' : 'may end'}`, 'held', name)
    },
  },
  MARK: {
    params: '<account> [text…]',
    help: 'Notes something about an account, for operators; without a text nothing.',
    needs: 'accounts',
    async run(turn, name = '', text?: string) {
      const mark = text ? `${text} (${turn.name})` : ''
      const refusal = await authority(turn).decide(name, { mark })
      decided(turn, refusal, `${name} is ${mark ? '' : 'not '}marked`, 'marked', name)
    },
  },
  RESTRICT: {
    params: '<account> [reason…]',
    help: 'Lets an account make nothing that lasts: no nicks, channels or hosts; without a reason it may again.',
    needs: 'accounts',
    async run(turn, name = '', restricted = '') {
      const refusal = await authority(turn).decide(name, { restricted })
      const done = `${name} is ${restricted ? '' : 'not '}restricted`
      decided(turn, refusal, done, restricted ? 'restricted' : 'restricted no more', name)
    },
  },
  SASET: {
    params: '<account> <setting> <value…>',
    help: 'Decides something about somebody else’s account, as SET does; TOTP OFF ends a second factor.',
    needs: 'accounts',
    run: setForOther,
  },
  FVERIFY: {
    params: '<account>',
    help: 'Lets an account be used that waits for its code.',
    needs: 'accounts',
    async run(turn, name = '') {
      const refusal = await authority(turn).approve(name)
      decided(turn, refusal, `${name} is verified`, 'verified', name)
    },
  },
  FUNGROUP: {
    params: '<nick>',
    help: 'Gives a grouped nick back to everybody.',
    needs: 'accounts',
    async run(turn, nick = '') {
      const owner = await authority(turn).owner(nick)
      const refusal = await authority(turn).ungroup(owner?.account ?? nick, nick)
      decided(turn, refusal, `${nick} is nobody's now`, 'ungrouped', nick)
    },
  },
  RETURN: {
    params: '<account> <address>',
    help: 'Gives an account back to its owner: another address, and a code for another password there.\nThe password and the certificates that there were are worth nothing from now on.',
    needs: 'accounts',
    run: giveBack,
  },
  LIST: {
    params: '[mask]',
    help: 'Lists accounts by name or address, such as *tea* or *@example.org.',
    needs: 'accounts',
    async run(turn, mask = '*') {
      const wanted = turn.net.fold(mask)
      const fits = (text: string) => matches(wanted, turn.net.fold(text))
      const found = (await authority(turn).list()).filter(({ name, email, nicks }) =>
        [name, ...nicks, ...(email === undefined ? [] : [email])].some(fits),
      )
      const more = found.length > listMax ? `, the first ${listMax} are shown` : ''
      const lines = found.slice(0, listMax).map((facts) => line(turn, facts))
      turn.say(...lines, `${found.length} accounts${more}`)
    },
  },
}

async function setForOther(turn: Turn, name = '', what = '', value = ''): Promise<void> {
  const word = what.toUpperCase()
  const facts = await authority(turn).find(name)
  if (!facts) return turn.refuse('NO_ACCOUNT', `There is no account ${name}`)
  if (word === 'TOTP' && /^off$/i.test(value)) {
    const refusal = await authority(turn).endSecondFactor(facts.name)
    const done = `The password of ${facts.name} wants no code any more`
    decided(turn, refusal, done, 'second factor off', facts.name)
    return
  }
  if (!Object.hasOwn(settings, word)) {
    return turn.refuse('INVALID_PARAMS', `There is no setting ${word}: see HELP SET`)
  }
  record(turn, `${word} set`, facts.name)
  // Whoever looks after accounts has seen for itself whose address it is.
  if (word === 'EMAIL') {
    const email = /^(?:none|off)$/i.test(value) ? undefined : value
    const refusal = await authority(turn).setEmail(facts.name, email)
    report(turn, refusal, `${facts.name} has ${email ? `the address ${email}` : 'no address'}`)
    return
  }
  await settings[word]!(turn, facts.name, value)
}

function line(turn: Turn, facts: AccountFacts): string {
  const { name, email, unverified } = facts
  const marks = [
    ...(suspensionAt(facts, turn.now) ? ['suspended'] : []),
    ...(unverified ? ['unverified'] : []),
  ]
  return [name, email, ...marks].filter(Boolean).join(' ')
}

async function giveBack(turn: Turn, name = '', address = ''): Promise<void> {
  if (!turn.server.ports.mail) {
    return turn.refuse('TEMPORARILY_UNAVAILABLE', 'This network sends no mail')
  }
  const unsettled =
    (await authority(turn).giveBack(name, address)) ?? (await sendCode(turn.server, name, 'reset'))
  if (unsettled) return turn.refuse(unsettled.code, unsettled.text)
  record(turn, 'returned', name)
  turn.say(`A code is on its way to ${address}`)
}
