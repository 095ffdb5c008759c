/** OperServ on two servers of ours. */
import { test } from 'node:test'
import { answerOperator } from '../../../ircd/features/services/service.ts'
import { oper } from '../../opers.ts'
import { Linked } from './linked.ts'

test('what OperServ of one server bans and says to all, the others know and hear', async () => {
  await using both = await Linked.open({ settings: { opers: [oper('boss')] } })
  both.link()
  await both.onB('bob +\n boss +\n boss > OPER boss sesame\n boss <…')
  await answerOperator(both.a.server, 'OperServ', 'AKILL ADD *@198.51.100.1 1d spam', undefined)
  await answerOperator(both.a.server, 'OperServ', 'GLOBAL the kettle is down', undefined)
  await both.onB(`
    bob  <… :… NOTICE $$* :the kettle is down
    boss > OS AKILL LIST
    boss <… … NOTICE boss :  gline *@198.51.100.1 (1d) by OperServ: spam
  `)
})
