/** Several servers and bouncers on one Redis: an account is one wherever it is used. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LocalAccounts } from '#accounts/local.ts'
import { missing as skip } from '../store/redis-server.ts'
import { until } from '../until.ts'
import { gather, password } from './crew.ts'

test('an account that one server registers is known at once on all, with its password', {
  skip,
}, async () => {
  await using crew = await gather()
  const bouncer = await crew.join()
  const carol = await crew.guest('carol')
  carol.send('CAP REQ draft/account-registration', `REGISTER * * ${password}`)
  await carol.hears(/ REGISTER SUCCESS carol /)
  const other = await crew.server()
  const again = await crew.guest('carol', other)
  again.send(`AUTHENTICATE PLAIN`, `AUTHENTICATE ${btoa(`\0carol\0${password}`)}`)
  await again.hears(/ 903 /)
  carol.send('QUIT')
  await bouncer.attach('carol@phone')
})

test('an account that is suspended by one process is shown out by all bouncers', {
  skip,
}, async () => {
  await using crew = await gather()
  await crew.addAccount('alice')
  const [a, b] = [await crew.join(), await crew.join()]
  const desk = await a.attach('alice@desk')
  const phone = await b.attach('alice@phone')
  const accounts = new LocalAccounts(crew.store, {})
  const refusal = await accounts.suspend('alice', { by: 'oper', reason: 'spam', at: Date.now() })
  assert.equal(refusal, undefined)
  await until('both devices to be gone', () => desk.closed && phone.closed)
  assert.ok([...desk.lines, ...phone.lines].some((line) => /ERROR :.*suspended/.test(line)))
})
