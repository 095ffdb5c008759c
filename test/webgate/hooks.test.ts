import assert from 'node:assert/strict'
import test from 'node:test'
import { IncomingWebhook } from '@slack/webhook'
import { addHook, listHooks, type NewHook, removeHook } from '#store/hooks.ts'
import { openStore } from '#store/open.ts'
import { type LocalNetwork, startNetwork } from '../network.ts'
import { until } from '../until.ts'
import { startGateway } from './gateway.ts'
import { type KiwiPerson, kiwiPerson } from './kiwi-framework.ts'

interface Room {
  network: LocalNetwork
  ann: KiwiPerson
  url: string
  token: string
}

/** A channel with ann in it, and a hook. */
async function room(network: LocalNetwork, more: Partial<NewHook> = {}): Promise<Room> {
  const hook = { name: 'build', channel: '#tea', usernames: false, ...more }
  const token = await addHook(network.store, hook, Date.now())
  const ann = await kiwiPerson(`${network.web}webirc/kiwiirc/`, 'websocket', 'ann')
  let inside = false
  ann.client.on('join', () => {
    inside = true
  })
  ann.client.join('#tea')
  await until('ann to be inside', () => inside)
  return { network, ann, token, url: `${network.web}hooks/${token}` }
}

function post(url: string, body: string, type = 'application/json') {
  return fetch(url, { method: 'POST', body, headers: { 'Content-Type': type } })
}

test("Slack's own client posts a text, and an attachment", async () => {
  await using network = await startNetwork()
  const { ann, url } = await room(network)
  const webhook = new IncomingWebhook(url)
  assert.deepEqual(await webhook.send('*done* <https://ci.example|log>'), { text: 'ok' })
  await webhook.send({
    text: 'and',
    attachments: [{ color: 'good', title: 'Job 7', text: 'passed' }],
  })
  await until('all of it', () => ann.said.length === 4)
  assert.deepEqual(ann.said, [
    { nick: 'build', message: '\x02done\x02 log (https://ci.example)' },
    { nick: 'build', message: 'and' },
    { nick: 'build', message: '\x0303▌\x03 \x02Job 7\x02' },
    { nick: 'build', message: '\x0303▌\x03 passed' },
  ])
  ann.closeTab()
})

test('a form with a payload works as well, and a long text comes in pieces', async () => {
  await using network = await startNetwork()
  const { ann, url } = await room(network)
  const form = 'application/x-www-form-urlencoded'
  const text = `${'word '.repeat(300)}end`
  const body = new URLSearchParams({ payload: JSON.stringify({ text }) }).toString()
  const answer = await post(url, body, form)
  assert.deepEqual([answer.status, await answer.text()], [200, 'ok'])
  await until('all of it', () => ann.said.at(-1)?.message.endsWith('end') === true)
  assert.equal(ann.said.map(({ message }) => message).join(' '), text)
  ann.closeTab()
})

test('what cannot be posted is answered as Slack does', async () => {
  await using network = await startNetwork()
  const { ann, url, token } = await room(network)
  const cases: [string, string, number, string][] = [
    [`${network.web}hooks/${token.slice(1)}`, '{"text":"x"}', 403, 'invalid_token'],
    [url, '{', 400, 'invalid_payload'],
    [url, '{}', 400, 'no_text'],
    [url, JSON.stringify({ text: 'line\n'.repeat(200) }), 400, 'msg_too_long'],
    [url, JSON.stringify({ text: 'x'.repeat(300_000) }), 413, 'payload_too_large'],
  ]
  for (const [where, body, status, word] of cases) {
    const answer = await post(where, body)
    assert.deepEqual([answer.status, await answer.text()], [status, word])
  }
  assert.equal((await fetch(url)).status, 405)
  assert.deepEqual(ann.said, [])
  ann.closeTab()
})

test('a channel that does not take it is said, and taken again when it does', async () => {
  await using network = await startNetwork()
  const { ann, url } = await room(network)
  const mode = (letters: string) => ann.client.raw('MODE', '#tea', ...letters.split(' '))
  mode('+i')
  let answer = await post(url, '{"text":"x"}')
  assert.deepEqual([answer.status, await answer.text()], [403, 'action_prohibited'])
  mode('-i')
  await until('it to be taken', async () => (await post(url, '{"text":"inside"}')).ok)
  await until('the text', () => ann.said.length === 1)
  mode('+m')
  await until('it to be refused', async () => !(await post(url, '{"text":"muted"}')).ok)
  mode('-m')
  ann.client.raw('KICK', '#tea', 'build')
  await until('it to be back', async () => {
    answer = await post(url, '{"text":"back"}')
    return answer.ok && ann.said.some(({ message }) => message === 'back')
  })
  ann.closeTab()
})

test('a message is shown under its own name only where the hook allows it', async () => {
  await using network = await startNetwork()
  const { ann, url } = await room(network, { usernames: true })
  const strict = { name: 'strict', channel: '#tea', usernames: false }
  const other = await addHook(network.store, strict, 0)
  const body = JSON.stringify({ username: 'deploy\r\nbot', text: 'one\ntwo' })
  await post(url, body)
  await post(`${network.web}hooks/${other}`, body)
  await until('all of it', () => ann.said.length === 4)
  const lines = ann.said.map(({ nick, message }) => `${nick}: ${message}`)
  const expected = ['build: \x02deploybot\x02: one', 'build: two', 'strict: one', 'strict: two']
  assert.deepEqual(lines, expected)
  ann.closeTab()
})

test('a nick that is taken is no obstacle', async () => {
  await using network = await startNetwork()
  const { ann, url } = await room(network, { name: 'ann' })
  assert.equal((await post(url, '{"text":"x"}')).status, 200)
  await until('the text', () => ann.said.length === 1)
  assert.equal(ann.said[0]!.nick, 'ann_')
  ann.closeTab()
})

test('each hook posts only so often, and says when again', async () => {
  await using network = await startNetwork({
    settings: { webgate: { hook_messages_per_minute: 2 } },
  })
  const { ann, url } = await room(network)
  const statuses: number[] = []
  for (let i = 0; i < 3; i++) statuses.push((await post(url, '{"text":"x"}')).status)
  assert.deepEqual(statuses, [200, 200, 429])
  const answer = await post(url, '{"text":"x"}')
  assert.equal(await answer.text(), 'rate_limited')
  const seconds = Number(answer.headers.get('retry-after'))
  assert.ok(seconds > 20 && seconds <= 30, `${seconds}`)
  ann.closeTab()
})

test('without a server the sender is told to come again', async () => {
  await using store = await openStore('memory:')
  const token = await addHook(store, { name: 'build', channel: '#tea', usernames: false }, 0)
  await using gateway = await startGateway({ store, upstream: { kind: 'inproc', name: 'nobody' } })
  const answer = await post(`${gateway.http}/hooks/${token}`, '{"text":"x"}')
  assert.deepEqual([answer.status, await answer.text()], [503, 'service_unavailable'])
})

test('a hook that was removed opens nothing, and the store never knew its token', async () => {
  await using store = await openStore('memory:')
  const token = await addHook(store, { name: 'build', channel: '#tea', usernames: false }, 7)
  await assert.rejects(addHook(store, { name: 'Build', channel: '#b', usernames: false }, 8), {
    message: 'there is a hook Build already',
  })
  const entries = JSON.stringify(await store.shelf('hooks').list())
  assert.ok(!entries.includes(token))
  assert.deepEqual(await listHooks(store), [
    { name: 'build', channel: '#tea', usernames: false, createdAt: 7 },
  ])
  assert.equal(await removeHook(store, 'build'), true)
  assert.equal(await removeHook(store, 'build'), false)
  await using gateway = await startGateway({ store })
  assert.equal((await post(`${gateway.http}/hooks/${token}`, '{"text":"x"}')).status, 403)
})
