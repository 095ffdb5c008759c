import assert from 'node:assert/strict'
import test from 'node:test'
import { Lobby } from '../../webgate/client/state/lobby.ts'

class Stage {
  readonly sent: string[] = []
  changes = 0
  online = true
  readonly lobby = new Lobby({
    nick: 'ada',
    signIn: () => ({ mechanism: 'PLAIN', answer: async () => 'x' }),
    send: (line) => {
      if (this.online) this.sent.push(line)
      return this.online
    },
    changed: () => this.changes++,
    refused: () => {},
  })

  /** Signed in, and told of two networks. */
  async enter(...lines: string[]): Promise<this> {
    const { lobby } = this
    lobby.connected()
    lobby.receive(
      ':b CAP * LS :sasl=PLAIN batch message-tags soju.im/bouncer-networks soju.im/bouncer-networks-notify',
    )
    lobby.receive(
      ':b CAP * ACK :batch soju.im/bouncer-networks soju.im/bouncer-networks-notify sasl',
    )
    lobby.receive('AUTHENTICATE +')
    await new Promise((resolve) => setImmediate(resolve))
    for (const line of [':b 903 ada :In', ':b 001 ada :Hello', ':b 422 ada :No MOTD', ...lines]) {
      lobby.receive(line)
    }
    return this
  }
}

const list = [
  ':b BATCH +1 soju.im/bouncer-networks',
  '@batch=1 :b BOUNCER NETWORK home name=Home;state=connected;nickname=ada',
  '@batch=1 :b BOUNCER NETWORK n1 name=My\\sNet;host=irc.a.net;port=6667;tls=0;state=connecting',
  ':b BATCH -1',
]

test('the bouncer tells of its networks, and of what changes', async () => {
  const stage = await new Stage().enter(...list)
  const { lobby, sent } = stage
  assert.ok(
    sent.includes('CAP REQ :batch soju.im/bouncer-networks soju.im/bouncer-networks-notify sasl'),
  )
  assert.equal(sent.at(-1), 'CAP END', 'no network is chosen: this connection is about all of them')
  assert.deepEqual([...lobby.networks.keys()], ['home', 'n1'])
  const net = lobby.networks.get('n1')!
  assert.deepEqual([net.name, net.host, net.port, net.tls], ['My Net', 'irc.a.net', '6667', false])
  assert.equal(stage.changes, 1, 'the list is told when it is whole')
  lobby.receive(':b BOUNCER NETWORK n1 state=disconnected;error=No\\sroute')
  assert.deepEqual(
    [
      lobby.networks.get('n1')!.state,
      lobby.networks.get('n1')!.error,
      lobby.networks.get('n1')!.name,
    ],
    ['disconnected', 'No route', 'My Net'],
  )
  lobby.receive(':b BOUNCER NETWORK n1 *')
  assert.deepEqual([...lobby.networks.keys()], ['home'])
})

test('adding, changing and removing are answered in their order', async () => {
  const { lobby, sent } = await new Stage().enter(...list)
  const added = lobby.add(
    new Map([
      ['host', 'irc.b.net'],
      ['name', 'B; C'],
    ]),
  )
  const changed = lobby.change('n1', new Map([['port', '']]))
  const removed = lobby.remove('home')
  assert.deepEqual(sent.slice(-3), [
    'BOUNCER ADDNETWORK host=irc.b.net;name=B\\:\\sC',
    'BOUNCER CHANGENETWORK n1 port',
    'BOUNCER DELNETWORK home',
  ])
  lobby.receive(':b BOUNCER ADDNETWORK n2')
  lobby.receive(':b BOUNCER CHANGENETWORK n1')
  lobby.receive(':b FAIL BOUNCER INVALID_NETID DELNETWORK home :The home network stays')
  assert.deepEqual(await Promise.all([added, changed, removed]), [
    undefined,
    undefined,
    'The home network stays',
  ])
  lobby.enable('n1', false)
  assert.equal(sent.at(-1), 'PRIVMSG BouncerServ :network disconnect n1')
})

test('after a break the list is told anew, and what is not in it is gone', async () => {
  const stage = await new Stage().enter(...list)
  const asked = stage.lobby.remove('n1')
  stage.lobby.disconnected()
  assert.equal(await asked, '', 'nobody will answer it')
  await stage.enter(list[0]!, list[1]!, list[3]!)
  assert.deepEqual([...stage.lobby.networks.keys()], ['home'])
  stage.online = false
  assert.equal(await stage.lobby.remove('home'), '')
})

test('a hostile bouncer can say anything', async () => {
  const { lobby } = await new Stage().enter(...list)
  for (let n = 0; n < 300; n++) lobby.receive(`:b BOUNCER NETWORK x${n} name=x`)
  assert.ok(lobby.networks.size <= 100)
  for (const line of [
    'BOUNCER',
    'BOUNCER NETWORK',
    'BOUNCER NETWORK x',
    'FAIL',
    'FAIL BOUNCER',
    ':',
  ]) {
    lobby.receive(line)
  }
})
