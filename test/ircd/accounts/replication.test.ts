/** Accounts that several servers have: one decides, all know, and nothing is lost without a word. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LocalAccounts } from '#accounts/local.ts'
import { ScramClient } from '#host/scram.ts'
import { openStore } from '#store/open.ts'
import type { Era, LedgerMessage, Neighbour } from '#wire/ledger.ts'
import { Chance } from '../../chance.ts'
import { until } from '../../until.ts'
import { campaign } from './campaign.ts'
import { alike, password, Site } from './sites.ts'

const [hub, leaf, far] = ['hub.test', 'leaf.test', 'far.test']

test('a server that has just come gets all accounts, and lets people in by itself', async () => {
  await using a = await Site.open(hub, hub)
  assert.equal(await a.register('Ann'), 'made')
  await a.accounts.addCertificate('ann', 'ab'.repeat(32))
  await using b = await Site.open(leaf, hub)
  a.link(b)
  await alike(a, b)
  a.cut(b)
  assert.deepEqual(await b.accounts.login('ann', password), { proved: 'Ann' })
  assert.deepEqual(await b.accounts.certified('ab'.repeat(32)), { proved: 'Ann' })
  const [exchange, client] = [b.accounts.scram(), new ScramClient('Ann', password)]
  const first = await exchange.first(client.first())
  const last = exchange.final((await client.final(first!))!)
  assert.deepEqual(last?.proof, { proved: 'Ann' })
  assert.equal(await a.contents(), await b.contents())
})

test('what is wished on one server is decided on another, and known on both when it is answered', async () => {
  await using a = await Site.open(hub, hub)
  await using b = await Site.open(leaf, hub)
  await using c = await Site.open(far, hub)
  a.link(b)
  b.link(c)
  await alike(a, b, c)
  assert.equal(await c.register('ann'), 'made')
  for (const site of [a, b, c]) {
    assert.deepEqual(await site.accounts.login('ann', password), { proved: 'ann' }, site.name)
  }
  const news: string[] = []
  await a.accounts.follow(({ kind, account }) => void news.push(`${kind} ${account}`))
  assert.equal(await c.accounts.setEmail('ann', 'ann@example.org'), undefined)
  assert.equal((await a.accounts.find('ann'))?.email, 'ann@example.org')
  assert.deepEqual(news, ['email ann'])
  const both = await Promise.all([a.register('bob'), c.register('bob')])
  assert.deepEqual(both.sort(), ['ACCOUNT_EXISTS', 'made'])
  await alike(a, b, c)
  assert.equal(await a.contents(), await c.contents())
})

test('while nobody decides people come in and nothing is changed, and it is said so', async () => {
  await using a = await Site.open(hub, hub)
  await using b = await Site.open(leaf, hub)
  a.link(b)
  await alike(a, b)
  await a.register('ann')
  await alike(a, b)
  a.cut(b)
  const refusal = await b.accounts.register('bob', password, undefined)
  assert.equal(refusal?.code, 'TEMPORARILY_UNAVAILABLE')
  assert.match(refusal!.text, /decided on hub\.test/)
  assert.equal((await b.accounts.setPassword('ann', password))?.code, 'TEMPORARILY_UNAVAILABLE')
  assert.equal(await b.names(), 'ann')
  assert.deepEqual(await b.accounts.login('ann', password), { proved: 'ann' })
  await a.register('carol')
  a.link(b)
  await alike(a, b)
  assert.equal(await b.names(), 'ann carol')
})

test('a wish whose answer is lost with the link is refused, and what became of it is known later', async () => {
  await using a = await Site.open(hub, hub)
  await using b = await Site.open(leaf, hub)
  a.link(b)
  await alike(a, b)
  const wish = b.register('ann')
  const answered = await Promise.race([wish, cutSoon(a, b)])
  assert.equal(answered ?? (await wish), 'TEMPORARILY_UNAVAILABLE')
  a.link(b)
  await alike(a, b)
  assert.equal(await a.contents(), await b.contents())
})

/** As soon as the wish has arrived. */
async function cutSoon(a: Site, b: Site): Promise<undefined> {
  while (!(await a.names())) await new Promise((resolve) => setImmediate(resolve))
  a.cut(b)
}

test('another server is promoted: the one before follows it, and what only that had decided is set aside', async () => {
  await using a = await Site.open(hub, hub)
  await using b = await Site.open(leaf, hub)
  a.link(b)
  await alike(a, b)
  await a.register('ann')
  await alike(a, b)
  a.cut(b)
  await a.register('lost')
  assert.equal(await b.replica.promote(), undefined)
  assert.match((await b.replica.promote())!, /already/)
  assert.equal(await b.register('bob'), 'made')
  assert.equal((await a.replica.state()).isOwn, true)
  a.link(b)
  await alike(a, b)
  assert.equal(await a.names(), 'ann bob')
  assert.equal(await a.contents(), await b.contents())
  const aside = await a.replica.aside()
  assert.equal(aside.length, 1)
  assert.match(aside[0]!, /1:hub\.test 3 account made lost \(leaf\.test decides since\)/)
  assert.ok(!aside[0]!.includes('scrypt'), 'nothing by which anybody could come in')
  assert.match(a.told.join('\n'), /accounts set aside.*made lost/)
  assert.match(a.told.join('\n'), /accounts authority.*"authority":"leaf.test"/)
  assert.equal(await a.register('carol'), 'made')
  await alike(a, b)
  assert.equal(await b.names(), 'ann bob carol')
})

test('a server that starts again is what it was, also after a promotion', async () => {
  await using a = await Site.open(hub, hub)
  await using store = await openStore('memory:')
  {
    const b = await Site.open(leaf, hub, store)
    a.link(b)
    await alike(a, b)
    a.cut(b)
    await b.replica.promote()
  }
  const again = await Site.open(leaf, hub, store)
  assert.equal((await again.replica.state()).isOwn, true)
  assert.equal(await again.register('ann'), 'made')
  a.link(again)
  await alike(a, again)
  assert.equal((await a.replica.state()).authority, leaf)
})

test('what another process on the store decides is told on', async () => {
  await using a = await Site.open(hub, hub)
  await using b = await Site.open(leaf, hub)
  a.link(b)
  await alike(a, b)
  const commandLine = new LocalAccounts(a.store, { share: { server: hub, authority: hub } })
  assert.equal(await commandLine.register('ann', password, undefined), undefined)
  a.replica.tick(Date.now())
  await alike(a, b)
  assert.equal(await b.names(), 'ann')
  const there = new LocalAccounts(b.store, { share: { server: leaf, authority: hub } })
  const refusal = await there.register('bob', password, undefined)
  assert.equal(refusal?.code, 'TEMPORARILY_UNAVAILABLE')
})

test('a server with accounts of its own joins only when it is told to, and what it had is set aside', async () => {
  await using a = await Site.open(hub, hub)
  await a.register('ann')
  const store = await openStore('memory:')
  await new LocalAccounts(store).register('zoe', password, undefined)
  await using b = await Site.open(leaf, hub, store)
  a.link(b)
  assert.match((await b.replica.state()).waitsFor!, /accounts of its own/)
  assert.equal(await b.register('bob'), 'TEMPORARILY_UNAVAILABLE')
  assert.deepEqual(await b.accounts.login('zoe', password), { proved: 'zoe' })
  assert.equal(await b.replica.adopt(), undefined)
  await alike(a, b)
  assert.equal(await b.names(), 'ann')
  assert.match((await b.replica.aside()).join('\n'), /own accounts zoe/)
  assert.match((await b.replica.adopt())!, /already/)
})

test('two servers with logs of their own are no network', async () => {
  await using a = await Site.open(hub, hub)
  await using b = await Site.open(leaf, leaf)
  a.link(b)
  while (!a.refusals.length && !b.refusals.length) await new Promise(setImmediate)
  assert.match([...a.refusals, ...b.refusals].join(), /those of another network/)
})

test('a neighbour that says nonsense loses its link, and nothing happens', async () => {
  const nonsense = [
    null,
    7,
    { t: 'entries' },
    { t: 'entries', entries: [null] },
    { t: 'documents', documents: null, last: true },
    { t: 'snapshot', id: 7, eras: 'x', number: {} },
    { t: 'have', id: {}, epoch: [], number: 'many' },
    { t: 'ask' },
    { t: 'ask', ask: 1, of: 'account', data: { kind: 'made' }, at: 1 },
    { t: 'ask', ask: 1, of: 'document', data: { shelf: 'accounts', key: 'ann', value: {} }, at: 1 },
    { t: 'answer', ask: 99, outcome: 'done', number: 99 },
    { t: 'more' },
    { t: 'unknown' },
  ]
  await using a = await Site.open(hub, hub)
  await a.register('ann')
  const before = await a.contents()
  for (const message of nonsense) {
    const said: unknown[] = []
    const heard = a.replica.meet({
      name: 'eve.test',
      send: (one) => void said.push(one),
      leadsTo: () => false,
      refuse: () => void said.push('refused'),
    })
    heard.hear(message)
    heard.hear({ t: 'have', id: '', epoch: '', number: 0 })
    while (said.length < 2) await new Promise(setImmediate)
    heard.ended()
    assert.equal(await a.contents(), before, JSON.stringify(message))
  }
  assert.equal((await a.replica.state()).number, 2, 'nothing of it is in the log')
})

const scram = { salt: '', iterations: 4096, storedKey: '', serverKey: '' }
const making = { kind: 'made', name: 'bob', credentials: { scrypt: 'none', scram } }

test('what a crash left undone is done at the next start', async () => {
  await using store = await openStore('memory:')
  const a = await Site.open(hub, hub, store)
  const { journal } = a.accounts.ledger.share!
  const data = { account: 'ann', at: 1, ...making, name: 'ann' }
  await journal.append([{ epoch: `1:${hub}`, number: 2, at: 1, of: 'account', data }])
  assert.equal(await a.names(), '')
  const again = await Site.open(hub, hub, store)
  assert.equal(await again.names(), 'ann')
})

test('what failed in the middle is carried out before the next, by whichever process, and told', async () => {
  await using a = await Site.open(hub, hub)
  await using b = await Site.open(leaf, hub)
  a.link(b)
  await alike(a, b)
  const share = a.accounts.ledger.share!
  const change = { shelf: 'vhosts', key: 'ann', value: { host: 'tea.example' }, base: 0 }
  const news: string[] = []
  await a.replica.followDocuments(({ key }) => void news.push(key))
  await share.journal.append([
    { epoch: `1:${hub}`, number: 2, at: 1, of: 'document', data: change },
  ])
  await a.store.shelf('vhosts').put('ann', { ...change.value, number: 2 })
  const data = { account: 'bob', at: 1, ...making }
  await share.journal.append([{ epoch: `1:${hub}`, number: 3, at: 1, of: 'account', data }])
  const other = new LocalAccounts(a.store, { share: { server: hub, authority: hub } })
  const refusal = await other.register('bob', password, undefined)
  assert.equal(refusal?.code, 'ACCOUNT_EXISTS', 'bob was decided on before')
  await a.accounts.catchUp()
  assert.deepEqual(news, ['ann'])
  a.replica.tick(Date.now())
  await alike(a, b)
  assert.equal(await b.names(), 'bob')
  assert.equal(await a.contents(), await b.contents())
})

test('a promotion that a crash has stopped has not happened', async () => {
  await using a = await Site.open(hub, hub)
  await using b = await Site.open(leaf, hub)
  a.link(b)
  await alike(a, b)
  a.cut(b)
  const shelf = b.store.shelf<{ eras: Era[] }>('ledger')
  const state = (await shelf.get('state'))!
  const { number } = await b.replica.state()
  const eras = [...state.eras, { epoch: `2:${leaf}`, first: number + 1 }]
  await shelf.put('state', { ...state, eras })
  const again = await Site.open(leaf, hub, b.store)
  assert.equal((await again.replica.state()).isOwn, false)
  await a.register('ann')
  a.link(again)
  await alike(a, again)
  assert.equal(await again.names(), 'ann')
})

test('nobody is sent back what it has sent', async () => {
  await using a = await Site.open(hub, hub)
  await using b = await Site.open(leaf, hub)
  const sent: string[] = []
  const said = ({ t }: LedgerMessage) => void sent.push(t)
  const toA: Neighbour = { name: hub, send: said, leadsTo: () => true, refuse: () => {} }
  a.link(b)
  await alike(a, b)
  a.cut(b)
  await a.register('ann')
  const head = (await a.replica.head())!
  const entries = await a.replica.after(1, 9)
  const heard = b.replica.meet(toA)
  heard.hear({ t: 'have', id: head.id, epoch: head.epoch, number: 1 })
  heard.hear({ t: 'entries', entries })
  await until('b says how far it is', () => sent.length >= 2 && b.names().then(Boolean))
  b.replica.tick(Date.now())
  await b.replica.state()
  assert.ok(!sent.includes('entries'), sent.join(' '))
})

test('the log says nothing of an account that is no more, and who was away still ends with the same', async () => {
  await using a = await Site.open(hub, hub)
  await using b = await Site.open(leaf, hub)
  a.link(b)
  await alike(a, b)
  await a.register('ann')
  await alike(a, b)
  a.cut(b)
  await a.register('bob')
  await a.accounts.remove('ann')
  await a.accounts.remove('bob')
  await a.register('carol')
  const rows = async ({ store }: Site) => {
    return (await store.log.since('account-entries', 0, 100)).map(({ line }) => line).join('\n')
  }
  a.link(b)
  await alike(a, b)
  for (const site of [a, b]) {
    assert.equal(await site.names(), 'carol')
    assert.equal((await rows(site)).match(/scrypt/g)?.length, 2, 'of carol, name and hash')
  }
  assert.equal(await a.contents(), await b.contents())
})

test('whatever happens to the links, all end with the same, and no promise is lost without a word', async () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) await campaign(new Chance(seed))
})
