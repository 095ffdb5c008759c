/**
 * ircd-hybrid's dialect of TS6, as a translation from and to Solanum's words: about a dozen verbs
 * differ, and nothing is decided here.
 * Seen on the wire with ircd-hybrid 8.2.43 and Anope 2.0.12.
 */
import { type Message, message } from '#wire/message.ts'

/** What we say of ourselves to a server that speaks it. */
export const hybridTokens = [
  'CLUSTER',
  'ENCAP',
  'EOB',
  'HOP',
  'KLN',
  'KNOCK',
  'MLOCK',
  'RESYNC',
  'RHOST',
  'TBURST',
  'UNKLN',
]

/** What a server that speaks it can, in Solanum's tokens, once its lines are translated. */
export const hybridImplies = ['EOPMOD', 'EUID', 'EX', 'IE', 'QS']

/** Channel modes and user modes that mean the same there and here. */
export const hybridModes = 'beIhiklmnopstv'
export const hybridUserModes = 'iow'

/** Letters that have a parameter, so that those which are left out take theirs along. */
const withParam = { always: 'beIkohvqa', whenOn: 'l' }

type Translate = (line: Message) => Message[]

/** Reads one line of theirs as what Solanum would have said. */
export function readHybrid(line: Message): Message[] {
  return reading[line.verb]?.(line) ?? [line]
}

/** What one line of Solanum's is called there; none where it has no name. */
export function writeHybrid(line: Message): Message[] {
  return (writing[line.verb]?.(line) ?? [line]).map(bare)
}

/** A line that begins with tags is ignored there. */
function bare({ tags: _, ...line }: Message): Message {
  return line
}

const nothing: Translate = () => []

/** Verbs of theirs that Solanum has otherwise, or not at all. */
export const reading: Record<string, Translate> = {
  SID: ({ source, params: [name = '', hops = '', sid = '', ...rest] }) => [
    said(source, 'SID', name, hops, sid, rest.at(-1) ?? ''),
  ],
  UID: (line) => {
    if (line.params.length < 11) return [line]
    const [nick, hops, ts, modes, user, host, real, ip, uid, account, name] = line.params as Eleven
    const face = [nick, hops, ts, userModes(modes), user, host]
    return [said(line.source, 'EUID', ...face, ip, uid, real, account, name)]
  },
  MODE: (line) => {
    const [target = '', modes = ''] = line.params
    return target.startsWith('#') ? [line] : [said(line.source, 'MODE', target, userModes(modes))]
  },
  SJOIN: ({ source, params }) => {
    const [ts = '', name = '', ...rest] = params
    const members = rest.pop() ?? ''
    return [said(source, 'SJOIN', ts, name, ...channelModes(rest), members)]
  },
  TMODE: ({ source, params: [ts = '', name = '', ...rest] }) => {
    const [letters = '', ...words] = channelModes(rest)
    return /[a-z]/i.test(letters) ? [said(source, 'TMODE', ts, name, letters, ...words)] : []
  },
  BMASK: (line) => (hybridModes.includes(line.params[2] ?? '') ? [line] : []),
  TBURST: (line) => [{ ...line, verb: 'ETB' }],
  MLOCK: ({ source, params: [ts = '', name = '', , letters = ''] }) => [
    said(source, 'MLOCK', ts, name, channelModes([letters])[0]!),
  ],
  GLOBOPS: (line) => [{ ...line, verb: 'OPERWALL' }],
  SVSACCOUNT: ({ source, params: [uid = '', , account = ''] }) => [
    said(source, 'ENCAP', '*', 'SU', uid, ...(account && account !== '*' ? [account] : [])),
  ],
  SVSHOST: ({ source, params: [uid = '', , host = ''] }) => [said(source, 'CHGHOST', uid, host)],
  SVSNICK: ({ source, params: [uid = '', old = '', nick = '', ts = ''] }) => [
    said(source, 'ENCAP', '*', 'RSFNC', uid, nick, ts, old),
  ],
  SVSKILL: ({ source, params }) => {
    const [uid = ''] = params
    return [said(source, 'KILL', uid, `${source ?? '*'} (${params.at(-1) ?? ''})`)]
  },
  KLINE: ({ source, params: [mask = '*', ...rest] }) => [
    said(source, 'ENCAP', mask, 'KLINE', ...rest),
  ],
  UNKLINE: ({ source, params: [mask = '*', ...rest] }) => [
    said(source, 'ENCAP', mask, 'UNKLINE', ...rest),
  ],
  RESV: ({ source, params: [mask = '*', seconds = '0', name = '', reason = ''] }) => [
    said(source, 'ENCAP', mask, 'RESV', seconds, name, '0', reason),
  ],
  UNRESV: ({ source, params: [mask = '*', name = ''] }) => [
    said(source, 'ENCAP', mask, 'UNRESV', name),
  ],
  SVSJOIN: ({ source, params }) => [said(source, 'ENCAP', '*', 'SVSJOIN', ...params)],
  SVSPART: ({ source, params }) => [said(source, 'ENCAP', '*', 'SVSPART', ...params)],
  // `-` takes all that was said away; else a numeric and who may read it come before the text.
  SVSTAG: ({ source, params: [uid = '', , , , text = ''] }) => [
    said(source, 'ENCAP', '*', 'SVSTAG', uid, text),
  ],
  CERTFP: ({ source, params: [fingerprint = ''] }) => [
    said(source, 'ENCAP', '*', 'CERTFP', fingerprint),
  ],
  EOB: nothing,
  METADATA: nothing,
  SVSMODE: nothing,
}

const writing: Record<string, Translate> = {
  SID: ({ source, params: [name = '', hops = '', sid = '', info = ''] }) => [
    said(source, 'SID', name, hops, sid, '+', info),
    said(sid, 'EOB'),
  ],
  EUID: (line) => {
    const [nick, hops, ts, modes, user, host, ip, uid, real, account, name] = line.params as Eleven
    const where = [host, real === '*' ? host : real, ip === '0' ? '0.0.0.0' : ip]
    return [said(line.source, 'UID', nick, hops, ts, modes, user, ...where, uid, account, name)]
  },
  // Whoever sets a topic is named by TOPIC; in a burst its time counts.
  ETB: ({ source = '', params }) => {
    if (source.length > 3) return [said(source, 'TOPIC', params[1]!, params.at(-1)!)]
    return [said(source, 'TBURST', ...params)]
  },
  TB: nothing,
  EBMASK: ({ source, params: [ts = '', name = '', letter = '', words = ''] }) => {
    const masks = words.split(' ').filter((_, i) => i % 3 === 0)
    return [said(source, 'BMASK', ts, name, letter, masks.join(' '))]
  },
  MLOCK: ({ source, params: [ts = '', name = '', letters = ''] }) => [
    said(source, 'MLOCK', ts, name, ts, letters),
  ],
  ENCAP: (line) => encaps[line.params[1] ?? '']?.(line) ?? [line],
  CHGHOST: ({ source, params: [uid = '', host = ''] }) => [said(source, 'SVSHOST', uid, '0', host)],
  OPERWALL: (line) => [{ ...line, verb: 'GLOBOPS' }],
  OPER: nothing,
  TAGMSG: nothing,
  SETNAME: nothing,
  ECHO: nothing,
  SERVER: (line) => (line.source ? [] : [line]),
  SAVE: ({ params: [uid = ''] }) => [said(uid, 'NICK', uid, '100')],
}

const encaps: Record<string, Translate> = {
  GCAP: nothing,
  INVITED: nothing,
  // Its account is its server's word there.
  LOGIN: ({ source = '', params: [, , account = '*'] }) => [
    said(source.slice(0, 3), 'SVSACCOUNT', source, '0', account),
  ],
  SU: ({ source, params: [, , uid = '', account = '*'] }) => [
    said(source, 'SVSACCOUNT', uid, '0', account),
  ],
  RSFNC: ({ source, params: [, , uid = '', nick = '', ts = '', old = ''] }) => [
    said(source, 'SVSNICK', uid, old, nick, ts),
  ],
  CERTFP: ({ source, params: [, , fingerprint = ''] }) => [said(source, 'CERTFP', fingerprint)],
  SVSJOIN: ({ source, params: [, , ...rest] }) => [said(source, 'SVSJOIN', ...rest)],
  SVSPART: ({ source, params: [, , ...rest] }) => [said(source, 'SVSPART', ...rest)],
  SVSTAG: ({ source, params: [, , uid = '', text = ''] }) => [
    text
      ? said(source, 'SVSTAG', uid, '0', '320', '+', text)
      : said(source, 'SVSTAG', uid, '0', '-'),
  ],
  KLINE: ({ source, params: [mask = '*', , ...rest] }) => [said(source, 'KLINE', mask, ...rest)],
  UNKLINE: ({ source, params: [mask = '*', , ...rest] }) => [
    said(source, 'UNKLINE', mask, ...rest),
  ],
  RESV: ({ source, params: [mask = '*', , seconds = '0', name = '', , reason = ''] }) => [
    said(source, 'RESV', mask, seconds, name, reason),
  ],
  UNRESV: ({ source, params: [mask = '*', , name = ''] }) => [said(source, 'UNRESV', mask, name)],
}

type Eleven = [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
]

function said(source: string | undefined, verb: string, ...params: string[]): Message {
  return { ...message(verb, ...params), source }
}

/** Those that mean the same here; `S` there is `Z` here, who came by TLS. */
function userModes(text: string): string {
  return text.replaceAll(/[^+-]/g, (letter) => {
    if (letter === 'S') return 'Z'
    return hybridUserModes.includes(letter) ? letter : ''
  })
}

/** Letters and parameters, without those that mean nothing here, or something else. */
function channelModes([letters = '', ...words]: string[]): string[] {
  let on = true
  let kept = ''
  const params: string[] = []
  for (const letter of letters) {
    if (letter === '+' || letter === '-') on = letter === '+'
    const takes = withParam.always.includes(letter) || (on && withParam.whenOn.includes(letter))
    const param = takes ? words.shift() : undefined
    if (!/[+-]/.test(letter) && !hybridModes.includes(letter)) continue
    kept += letter
    if (param !== undefined) params.push(param)
  }
  return [kept, ...params]
}
