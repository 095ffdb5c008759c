/**
 * A client that asks again and again whether the server is there, in a process of its own. Between
 * question and answer it reads how much CPU time the server's first thread used: that is how long its
 * event loop did something else, whatever else the machine does.
 */
import net from 'node:net'
import { cpuOf } from './usage.ts'

/** Between an answer and the next question. */
const pauseMs = 2

const [port = 0, pid = 0] = process.argv.slice(2).map(Number)
const used = () => cpuOf(pid).main * 1000
let longestMs = 0
let usedBefore = 0
const socket = net.connect(port, '127.0.0.1').setEncoding('utf8').setNoDelay(true)
socket.write('NICK prober\r\nUSER prober 0 * :prober\r\n')

function ask(): void {
  usedBefore = used()
  socket.write('PING probe\r\n')
}

let begun = false
socket.on('data', (text: string) => {
  if (!begun && / (?:376|422) /.test(text)) {
    begun = true
    process.send?.('ready')
    ask()
  }
  if (!/ PONG \S+ :?probe/.test(text)) return
  longestMs = Math.max(longestMs, used() - usedBefore)
  setTimeout(ask, pauseMs)
})

/** Any message asks for the longest time since the last one, in milliseconds. */
process.on('message', () => {
  process.send?.(longestMs)
  longestMs = 0
})
