/** Commands that may name another server, or somebody on one: that server is asked then. */
import { matches } from '#wire/mask.ts'
import { ERR_NOSUCHSERVER, type Reply } from '#wire/numerics.ts'
import type { Network, ServerNode, User } from './network.ts'

export interface Hunt {
  /** Which parameter names it: a nick, a server's name, or a pattern of such names. */
  at: number
  /** With fewer parameters it names nobody. */
  least?: number
  /** What is no whole name may be something else, which is answered here. */
  lenient?: true
  /** Only somebody may be named, whose own server does it: other kinds of servers cannot. */
  user?: true
}

/**
 * @returns who is asked: a server other than this one, or somebody on it. Nothing where it is
 *   answered here, and a refusal where nobody is called so.
 */
export function hunted(
  net: Network,
  { at, least = 0, lenient, user }: Hunt,
  params: readonly string[],
): User | ServerNode | Reply | undefined {
  const word = params[at]
  if (!word || params.length < least) return undefined
  const found = net.user(word) ?? (user ? undefined : serverNamed(net, word, lenient))
  if (!found) return lenient || user ? undefined : ERR_NOSUCHSERVER(word)
  return serverOf(found) === net.me ? undefined : found
}

/** By name, or by a pattern: this one first, if it fits. */
function serverNamed(net: Network, word: string, whole = false): ServerNode | undefined {
  const mask = net.fold(word)
  const fits = ({ name }: ServerNode) => {
    return whole ? mask === net.fold(name) : matches(mask, net.fold(name))
  }
  return fits(net.me) ? net.me : [...net.servers.values()].find(fits)
}

function serverOf(of: User | ServerNode): ServerNode {
  return 'uid' in of ? of.server : of
}
