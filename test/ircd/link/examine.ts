/** What must hold of a server with links, whatever the others say. */
import assert from 'node:assert/strict'
import { parse } from '#wire/message.ts'
import type { Server } from '../../../ircd/core/server.ts'

/** Maps agree with each other; everybody is on a server that is there. */
export function examineNetwork({ net, sessions }: Server): void {
  for (const [key, user] of net.users) {
    assert.equal(key, net.fold(user.nick))
    assert.equal(net.servers.get(user.server.sid), user.server)
    assert.equal(user.session !== undefined && !sessions.has(user.session), false)
    if (!user.service) assert.equal(net.uids.get(user.uid), user)
    for (const channel of user.channels) assert(channel.members.has(user))
  }
  for (const user of net.uids.values()) assert.equal(net.user(user.nick), user)
  for (const node of net.servers.values()) {
    if (node !== net.me) assert.equal(net.servers.get(node.uplink!.sid), node.uplink)
  }
  for (const [key, channel] of net.channels) {
    assert.equal(key, net.fold(channel.name))
    assert(channel.createdAt > 0 && Number.isSafeInteger(channel.createdAt))
    const counts = new Map<unknown, number>()
    for (const user of channel.members.keys()) {
      assert(user.channels.has(channel))
      assert.equal(net.user(user.nick), user)
      if (!user.session) counts.set(user.server, (counts.get(user.server) ?? 0) + 1)
    }
    assert.deepEqual(channel.servers, counts)
  }
}

/** What a server of Solanum's kind is told can be read there. */
export function examineLine(text: string): void {
  assert.doesNotMatch(text, /[\r\n\0]/)
  const body = text.startsWith('@') ? text.slice(text.indexOf(' ') + 1) : text
  assert(Buffer.byteLength(body) <= 510, `${Buffer.byteLength(body)} bytes: ${body}`)
  const message = parse(text)
  assert(message, `this is no line: ${JSON.stringify(text)}`)
  assert(message.params.length <= 14, `${message.params.length} parameters: ${body}`)
}
