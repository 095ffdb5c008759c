/** The tree of servers, seen from here. */
import type { Network, ServerNode, User } from '../core/network.ts'

/** The server next to us by which this one is reached; nothing for our own. */
export function neighbourOf(net: Network, node: ServerNode): ServerNode | undefined {
  if (node === net.me) return undefined
  let next = node
  while (next.uplink && next.uplink !== net.me) next = next.uplink
  return next
}

/** The server and all behind it, itself first. */
export function subtree(net: Network, root: ServerNode): ServerNode[] {
  const found = [root]
  for (const node of found) {
    for (const each of net.servers.values()) if (each.uplink === node) found.push(each)
  }
  return found
}

/** Whether every server on the way to this one, and it too, has the token. */
export function pathHas(net: Network, to: ServerNode, token: string): boolean {
  let node: ServerNode | undefined = to
  while (node && node !== net.me) {
    if (!node.caps.has(token)) return false
    node = node.uplink
  }
  return true
}

/** By id first, as ids begin with a digit; then by name. */
export function findServer(net: Network, word: string): ServerNode | undefined {
  const node = net.servers.get(word)
  if (node) return node
  const folded = word.toLowerCase()
  for (const each of net.servers.values()) if (each.name.toLowerCase() === folded) return each
  return undefined
}

export function findUser(net: Network, word: string): User | undefined {
  return net.uids.get(word) ?? net.user(word)
}

export function serverOf(of: User | ServerNode): ServerNode {
  return 'uid' in of ? of.server : of
}
