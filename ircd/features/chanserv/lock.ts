/** Modes that a registered channel keeps as they are, and what else of a MODE it does not let pass. */
import { ERR_MLOCKRESTRICTED } from '#wire/numerics/channels.ts'
import { fail, type Reply } from '#wire/numerics.ts'
import type { Asker } from '../../core/ask.ts'
import { feature, guard, type ModeWish } from '../../core/feature.ts'
import type { Registration } from '../../core/registration.ts'
import type { Server } from '../../core/server.ts'
import { kicked } from '../channel/kick.ts'
import { modesChanged } from '../channel/mode.ts'
import type { Change } from '../channel/mode-change.ts'
import { flagsOf, heightOf } from './access.ts'
import { chanserv, isRegistered, type Registered } from './registration.ts'

export type Lock = Registration['lock']

/** Other changes of the same MODE are made. https://modern.ircdocs.horse/#mode-message */
export default feature({
  guards: [
    guard(kicked, ({ channel, user }, ask) => {
      if (!isRegistered(channel) || user === ask.user || ask.can('override')) return
      if (!channel.registration.settings.includes('PEACE')) return
      const its = heightOf(flagsOf(ask.server, channel, user))
      const isPeace = its > 0 && heightOf(flagsOf(ask.server, channel, ask.user)) <= its
      const why = 'Nobody throws out who stands as high'
      return isPeace && fail('KICK', 'PEACE', why, channel.name, user.nick)
    }),
  ],
  restrains(ask, channel, change) {
    if (!isRegistered(channel)) return undefined
    const { lock } = channel.registration
    if (isLocked(lock, change)) {
      return ERR_MLOCKRESTRICTED(channel.name, change.letter, formatLock(lock))
    }
    const { user } = change
    if (!user || user === ask.user || ask.can('override')) return undefined
    const { settings } = channel.registration
    const flags = flagsOf(ask.server, channel, user)
    const no = (code: string, why: string) => fail('MODE', code, why, channel.name, user.nick)
    if (change.on && settings.includes('SECUREOPS') && !flags) {
      return no('NOT_ON_LIST', 'Only who is on the access list has a status here')
    }
    if (change.on || !settings.includes('PEACE') || !heightOf(flags)) return undefined
    const own = heightOf(flagsOf(ask.server, channel, ask.user))
    return own <= heightOf(flags) ? no('PEACE', 'Nobody lowers who stands as high') : undefined
  },
})

function isLocked({ on, off }: Lock, { letter, on: isOn, param }: ModeWish): boolean {
  if (isOn) return off.includes(letter) || (letter in on && on[letter] !== (param ?? ''))
  return letter in on
}

/** As MODE would have it: `+ntl-s 10`; keys are not told. */
export function formatLock({ on, off }: Lock): string {
  const params = Object.entries(on).filter(([letter, param]) => param && letter !== 'k')
  const words = params.map(([, param]) => param)
  const letters = Object.keys(on).join('')
  const signs = `${letters ? `+${letters}` : ''}${off ? `-${off}` : ''}`
  return [signs, ...words].filter(Boolean).join(' ')
}

/**
 * Reads `+ntl-s 10`.
 * @returns a lock, or why there can be none
 */
export function readLock(asker: Asker, channel: string, words: string[]): Lock | string | Reply {
  const [letters = '', ...params] = words
  const lockOn: Record<string, string> = {}
  let off = ''
  let on = true
  for (const letter of letters) {
    if (letter === '+' || letter === '-') on = letter === '+'
    else {
      const mode = asker.server.book.modes.get(letter)
      const isParam = typeof mode === 'object' && mode.type === 'param'
      if (mode !== 'flag' && !isParam) return `${letter} cannot be locked`
      delete lockOn[letter]
      off = off.replace(letter, '')
      if (!on) off += letter
      else if (mode === 'flag') lockOn[letter] = ''
      else {
        const param = mode.read(params.shift() ?? '', asker, channel)
        if (typeof param !== 'string') return param
        lockOn[letter] = param
      }
    }
  }
  return { on: lockOn, off }
}

/** Puts the channel's modes as the lock wants them. */
export function applyLock(server: Server, channel: Registered): void {
  const { on, off } = channel.registration.lock
  const due = Object.entries(on).filter(([letter, param]) => channel.modes.get(letter) !== param)
  const gone = [...off].filter((letter) => channel.modes.has(letter))
  const changes: Change[] = [
    ...due.map(([letter, param]) => changeOf(server, letter, true, param)),
    ...gone.map((letter) => changeOf(server, letter, false, channel.modes.get(letter)!)),
  ]
  if (changes.length) server.commit(modesChanged, { channel, changes }, chanserv(server))
}

/** A mode switched: when it goes, its parameter stands in the line only where MODE would need it. */
export function changeOf({ book }: Server, letter: string, on: boolean, param: string): Change {
  const mode = book.modes.get(letter)
  if (typeof mode !== 'object' || mode.type !== 'param') return { type: 'flag', letter, on }
  return { type: 'param', letter, on, param: on || mode.always ? param : '' }
}
