/** Atheme and Anope as the services of a server of ours. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anopeMissing, startAnope } from './anope.ts'
import { athemeMissing, startAtheme } from './atheme.ts'
import { sees, startOwn, tells } from './own.ts'
import { Someone } from './someone.ts'

const services = [{ name: 'services.test', services: true }]
const password = 'linkpass'

/** Registers the nick of somebody with NickServ. */
async function registers(someone: Someone): Promise<void> {
  await sees(someone, 'NickServ')
  someone.send('PRIVMSG NickServ :REGISTER sesame1 someone@example.test')
  await someone.hears(/NickServ!\S+ NOTICE \S+ :.*registered/i)
}

async function isLoggedIn(someone: Someone, account: string): Promise<void> {
  const told = await someone.asks(`WHOIS ${someone.nick}`)
  assert.match(told.join('\n'), RegExp(` 330 \\S+ \\S+ ${account} `))
}

test('Atheme registers a nick and logs its user in', { skip: athemeMissing ?? false }, async () => {
  await using own = await startOwn({ links: services })
  await using _atheme = await startAtheme({ name: 'irc.test', port: own.irc.port, password })
  await tells(own, 'link up')
  const ann = await Someone.enters(own.irc.port, 'ann')
  await registers(ann)
  await isLoggedIn(ann, 'ann')
})

test('Anope registers a nick and logs its user in', { skip: anopeMissing ?? false }, async () => {
  await using own = await startOwn({ links: services })
  await using _anope = await startAnope({ port: own.irc.port, password })
  await tells(own, 'link up')
  const ann = await Someone.enters(own.irc.port, 'ann')
  await registers(ann)
  await isLoggedIn(ann, 'ann')
})
