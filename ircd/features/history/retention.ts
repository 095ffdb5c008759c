import { feature } from '../../core/feature.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'

const everyMs = 10 * 60 * 1000

/**
 * Channels whose history is kept for less time than the rest, as the configuration says. What is
 * older is forgotten every ten minutes, and when the server starts.
 */
export default feature({
  ticks(server, now) {
    const clock = clocks(server)
    if (now < clock.next) return
    clock.next = now + everyMs
    for (const { name, keepMs } of server.settings.retention) forget(server, name, now - keepMs)
  },
})

const clocks = perServer(() => ({ next: 0 }))

function forget({ net, ports }: Server, name: string, before: number): void {
  const channel = net.channel(name) ?? net.vacant.get(net.fold(name))
  if (!channel) return
  ports.history.forget(channel.log, before).catch((error) => {
    ports.fault(error, 'forgetting what is old')
  })
}
