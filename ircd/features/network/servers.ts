import { matches } from '#wire/mask.ts'
import { RPL_ENDOFLINKS, RPL_LINKS, RPL_MAP, RPL_MAPEND } from '#wire/numerics/network.ts'
import { ERR_NOSUCHSERVER } from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import { feature } from '../../core/feature.ts'
import type { Network, ServerNode } from '../../core/network.ts'

/**
 * The servers of the network: who they are, and how they hang together.
 * https://modern.ircdocs.horse/#server-queries-and-commands
 */
export default feature({
  commands: {
    LINKS: {
      hunts: { at: 0, least: 2 },
      help: '[[server] mask]\nLists the servers of the network, as that server knows them.',
      run({ net, server, reply }, first = '*', second) {
        const mask = second ?? first
        for (const { name, info, hops, uplink } of net.servers.values()) {
          if (!matches(net.fold(mask), net.fold(name))) continue
          reply(RPL_LINKS(name, uplink?.name ?? name, hops, info))
        }
        for (const { name, info, by } of server.links?.juped ?? []) {
          if (matches(net.fold(mask), net.fold(name))) {
            reply(RPL_LINKS(name, by.name, by.hops + 1, info))
          }
        }
        reply(RPL_ENDOFLINKS(mask))
      },
    },
    MAP: {
      help: 'Shows the servers of the network, and how many users each has.',
      run({ net, reply }) {
        reply(...branches(net).map((line) => RPL_MAP(line)), RPL_MAPEND())
      },
    },
    CONNECT: {
      min: 1,
      needs: 'routing',
      hunts: { at: 2 },
      help: '<server> [port server]\nLinks a server that the configuration knows: that of the last one, if you name it.',
      run({ server, session, user }, name = '') {
        const refusal = server.links ? server.links.connect(name) : 'No such link is configured'
        if (refusal) return session.notice(`${name}: ${refusal}`)
        server.ports.tell('link asked for', { name, by: user.nick })
        session.notice(`${name} is being dialled: MAP shows it when it is linked`)
      },
    },
    SQUIT: {
      min: 1,
      needs: 'routing',
      help: '<server> [reason]\nEnds the link to a server, and to all behind it.',
      run(ask, name = '', text = '') {
        const { net, server, user, session, reply } = ask
        const node = named(net, name)
        if (!node) return reply(ERR_NOSUCHSERVER(name))
        if (node === net.me) return session.notice('This server cannot leave itself')
        const reason = shorten(text, server.settings.limits.kick) || 'No reason given'
        server.ports.tell('split', { name: node.name, by: user.nick, reason })
        server.links?.squit(node, reason, user)
      },
    },
  },
})

function named(net: Network, name: string): ServerNode | undefined {
  return [...net.servers.values()].find((node) => net.fold(node.name) === net.fold(name))
}

/** The tree of servers, each on a line of its own, those behind it below it. */
function branches(net: Network): string[] {
  const counts = new Map<ServerNode, number>()
  for (const { server, service } of net.users.values()) {
    if (!service) counts.set(server, (counts.get(server) ?? 0) + 1)
  }
  const below = Map.groupBy(net.servers.values(), ({ uplink }) => uplink)
  const lines: string[] = []
  const grow = (node: ServerNode, own: string, further: string) => {
    lines.push(`${own}${node.name} [${node.sid}], ${counts.get(node) ?? 0} users`)
    const next = below.get(node) ?? []
    for (const [i, each] of next.entries()) {
      const last = i === next.length - 1
      grow(each, `${further}${last ? '`- ' : '|- '}`, `${further}${last ? '   ' : '|  '}`)
    }
  }
  grow(net.me, '', '')
  return lines
}
