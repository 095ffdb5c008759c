/**
 * What clients are told about who is there: WHOX, MONITOR and WATCH.
 * Sources: https://ircv3.net/specs/extensions/whox, https://ircv3.net/specs/extensions/monitor,
 * https://defs.ircdocs.horse/defs/numerics
 */
import { numeric, type Reply, type Texts } from '#wire/numerics.ts'

export const RPL_WHOSPCRPL = numeric('354', (...fields: (string | number)[]) => fields)

// MONITOR

export const RPL_MONONLINE = numeric('730', (masks: string) => [masks])
export const RPL_MONOFFLINE = numeric('731', (nicks: string) => [nicks])
export const RPL_MONLIST = numeric('732', (nicks: string) => [nicks])
export const RPL_ENDOFMONLIST = numeric('733', () => ['End of MONITOR list'])
export const ERR_MONLISTFULL = numeric('734', (max: number, nicks: string) => [
  max,
  nicks,
  'Monitor list is full',
])

// WATCH

/** A nick as it is known: without its user where nobody holds it. `since` is in seconds. */
const watched =
  (verb: string, text: string) =>
  (nick: string, user = '*', host = '*', since = 0): Reply =>
    numeric(verb, (...words: Texts) => words)(nick, user, host, since, text)

export const RPL_NOTAWAY = watched('599', 'is no longer away')
export const RPL_LOGON = watched('600', 'logged online')
export const RPL_LOGOFF = watched('601', 'logged offline')
export const RPL_WATCHOFF = watched('602', 'stopped watching')
export const RPL_NOWON = watched('604', 'is online')
export const RPL_NOWOFF = watched('605', 'is offline')
export const RPL_NOWISAWAY = watched('609', 'is away')
export const RPL_REAWAY = numeric('597', (...words: Texts) => words)
export const RPL_GONEAWAY = numeric('598', (...words: Texts) => words)
export const RPL_WATCHSTAT = numeric('603', (mine: number, on: number) => [
  `You have ${mine} and are on ${on} WATCH entries`,
])
export const RPL_WATCHLIST = numeric('606', (nicks: string) => [nicks])
export const RPL_ENDOFWATCHLIST = numeric('607', (what: string) => [`End of WATCH ${what}`])
export const RPL_CLEARWATCH = numeric('608', () => ['Your WATCH list is now empty'])
export const ERR_TOOMANYWATCH = numeric('512', (nick: string, max: number) => [
  nick,
  `Maximum size of the WATCH list is ${max} entries`,
])
