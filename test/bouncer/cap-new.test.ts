/** A network that can more than when we came. Source: the spec's CAP NEW. */
import { test } from 'node:test'
import { stage } from './stage.ts'

test('what a network offers later is asked for, and devices may have it then', async () => {
  await using s = await stage({ caps: ['multi-prefix', 'sasl'] })
  const phone = await s.attach('alice@phone', 'cap-notify')
  s.network.says(':irc.test CAP alice NEW :extended-join something-else')
  await s.network.hears(/^CAP REQ :extended-join$/)
  await phone.hears(/^:bouncer.home CAP alice NEW :?extended-join$/)
})
