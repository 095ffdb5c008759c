/** `history keep`: how much of what was said one keeps. */
import { formatDuration, parseDuration } from '#wire/duration.ts'
import { formatBytes, type KeepRule, parseBytes, words } from '../keep-rules.ts'
import { dateOf, rulesMax } from '../keeper.ts'
import type { User } from '../user.ts'
import { bufferIn } from '../windows.ts'
import { type Asking, lines, type ServiceCommand, seatOf, type Words } from './command.ts'

export const keepCommand: ServiceCommand = {
  name: 'history keep',
  params: '[window|*] [for=90d|forever|default] [rows=10000|all] [size=500MiB|all] [network=…]',
  help: 'how much you keep: of a window, of a network (* network=…), or of everything (*). Nothing goes for a week after a change',
  run: keep,
}

async function keep(asking: Asking, said: Words): Promise<string[]> {
  const [window] = said.plain
  if (window === undefined) return shown(asking.user)
  const scope = scopeFor(asking, window, said)
  if (typeof scope !== 'object') return [scope]
  const rule = ruleFrom(said.named)
  if (typeof rule === 'string') return [rule]
  const { maxMs } = asking.user.setting.keep
  const isTooLong = rule?.ms === 0 ? said.named.has('for') : (rule?.ms ?? 0) > maxMs
  if (maxMs > 0 && isTooLong) {
    return [`Here it is ${formatDuration(maxMs / 1000)} at most`]
  }
  const notBefore = await asking.user.keeper.set(scope.key, rule)
  if (notBefore === undefined)
    return [`There may be ${rulesMax} rules: take some back with for=default`]
  const what = rule ? `is kept ${words(rule)}` : 'has no rule of its own any more'
  return [`${scope.name} ${what}. Nothing goes before ${dateOf(notBefore)}`]
}

async function shown(user: User): Promise<string[]> {
  const { rowsMax, bytesMax } = user.setting.keep
  const told = (await user.keeper.rules()).map(([scope, rule]) => {
    const [id = '', ...target] = scope.split('/')
    const network = user.seats.get(id)?.name ?? id
    const name = target.length > 0 ? `${target.join('/')} on ${network}` : network
    return `${name || 'Everything else'} is kept ${words(rule)}`
  })
  if (rowsMax) told.push(`You may keep ${lines(rowsMax)} in all`)
  if (bytesMax) told.push(`You may keep ${formatBytes(bytesMax)} in all`)
  const { notBefore = 0, last } = await user.keeper.state()
  if (notBefore > Date.now()) told.push(`Nothing goes before ${dateOf(notBefore)}`)
  if (last) told.push(`${lines(last.rows)} went on ${dateOf(last.at)}`)
  return told
}

function scopeFor(asking: Asking, window: string, said: Words) {
  const word = said.named.get('network')
  if (window === '*' && (word === undefined || word === '*')) return { key: '', name: 'Everything' }
  const seat = seatOf(asking, said)
  if (typeof seat === 'string') return seat
  if (window === '*') return { key: seat.id, name: seat.name }
  const key = bufferIn(seat.id, seat.network.mirror, window)
  return { key, name: `${window} on ${seat.name}` }
}

/** @returns nothing to take a rule back, a sentence for what is none. */
function ruleFrom(named: Words['named']): KeepRule | string | undefined {
  const [time, rows, size] = [named.get('for'), named.get('rows'), named.get('size')]
  if (time === 'default') return undefined
  const seconds = time === undefined ? 0 : parseDuration(time)
  if (time === undefined && rows === undefined && size === undefined) {
    return 'Say for=90d, for=forever, rows=10000, or size=500MiB'
  }
  if (seconds === undefined || (seconds > 0 && seconds < 3600)) {
    return 'for is forever, default, or a time of an hour or more, as 90d or 1y'
  }
  if (rows !== undefined && !/^(all|[1-9]\d{0,9})$/.test(rows)) return 'rows is all, or a number'
  const bytes = size === undefined || size === 'all' ? 0 : parseBytes(size)
  if (bytes === undefined) return 'size is all, or a number of bytes, as 500MiB'
  const count = rows === undefined || rows === 'all' ? 0 : Number(rows)
  return { ms: seconds * 1000, rows: count, bytes }
}
