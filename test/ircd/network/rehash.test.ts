/** REHASH, DIE and RESTART: https://modern.ircdocs.horse/#rehash-message */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { perform } from '../../play.ts'
import { settings, Theatre } from '../../theatre.ts'

const options = { settings: { opers: [oper('boss')] } }

test('what changed is announced: tokens of 005, and capabilities', async () => {
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `
  boss +
  alice connects
  alice > CAP LS 302
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice > CAP END
  alice <…
  ${rises('boss')}`,
  )
  theatre.reread = {
    ...settings,
    ...options.settings,
    network: 'Elsewhere',
    motd: ['milk first'],
    registration: false,
    limits: { ...settings.limits, topic: 100 },
  }
  await perform(
    theatre,
    `
  boss > REHASH
  boss <… :irc.test 382 boss configuration :has been read again
  alice < :irc.test 005 alice TOPICLEN=100 :are supported by this server
  alice < :irc.test CAP alice DEL …draft/account-registration…
  alice <
  alice > MOTD
  alice <… :irc.test 372 alice :- milk first
`,
  )
  assert.equal(theatre.server.settings.network, 'TestNet', 'names stay what they were')
})

test('a configuration that is wrong is refused as a whole, with each reason', async () => {
  await using theatre = await Theatre.open(options)
  theatre.reread = new Error('my.toml:1: one\nmy.toml:2: two')
  await perform(
    theatre,
    `
  boss +
  boss > REHASH
  boss < :irc.test 481 boss :…
  ${rises('boss')}
  boss > REHASH
  boss < :irc.test NOTICE boss :The configuration was not taken: my.toml:1: one
  boss < :irc.test NOTICE boss :The configuration was not taken: my.toml:2: two
  boss <
`,
  )
  assert.equal(theatre.server.settings.limits.topic, settings.limits.topic)
})

test('DIE and RESTART want the name of the server', async () => {
  await using theatre = await Theatre.open(options)
  const say = (script: string) => perform(theatre, script)
  await say(`
  boss +
  ${rises('boss')}
  boss > DIE
  boss < :irc.test 461 boss DIE :Not enough parameters
  boss > DIE other.test
  boss < :irc.test FAIL DIE INVALID_SERVER other.test :This is not the name of this server
`)
  assert.equal(theatre.stopped, undefined)
  await say('boss > DIE irc.test :for tea')
  assert.equal(theatre.stopped, 'stop: for tea')
  await say('boss > RESTART irc.test')
  assert.equal(theatre.stopped, 'restart: An operator asked for it')
})
