/** Somebody without a browser who says many things, each a message of its own. */
import { once } from 'node:events'
import net from 'node:net'
import type { HostPort } from '../network.ts'
import { until } from '../until.ts'

export interface Talker extends Disposable {
  socket: net.Socket
  say(line: string): void
}

/** Says `line 1` to `line <count>` in a channel, and stays. */
export async function talk(
  irc: HostPort,
  channel: string,
  count: number,
  nick = 'talker',
): Promise<Talker> {
  const socket = net.connect(irc.port, irc.host)
  let heard = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    heard += text
  })
  await once(socket, 'connect')
  const say = (line: string) => socket.write(`${line}\r\n`)
  say('CAP REQ :echo-message')
  for (const line of [`NICK ${nick}`, `USER ${nick} 0 * :${nick}`, 'CAP END']) say(line)
  say(`JOIN ${channel}`)
  for (let n = 1; n <= count; n++) say(`PRIVMSG ${channel} :line ${n}`)
  const last = count > 0 ? `PRIVMSG ${channel} :line ${count}\r\n` : ' 366 '
  await until('all to be said', () => heard.includes(last))
  return { socket, say, [Symbol.dispose]: () => socket.destroy() }
}
