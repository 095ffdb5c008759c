/** Whatever is said to prove who one is, on whatever way: no word of it reaches the log. */
import assert from 'node:assert/strict'
import net from 'node:net'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { type HostPort, startNetwork } from './network.ts'
import { until } from './until.ts'

const good = 'correct:horse:battery'
const bad = 'wrong:mule:staple'
const account = 'ann'

function plain(password: string): string[] {
  const payload = btoa(`${account}\0${account}\0${password}`)
  return ['CAP REQ sasl', 'AUTHENTICATE PLAIN', `AUTHENTICATE ${payload}`]
}

const registration = ['NICK {nick}', 'USER {nick} 0 * :Somebody']
const conversations = [
  ...[good, bad].flatMap((password) => [
    [`PASS ${account}:${password}`, ...registration],
    [...plain(password), ...registration, 'CAP END'],
    [`PASS ${account}@phone:${password}`, ...registration],
    [`PASS ${password}`, 'NICK {nick}', `USER ${account}@phone 0 * :Somebody`],
  ]),
  [`WEBIRC ${bad} gate host 192.0.2.1`, ...registration],
  [...registration, `OPER boss ${bad}`, `REGISTER * * ${bad}`, `PRIVMSG NickServ :IDENTIFY ${bad}`],
]

test('no password reaches the log, good or bad, at whatever door', async () => {
  await using network = await startNetwork()
  await network.addAccount(account, good)
  const doors = [network.irc, network.bouncer]
  await Promise.all(doors.flatMap((door) => conversations.map((lines) => say(door, lines))))
  await sayToPage(network.web, conversations[2]!)
  assert.ok(network.log.length > 10, 'it is a log of much that happened')
  const log = JSON.stringify(network.log)
  for (const secret of [good, bad]) {
    for (const form of [secret, btoa(`${account}\0${account}\0${secret}`)]) {
      assert.ok(!log.includes(form), `${form} is in the log`)
    }
  }
})

let visitors = 0

/** Says all, and waits until that was answered or the connection closed. */
async function say(door: HostPort, lines: string[]): Promise<void> {
  const nick = `visitor${++visitors}`
  const socket = net.connect(door)
  let over = false
  socket
    .on('error', () => {})
    .on('close', () => {
      over = true
    })
  createInterface(socket).on('line', (line) => {
    over ||= line.includes('PONG') && line.includes('the end')
  })
  const words = [...lines, 'PING :the end'].map((line) => line.replaceAll('{nick}', nick))
  socket.write(words.map((line) => `${line}\r\n`).join(''))
  await until(`an answer to ${words[0]}`, () => over)
  socket.destroy()
}

async function sayToPage(web: string, lines: string[]): Promise<void> {
  const socket = new WebSocket(`${web.replace('http', 'ws')}bouncer/websocket/`, 'text.ircv3.net')
  let heard = 0
  socket.onmessage = () => {
    heard++
  }
  socket.onopen = () => {
    for (const line of lines) socket.send(line.replaceAll('{nick}', 'page'))
  }
  await until('an answer to the page', () => heard > 0)
  socket.close()
}
