import { RPL_REHASHING } from '#wire/numerics/operators.ts'
import { feature } from '../../core/feature.ts'
import type { Server } from '../../core/server.ts'
import { announceCap, offeredNow } from '../connect/cap.ts'
import { supportLines, supportReplies, supportTokens } from '../connect/registration.ts'

/** Reading the configuration again: all of it is taken, or nothing. */
export default feature({
  commands: {
    REHASH: {
      needs: 'rehash',
      hunts: { at: 0 },
      help: '[server]\nReads the configuration again.\nWhat changed for clients is announced to them.',
      async run({ server, session, user, reply }) {
        try {
          await rehash(server)
          reply(RPL_REHASHING())
          server.ports.tell('rehash', { by: user.nick })
        } catch (error) {
          const problems = (error as Error).message.split('\n')
          for (const line of problems) session.notice(`The configuration was not taken: ${line}`)
          server.ports.tell('rehash refused', { by: user.nick, problems })
        }
      },
    },
  },
})

/**
 * Takes a new configuration, and tells clients what that changes for them. The server's name and id,
 * the network's name and the casemapping are what they were: names were compared by them.
 * @throws Error, a line for each thing that is wrong; then nothing has changed.
 */
export async function rehash(server: Server): Promise<void> {
  const settings = await server.ports.control.reread()
  const { network, server: name, sid, casemapping, version } = server.settings
  const tokens = supportTokens(server)
  const caps = offeredNow(server)
  server.settings = { ...settings, network, server: name, sid, casemapping, version }
  pushTokens(server, tokens, supportTokens(server))
  const now = offeredNow(server)
  for (const cap of server.book.caps.keys()) {
    if (caps.get(cap) !== now.get(cap)) announceCap(server, cap)
  }
}

function pushTokens(server: Server, before: string[], after: string[]): void {
  const names = new Set(after.map(nameOf))
  const gone = before.map(nameOf).filter((name) => !names.has(name))
  const fresh = after.filter((token) => !before.includes(token))
  const replies = supportReplies([...fresh, ...gone.map((name) => `-${name}`)])
  if (!replies.length) return
  for (const session of server.sessions) {
    if (!session.registered) continue
    for (const line of supportLines(session, replies)) session.say(line)
  }
}

function nameOf(token: string): string {
  return token.split('=', 1)[0]!
}
