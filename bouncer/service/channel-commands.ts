/** `channel …`: which channels the devices show. */
import type { Seat } from '../seat.ts'
import { type Asking, type ServiceCommand, seatOf, type Words } from './command.ts'

export const channelCommands: ServiceCommand[] = [
  {
    name: 'channel status',
    params: '[network=…]',
    help: 'the channels that you are in, and what becomes of them',
    run: (asking, words) => inSeat(asking, words, status),
  },
  {
    name: 'channel detach',
    params: '<channel> [network=…]',
    help: 'stay in it and keep its lines, but show your devices only what names you',
    min: 1,
    run: (asking, words) => inSeat(asking, words, (seat) => hide(seat, words, true)),
  },
  {
    name: 'channel attach',
    params: '<channel> [network=…]',
    help: 'show a detached channel again; joining it does the same',
    min: 1,
    run: (asking, words) => inSeat(asking, words, (seat) => hide(seat, words, false)),
  },
  {
    name: 'channel update',
    params: '<channel> key=… [network=…]',
    help: 'the key with which the channel is joined',
    min: 1,
    run: (asking, words) => inSeat(asking, words, (seat) => update(seat, words)),
  },
]

function inSeat(asking: Asking, words: Words, run: (seat: Seat) => string[]): string[] {
  const seat = seatOf(asking, words)
  return typeof seat === 'string' ? [seat] : run(seat)
}

function status(seat: Seat): string[] {
  const { mirror } = seat.network
  const lines = Object.keys(seat.record.channels).map((name) => {
    const key = mirror.fold(name)
    const channel = mirror.channels.get(key)
    const members = channel ? `joined, ${channel.members.size} people` : 'not joined now'
    return `${name}: ${members}${seat.isHidden(key) ? ', detached' : ''}`
  })
  return lines.length > 0 ? lines : [`You are in no channel of ${seat.name}`]
}

function known(seat: Seat, word: string): string | undefined {
  const { mirror } = seat.network
  const names = Object.keys(seat.record.channels)
  return names.find((name) => mirror.fold(name) === mirror.fold(word))
}

function hide(seat: Seat, { plain: [word = ''] }: Words, isHidden: boolean): string[] {
  const name = known(seat, word)
  if (name === undefined) return [`You are not in ${word}`]
  seat.hide(name, isHidden)
  return [isHidden ? `${name} is detached` : `${name} is attached`]
}

function update(seat: Seat, { plain: [word = ''], named }: Words): string[] {
  const name = known(seat, word)
  const key = named.get('key')
  if (name === undefined) return [`You are not in ${word}`]
  if (key === undefined || /[\s,]/.test(key)) return ['Say the key: key=…']
  seat.record.channels[name] = key
  seat.changed()
  return [`${name} is joined ${key ? 'with that key' : 'without a key'} from now on`]
}
