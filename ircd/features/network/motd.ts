import { ERR_NOMOTD, RPL_ENDOFMOTD, RPL_MOTD, RPL_MOTDSTART } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'

/** https://modern.ircdocs.horse/#motd-message */
export default feature({
  commands: {
    MOTD: {
      hunts: { at: 0 },
      help: '[server or nick]\nShows the message of the day.',
      run: sayMotd,
    },
  },
  welcomes: sayMotd,
})

function sayMotd({ net, server, reply }: Ask): void {
  const { motd } = server.settings
  if (!motd.length) return reply(ERR_NOMOTD())
  reply(RPL_MOTDSTART(net.me.name), ...motd.map((line) => RPL_MOTD(line)), RPL_ENDOFMOTD())
}
