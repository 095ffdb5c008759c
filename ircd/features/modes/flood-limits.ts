/**
 * The parameter of +f, as UnrealIRCd writes it: `[5m#M3,4t#b]:15` is five messages or four of one
 * person within fifteen seconds. COMPAT: `4:15` and `*4:15` are InspIRCd's `[4t]:15`, `[4t#b]:15`.
 */

/** c CTCP, j joins, k knocks, m messages, n new names; t texts and r repetitions of one person. */
export type FloodKind = 'c' | 'j' | 'k' | 'm' | 'n' | 't' | 'r'

export interface FloodLimit {
  kind: FloodKind
  count: number
  /** The mode that is set, or for t and r: '' kick, `b` ban as well, `d` drop. */
  action: string
  /** After which the mode is taken away; 0 for never. */
  minutes: number
}

export interface FloodLimits {
  limits: FloodLimit[]
  seconds: number
}

/** The first is what happens where nothing is said. */
const actions: Record<FloodKind, string[]> = {
  c: ['C', 'm', 'M'],
  j: ['i', 'R'],
  k: ['K'],
  m: ['m', 'M'],
  n: ['N'],
  t: ['', 'b', 'd'],
  r: ['', 'd', 'b'],
}

export function parseFlood(text: string): FloodLimits | undefined {
  const [, star, lines, within] = /^(\*?)(\d{1,3}):(\d{1,3})$/.exec(text) ?? []
  const whole = lines ? `[${lines}t${star ? '#b' : ''}]:${within}` : text
  const [, list = '', seconds = ''] = /^\[(.+)\]:(\d{1,3})$/.exec(whole) ?? []
  const limits = list.split(',').map(parseLimit)
  const found = limits.filter((limit) => limit !== undefined)
  if (found.length < limits.length || Number(seconds) < 1) return undefined
  const kinds = new Set(found.map(({ kind }) => kind))
  return kinds.size === found.length ? { limits: found, seconds: Number(seconds) } : undefined
}

function parseLimit(text: string): FloodLimit | undefined {
  const form = /^(\d{1,3})([cjkmntr])(?:#([A-Za-z])(\d{1,3})?)?$/.exec(text)
  if (!form) return undefined
  const [, count, letter, chosen, minutes] = form
  const kind = letter as FloodKind
  const action = chosen ?? actions[kind][0]!
  if (Number(count) < 1 || !actions[kind].includes(action)) return undefined
  return { kind, count: Number(count), action, minutes: Number(minutes ?? 0) }
}

export function formatFlood({ limits, seconds }: FloodLimits): string {
  const words = limits.map(({ kind, count, action, minutes }) => {
    const shown = action !== actions[kind][0] || minutes
    return `${count}${kind}${shown ? `#${action}${minutes || ''}` : ''}`
  })
  return `[${words.join(',')}]:${seconds}`
}
