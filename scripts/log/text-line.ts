/**
 * A row as people read it in a file: what ZNC's log module writes, so that whatever reads its logs
 * reads ours. Times are UTC.
 * Source: https://wiki.znc.in/Log
 */
import type { Row } from '#store/store.ts'
import { type Message, nickOf, parse } from '#wire/message.ts'

/** @returns a line for each line of the row that a reader would see; none for reactions and such. */
export function textLines({ at, line }: Row): string[] {
  const time = new Date(at).toISOString().slice(11, 19)
  return line.split('\r\n').flatMap((one) => {
    const message = parse(one)
    const text = message && textOf(message)
    return text === undefined ? [] : [`[${time}] ${text}`]
  })
}

const action = /^\x01ACTION (.*?)\x01?$/s

function textOf({ verb, source = '', params }: Message): string | undefined {
  const nick = nickOf(source)
  const [first = '', second = ''] = params
  const who = source.includes('!') ? `${nick} (${source.slice(nick.length + 1)})` : nick
  switch (verb) {
    case 'PRIVMSG': {
      const does = action.exec(second)?.[1]
      return does === undefined ? `<${nick}> ${second}` : `* ${nick} ${does}`
    }
    case 'NOTICE':
      return `-${nick}- ${second}`
    case 'JOIN':
      return `*** Joins: ${who}`
    case 'PART':
      return `*** Parts: ${who} (${second})`
    case 'QUIT':
      return `*** Quits: ${who} (${first})`
    case 'KICK':
      return `*** ${second} was kicked by ${nick} (${params[2] ?? ''})`
    case 'NICK':
      return `*** ${nick} is now known as ${first}`
    case 'TOPIC':
      return `*** ${nick} changes topic to '${second}'`
    case 'MODE':
      return `*** ${nick} sets mode: ${params.slice(1).join(' ')}`
    default:
      return undefined
  }
}
