/** Ways to be a bad visitor. Each leaves the rest to its caller: to see how the visit ends. */
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Chance } from '../chance.ts'
import { type Door, dial, dialRaw } from './doors.ts'
import { conversation, spoiled } from './words.ts'

export interface Visit {
  socket: Socket
  /** Our side has nothing more to say, and said so. */
  ended: boolean
}

export interface Attack {
  name: string
  run: (door: Door, from: string | undefined, chance: Chance) => Promise<Visit>
}

export const attacks: Attack[] = [
  {
    name: 'random bytes',
    run: async (door, from, chance) => {
      const socket = await dial(door, from)
      socket.write(chance.bytes(chance.int(1, 20_000)))
      return { socket, ended: false }
    },
  },
  {
    name: 'bytes that are no handshake',
    run: async (door, from, chance) => {
      const socket = await dialRaw(door, from)
      socket.write(chance.oneIn(2) ? hello(chance) : chance.bytes(chance.int(1, 2_000)))
      return { socket, ended: false }
    },
  },
  {
    name: 'a spoiled conversation',
    run: async (door, from, chance) => {
      const socket = await dial(door, from)
      socket.write(spoiled(talk(door, chance), chance))
      return { socket, ended: false }
    },
  },
  {
    name: 'a good beginning, then spoiled lines',
    run: async (door, from, chance) => {
      const socket = await dial(door, from)
      socket.write(talk(door, chance))
      for (let n = chance.int(1, 20); n > 0; n--) socket.write(spoiled(talk(door, chance), chance))
      return { socket, ended: false }
    },
  },
  {
    name: 'the wrong protocol',
    run: async (door, from, chance) => {
      const socket = await dial(door, from)
      const other = { ...door, tongue: door.tongue === 'http' ? 'irc' : 'http' } as const
      socket.write(talk(other, chance))
      return { socket, ended: false }
    },
  },
  {
    name: 'huge lines',
    run: async (door, from, chance) => {
      const socket = await dial(door, from)
      const head = chance.pick(['', 'PRIVMSG #fuzz :', '@a=', 'GET /', 'Cookie: ', 'NICK '])
      for (let n = chance.int(1, 10); n > 0; n--) {
        socket.write(`${head}${'é'.repeat(chance.int(200, 12_000))}\r\n`)
      }
      return { socket, ended: false }
    },
  },
  {
    name: 'a flood without an end of line',
    run: async (door, from, chance) => {
      const socket = await dial(door, from)
      const gone = new Promise((resolve) => socket.once('close', resolve))
      const piece = Buffer.alloc(64 * 1024, chance.int(33, 126))
      for (let n = chance.int(4, 32); n > 0 && socket.writable; n--) {
        if (socket.write(piece)) continue
        await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), gone])
      }
      return { socket, ended: false }
    },
  },
  {
    name: 'byte by byte',
    run: async (door, from, chance) => {
      const socket = await dial(door, from)
      for (const byte of talk(door, chance).subarray(0, 120)) {
        if (!socket.writable) break
        socket.write(Buffer.of(byte))
        await sleep(2)
      }
      return { socket, ended: false }
    },
  },
  {
    name: 'half a conversation, then a half-closed socket',
    run: async (door, from, chance) => {
      const socket = await dial(door, from)
      const bytes = talk(door, chance)
      socket.end(bytes.subarray(0, chance.int(0, bytes.length)))
      return { socket, ended: true }
    },
  },
  {
    name: 'a reset in the middle',
    run: async (door, from, chance) => {
      const socket = await dialRaw(door, from)
      const bytes = door.isTls ? hello(chance) : talk(door, chance)
      socket.write(bytes.subarray(0, chance.int(1, bytes.length)))
      await sleep(chance.int(0, 20))
      socket.resetAndDestroy()
      return { socket, ended: true }
    },
  },
]

function talk({ tongue }: Door, chance: Chance): Buffer {
  const end = chance.oneIn(4) ? '\n' : '\r\n'
  return Buffer.from(conversation(tongue, chance).join(end) + end)
}

/** The beginning of a TLS handshake, with nonsense inside. */
function hello(chance: Chance): Buffer {
  const length = chance.int(10, 500)
  const head = Buffer.of(22, 3, chance.int(0, 4), length >> 8, length & 255, 1, 0)
  return Buffer.concat([head, chance.bytes(length - 2)])
}
