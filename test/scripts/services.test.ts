/** The server's services on the command line: with a server that runs, and with none. */
import assert from 'node:assert/strict'
import net from 'node:net'
import { test } from 'node:test'
import { type HostPort, spawnNetwork, startNetwork } from '../network.ts'
import { until } from '../until.ts'
import { causerie, emptyPlace } from './command.ts'

/** A client that says PASS, NICK and USER, and then what it is told to. */
class Visitor implements Disposable {
  readonly #socket: net.Socket
  heard = ''

  constructor({ host, port }: HostPort, nick: string, password: string) {
    this.#socket = net.connect({ host, port }).setEncoding('utf8')
    this.#socket.on('data', (text) => {
      this.heard += text
    })
    this.#socket.on('error', () => {})
    this.say(`PASS :${nick}:${password}`, `NICK ${nick}`, `USER ${nick} 0 * :${nick}`)
  }

  say(...lines: string[]): void {
    this.#socket.write(lines.map((line) => `${line}\r\n`).join(''))
  }

  hears(pattern: RegExp): Promise<void> {
    return until(
      () => `${pattern} among:\n${this.heard}`,
      () => pattern.test(this.heard),
    )
  }

  [Symbol.dispose](): void {
    this.#socket.destroy()
  }
}

test('without a server that runs, services work on the store', async () => {
  await using place = await emptyPlace()
  const run = (...words: string[]) => causerie([...words, '--data', place.path])
  await causerie(['account', 'add', 'ann', '--data', place.path], { input: 'correct horse' })
  const made = await run('chanserv', 'register', '#tea', '--as', 'ann')
  assert.deepEqual(made, { code: 0, stdout: '#tea is registered to ann\n', stderr: '' })
  assert.match((await run('chanserv', 'topic', '#tea', 'milk first')).stdout, /new topic/)
  const flags = await run('chanserv', 'FLAGS', '#tea', '*!*@example.org', '+v')
  assert.equal(flags.stdout, '*!*@example.org in #tea: +v\n')
  assert.match((await run('chanserv', 'info', '#tea')).stdout, /Founder: ann\n/)
  assert.match((await run('chanserv', 'help')).stdout, /REGISTER +Registers a channel/)
})

test('what cannot be done is said on stderr, and the exit code tells', async () => {
  await using place = await emptyPlace()
  const run = (...words: string[]) => causerie([...words, '--data', place.path])
  const none = await run('chanserv', 'info', '#tea')
  assert.deepEqual(none, { code: 1, stdout: '', stderr: 'causerie: #tea is not registered\n' })
  const nobody = await run('chanserv', 'register', '#tea', '--as', 'ann')
  assert.equal(nobody.stderr, 'causerie: there is no account "ann"\n')
})

test('a line break in an argument is no line break in what people read', async () => {
  await using place = await emptyPlace()
  const run = (...words: string[]) => causerie([...words, '--data', place.path])
  await causerie(['account', 'add', 'ann', '--data', place.path], { input: 'correct horse' })
  await run('chanserv', 'register', '#tea', '--as', 'ann')
  await run('chanserv', 'set', '#tea', 'desc', 'milk\r\nQUIT :x')
  assert.match((await run('chanserv', 'info', '#tea')).stdout, /DESC: milk QUIT :x\n/)
})

test('a server that runs is asked, and everybody sees it at once', async () => {
  await using network = await startNetwork({ store: 'sqlite' })
  await network.addAccount('ann', 'correct horse')
  const run = (...words: string[]) => causerie([...words, '--data', network.data])
  using ann = new Visitor(network.irc, 'ann', 'correct horse')
  ann.say('JOIN #tea')
  await ann.hears(/ 366 ann #tea /)
  assert.equal((await run('chanserv', 'register', '#tea', '--as', 'ann')).code, 0)
  await ann.hears(/:ChanServ!\S+ MODE #tea \+r\r\n:ChanServ!\S+ MODE #tea \+q ann/)
  assert.equal((await run('chanserv', 'deop', '#tea', 'ann')).code, 0)
  await ann.hears(/:ChanServ!\S+ MODE #tea -o ann/)
})

test('registered channels, memos and hosts are the same after a restart', async () => {
  await using network = await spawnNetwork()
  await network.addAccount('ann', 'correct horse')
  await network.addAccount('bob', 'battery staple')
  const run = (...words: string[]) => causerie([...words, '--data', network.data])
  using before = new Visitor(network.irc, 'ann', 'correct horse')
  before.say('JOIN #tea', 'CS REGISTER #tea', 'TOPIC #tea :milk first', 'MODE #tea +mb mallory')
  before.say('CS FLAGS #tea bob +V', 'CS SET #tea MLOCK +m', 'CS SET #tea GUARD ON', 'QUIT')
  await before.hears(/ERROR/)
  assert.equal((await run('hostserv', 'set', 'bob', 'tea/lover')).code, 0)
  assert.equal((await run('memoserv', 'send', 'bob', 'the kettle is on', '--as', 'ann')).code, 0)
  await network.restart()
  using bob = new Visitor(network.irc, 'bob', 'battery staple')
  await bob.hears(/ 001 bob :.*@tea\/lover\r\n/)
  await bob.hears(/:MemoServ!\S+ NOTICE bob :New memos wait for you \(1\)/)
  bob.say('JOIN #tea', 'MODE #tea', 'MODE #tea b', 'MS READ NEW')
  await bob.hears(/:MemoServ!\S+ NOTICE bob : {3}the kettle is on\r\n/)
  await bob.hears(/:bob!\S+ JOIN #tea\r\n:ChanServ!\S+ MODE #tea \+v bob/)
  await bob.hears(/ 332 bob #tea :milk first/)
  await bob.hears(/ 353 bob = #tea :(?=.*&ChanServ)(?=.*\+bob)/)
  await bob.hears(/ 324 bob #tea :?\+[a-z]*r/)
  await bob.hears(/ 367 bob #tea mallory!\*@\*/)
  assert.match((await run('chanserv', 'info', '#tea')).stdout, /Founder: ann[\s\S]*Mode lock: \+m/)
})
