/** Bans of the network cross links. https://github.com/solanum-ircd/solanum/blob/main/doc/technical/ts6.md */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bansOf } from '../../../ircd/features/guard/ban.ts'
import { oper, rises } from '../../opers.ts'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'
import { join } from './hub.ts'

const options = { settings: { opers: [oper('boss')] } }

async function scene() {
  const theatre = await Theatre.open(options)
  const script = (lines: string) => perform(theatre, lines, options)
  await script(`boss +\n${rises('boss')}`)
  await script('boss > GLINE early@198.51.100.9 1h :before the link\n boss <…')
  const hub = join(theatre)
  const told = () =>
    hub.heard
      .splice(0)
      .flatMap((line) => (line.includes(' BAN ') ? line.replace(/^@\S+ /, '') : []))
  const masks = () =>
    Array.from(bansOf(theatre.server.net).list('gline'), ({ mask, until }) => {
      return `${mask} ${(until - theatre.now) / 1000}`
    })
  return { ...hub, script, told, masks, seconds: Math.floor(theatre.now / 1000) }
}

test('bans that there are, and those that are set and lifted, are told to servers', async () => {
  const { script, told, theatre, seconds } = await scene()
  const { uid } = theatre.actors.get('boss')!.session.user
  assert.deepEqual(told(), [
    `:1TS BAN K early 198.51.100.9 ${seconds} 3600 3600 boss :before the link`,
  ])
  await script(`
  boss > GLINE *@203.0.113.7 10m :spam|third time
  boss > XLINE *drone* :a drone
  boss > QLINE ChanServ* :kept for services
  boss > KLINE *@203.0.113.8 10m :only here
  boss > UNGLINE *@203.0.113.7
  boss <…`)
  assert.deepEqual(told(), [
    `:${uid} BAN K * 203.0.113.7 ${seconds} 600 600 boss :spam|third time`,
    `:${uid} BAN X * *drone* ${seconds} 31449600 31449600 boss :a drone`,
    `:${uid} BAN R * ChanServ* ${seconds} 31449600 31449600 boss :kept for services`,
    `:${uid} BAN K * 203.0.113.7 ${seconds + 1} 0 600 * *`,
  ])
})

test('of two words about one ban the later counts, and a lifted one does not come back', async () => {
  const { says, masks, theatre, seconds } = await scene()
  const ban = (created: number, length: number) =>
    says(`:0HU BAN K bad host.example ${created} ${length} 600 zoe :abuse`)
  ban(seconds - 10, 300)
  assert.deepEqual(masks(), ['early@198.51.100.9 3600', 'bad@host.example 290'])
  ban(seconds - 20, 600)
  ban(seconds - 20, 0)
  assert.deepEqual(masks(), ['early@198.51.100.9 3600', 'bad@host.example 290'])
  ban(seconds - 5, 600)
  assert.deepEqual(masks(), ['early@198.51.100.9 3600', 'bad@host.example 595'])
  ban(seconds - 1, 0)
  ban(seconds - 2, 600)
  assert.deepEqual(masks(), ['early@198.51.100.9 3600'])
  ban(seconds, 600)
  assert.deepEqual(masks(), ['early@198.51.100.9 3600', 'bad@host.example 600'])
  assert.deepEqual(theatre.faults, [])
})

test('who is banned on another server is banned here', async () => {
  const { says, script, seconds } = await scene()
  await script('alice +')
  says(`:0HU BAN K * 192.0.2.1 ${seconds} 600 600 zoe :abuse`)
  await script('alice is gone')
})
