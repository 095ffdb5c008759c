/** What a channel is on this server, as one number: two servers that agree have the same. */
import type { Channel, Network } from '../core/network.ts'

/**
 * @returns 16 hexadecimal digits of its age, modes, lists, topic, and of who is inside with which
 *   status; nothing where other servers do not know of it, since nobody from the network is inside.
 */
export function digestOf(net: Network, channel: Channel | undefined): string | undefined {
  if (!channel) return undefined
  const members: string[] = []
  for (const [user, { statuses }] of channel.members) {
    if (!user.service) members.push(`${user.uid}${statuses.sort().join('')}`)
  }
  if (!members.length) return undefined
  const modes = Array.from(channel.modes, ([letter, param]) => letter + param)
  const entries = [...channel.lists].flatMap(([letter, list]) => {
    return list.map(({ mask }) => letter + net.fold(mask))
  })
  const { createdAt, topicAt, topic } = channel
  const parts = [String(createdAt), members, modes, entries, `${topicAt} ${topic?.text ?? ''}`]
  return hash(parts.map((part) => (typeof part === 'string' ? part : part.sort().join('\n'))))
}

/** Two numbers of 32 bits, each mixed in its own way: it shows mistakes, and keeps nobody out. */
function hash(parts: string[]): string {
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) {
      const unit = part.charCodeAt(i)
      a = Math.imul(a ^ unit, 0x01000193)
      b = Math.imul(b ^ unit, 0x85ebca6b)
      b ^= b >>> 13
    }
    // Where one part ends and the next begins makes a difference, too.
    a = Math.imul(a ^ 0xffff, 0x01000193)
    b = Math.imul(b ^ 0xffff, 0x85ebca6b)
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
}
