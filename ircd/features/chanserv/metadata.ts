/** What is said of a registered channel with METADATA outlasts everybody inside, and the server. */
import { feature, reaction } from '../../core/feature.ts'
import type { Channel } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { isChannel, type Kept, metadataChanged, metadataOf } from '../metadata/values.ts'
import { isRegistered, registeredChannels, registrationChanged } from './registration.ts'

/** The shelf `channel-metadata` has a document under each channel's id, which a rename keeps. */
export default feature({
  reactions: [
    reaction(metadataChanged, ({ target }, server) => {
      if (isChannel(target) && isRegistered(target)) keep(server, target)
    }),
    reaction(registrationChanged, ({ channel, registration }, server) => {
      const { net } = server
      if (!registration || metadataOf(net).of(channel).size) keep(server, channel)
    }),
  ],
  async boot({ ports, net }) {
    const channels = new Map(registeredChannels(net).map((channel) => [channel.id, channel]))
    const shelf = ports.shelf<Kept>('channel-metadata')
    for (const [id, values] of await shelf.list()) {
      const channel = channels.get(id)
      if (!channel) await shelf.remove(id)
      else metadataOf(net).restore(channel, values)
    }
  },
})

/** Nothing of a channel that is nobody's. */
function keep({ net, ports }: Server, channel: Channel): void {
  const shelf = ports.shelf<Kept>('channel-metadata')
  const values = isRegistered(channel) ? metadataOf(net).kept(channel) : undefined
  const kept = values ? shelf.put(channel.id, values) : shelf.remove(channel.id)
  kept.catch((error) => ports.fault(error, 'metadata of channels'))
}
