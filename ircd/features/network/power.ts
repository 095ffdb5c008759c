import { fail } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'

/** Ending the server's process. The server's name must be said: it is not done by mistake. */
export default feature({
  commands: {
    DIE: {
      min: 1,
      needs: 'die',
      help: '<server> [reason]\nStops the server.',
      run: (ask, name = '', reason = '') => {
        if (isMeant(ask, name)) ask.server.ports.control.stop(told(ask, 'die', reason))
      },
    },
    RESTART: {
      min: 1,
      needs: 'die',
      help: '<server> [reason]\nStops the server, to be started again by what watches over it.',
      run: (ask, name = '', reason = '') => {
        if (isMeant(ask, name)) ask.server.ports.control.restart(told(ask, 'restart', reason))
      },
    },
  },
})

function isMeant(ask: Ask, name: string): boolean {
  const same = ask.net.fold(name) === ask.net.fold(ask.net.me.name)
  if (!same)
    ask.reply(fail(ask.verb, 'INVALID_SERVER', 'This is not the name of this server', name))
  return same
}

function told({ server, user }: Ask, event: string, reason: string): string {
  server.ports.tell(event, { by: user.oper?.name ?? user.nick, reason })
  return reason || 'An operator asked for it'
}
