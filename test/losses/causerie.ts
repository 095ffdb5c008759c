/** Our own bouncer, as `npm start` runs it, in a process of its own. */
import { spawnNetwork } from '../network.ts'
import { channel, password, patienceMs, type Subject, signIn, type Upstream } from './subject.ts'

export async function openCauserie(upstream: Upstream): Promise<Subject> {
  const settings = { bouncer: { networks_allowed: ['127.0.0.0/8'] } }
  const network = await spawnNetwork({ settings })
  const { port } = network.bouncer
  await network.kill()
  await network.addAccount('alice', password)
  await network.restart()
  await addNetwork(port, upstream)
  return {
    name: 'causerie',
    port,
    attach: (device, how = {}) =>
      signIn(how.port ?? port, `alice/other@${device}:${password}`, 'alice', how.cutAfterBytes),
    async crash() {
      await network.kill('SIGKILL')
      await network.restart()
    },
    restart: () => network.restart(),
    [Symbol.asyncDispose]: () => network[Symbol.asyncDispose](),
  }
}

async function addNetwork(port: number, upstream: Upstream): Promise<void> {
  const owner = await signIn(port, `alice@owner:${password}`)
  const secret = upstream.password ? ` pass=${upstream.password}` : ''
  const words = `network add other host=127.0.0.1:${upstream.port} tls=no nick=alice${secret}`
  owner.send(`PRIVMSG BouncerServ :${words}`)
  await owner.hears(/Added other/, patienceMs)
  const there = await signIn(port, `alice/other@owner:${password}`)
  there.send(`JOIN ${channel}`)
  await there.hears(/ 366 /, patienceMs)
  owner.drop()
  there.drop()
}
