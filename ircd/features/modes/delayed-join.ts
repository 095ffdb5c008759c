import { messageFrom } from '#wire/message.ts'
import { kind } from '../../core/fact.ts'
import { feature, reaction } from '../../core/feature.ts'
import type { Channel, User } from '../../core/network.ts'
import { isShown } from '../../core/presence.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'
import { joined } from '../channel/join.ts'
import { modesChanged } from '../channel/mode.ts'
import { topicSet } from '../channel/topic.ts'
import { saidInChannel } from '../message/message.ts'

/** `by`, who was inside without being shown, is shown now: to the others it joins. */
export const revealed = kind<{ channel: Channel; to: Session[] }>({
  name: 'revealed',
  readsAs: joined,
  event: true,
  apply: ({ by, channel }) => {
    const member = channel.members.get(by as User)
    if (member) member.delayed = false
  },
  audience: ({ to }) => to,
  lines: ({ by, channel }) => [messageFrom((by as User).mask, 'JOIN', channel.name)],
})

/** +D: a JOIN is shown when its user speaks, sets the topic or gets a status. */
export default feature({
  modes: { D: 'flag' },
  facts: [revealed],
  preludes: [
    reaction(saidInChannel, ({ by, channel }, server) => appear(server, channel, by as User)),
    reaction(topicSet, ({ by, channel }, server) => appear(server, channel, by as User)),
    reaction(modesChanged, ({ channel, changes }, server) => {
      for (const change of changes) {
        if (change.type === 'status' && change.on) reveal(server, channel, change.user, true)
      }
    }),
  ],
  reactions: [
    reaction(modesChanged, ({ channel, changes }, server) => {
      if (!changes.some(({ letter, on }) => letter === 'D' && !on)) return
      for (const user of channel.members.keys()) appear(server, channel, user)
    }),
  ],
})

function appear(server: Server, channel: Channel, user: User): void {
  if (channel.members.get(user)?.delayed) reveal(server, channel, user, false)
}

/** @param all whether also those will know of it who see only the voiced */
function reveal(server: Server, channel: Channel, user: User, all: boolean): void {
  const { members, modes, locals } = channel
  if (!modes.has('u') && !members.get(user)?.delayed) return
  const may = (viewer: User) => all || !modes.has('u') || members.get(viewer)!.halfop
  const to = [...locals].filter((session) => {
    return !isShown(channel, user, session.user) && may(session.user)
  })
  server.commit(revealed, { channel, to }, user)
}
