import { fail } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'
import { changeModes } from './mode.ts'
import { channelFor } from './visibility.ts'

const unitMinutes = { w: 10_080, d: 1440, h: 60, m: 1 }

/** `TBAN #tea 1h30m mask` is `MODE #tea +b ~time:90:mask`. */
export default feature({
  commands: {
    TBAN: {
      min: 3,
      help: '<channel> <duration> <mask>\nBans for a while, such as 90m, 2h or 1w3d.',
      run(ask, name = '', duration = '', mask = '') {
        const channel = channelFor(ask, name)
        if (!channel) return
        const minutes = parseMinutes(duration)
        if (minutes) return changeModes(ask, channel, '+b', [`~time:${minutes}:${mask}`])
        const why = 'A duration is written as 90m, 2h or 1w3d'
        ask.reply(fail('TBAN', 'INVALID_PARAMS', why, channel.name, duration || '*'))
      },
    },
  },
})

/** A number alone is minutes. @returns nothing where it is none, or none at all. */
function parseMinutes(text: string): number | undefined {
  if (!/^(?:\d{1,6}[wdhm])+$|^\d{1,6}$/i.test(text)) return undefined
  let minutes = 0
  for (const [, count, unit] of text.matchAll(/(\d+)([wdhm]?)/gi)) {
    minutes += Number(count) * unitMinutes[(unit?.toLowerCase() || 'm') as 'm']
  }
  return minutes || undefined
}
