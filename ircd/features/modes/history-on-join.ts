import { ERR_INVALIDMODEPARAM } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import type { Channel } from '../../core/network.ts'
import { sayRecent } from '../history/recent.ts'

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const linesMax = 100
const daysMax = 30

/**
 * +H `<lines>:<duration>`, as `20:1h`: who joins is told what was said last, unless its client asks
 * for history by itself.
 */
export default feature({
  modes: {
    H: {
      type: 'param',
      always: false,
      read: (text, _, channel) => {
        const why = `It is written <lines>:<duration>, as 20:1h; at most ${linesMax}:${daysMax}d`
        return parse(text) ? text : ERR_INVALIDMODEPARAM(channel, 'H', text, why)
      },
    },
  },
})

/** What +H owes to a new member. */
export async function sayWhatWasSaid(ask: Ask, channel: Channel): Promise<void> {
  const wish = parse(channel.modes.get('H') ?? '')
  if (wish) await sayRecent(ask, channel, wish.lines, wish.ms)
}

/** The duration has a unit, or is in seconds. */
function parse(text: string): { lines: number; ms: number } | undefined {
  const [, lines, count, unit = 's'] = /^(\d{1,3}):(\d{1,7})([smhd]?)$/.exec(text) ?? []
  const wish = { lines: Number(lines), ms: Number(count) * unitMs[(unit || 's') as 's'] }
  const fits = wish.lines > 0 && wish.lines <= linesMax && wish.ms > 0
  return fits && wish.ms <= daysMax * unitMs.d ? wish : undefined
}
