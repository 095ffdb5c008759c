/** What a channel is set to, in the state layer: no browser is needed. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { ChannelControl } from '../../webgate/client/state/channel-control.ts'
import { perform } from '../../webgate/client/state/commands.ts'
import { emptyHistory, modernWelcome, Trace } from './trace.ts'

interface Looking {
  trace: Trace
  control: ChannelControl
  /** How often something was heard. */
  heard: () => number
}

function looking(): Looking {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory)
  let heard = 0
  const control = new ChannelControl(trace.session, trace.buffer('#tea'), () => heard++)
  trace.play(`
    > MODE #tea
    < :irc.test 324 ada #tea +ntk sesame
  `)
  return { trace, control, heard: () => heard }
}

test('a list is told whole, with who and when, and no log shows it', () => {
  const { trace, control, heard } = looking()
  control.ask('b')
  trace.play(`
    > MODE #tea b
    < :irc.test 367 ada #tea eve!*@* bob!u@host 1777629600
    < :irc.test 367 ada #other zed!*@* bob!u@host 1777629600
    < :irc.test 367 ada #tea *!*@spam.example
  `)
  assert.equal(control.lists.get('b'), undefined, 'not before its end')
  trace.play('< :irc.test 368 ada #tea :End of ban list')
  assert.deepEqual(control.lists.get('b'), [
    { mask: 'eve!*@*', by: 'bob', at: 1777629600_000 },
    { mask: '*!*@spam.example', by: '', at: 0 },
  ])
  assert.equal(heard(), 1)
  assert.deepEqual(trace.log('#tea'), [])
  control.dispose()
  trace.play('< :irc.test 367 ada #tea eve!*@* bob!u@host 1777629600')
  assert.match(trace.session.server.entries.at(-1)!.text, /eve/, 'nobody looks: it is shown')
})

test('a mask is put on a list and taken off, and the list is asked for again', () => {
  const { trace, control } = looking()
  control.setMask('+', 'e', 'bob!*@*')
  trace.play(`
    > MODE #tea +e bob!*@*
    > MODE #tea e
    < :irc.test 348 ada #tea bob!*@* ada!u@host 1
    < :irc.test 349 ada #tea :End of exception list
  `)
  control.setMask('-', 'e', 'bob!*@*')
  trace.play(`
    > MODE #tea -e bob!*@*
    > MODE #tea e
    < :irc.test 349 ada #tea :End of exception list
  `)
  assert.deepEqual(control.lists.get('e'), [])
})

test('a refusal is told to whoever looks, until the next try', () => {
  const { trace, control, heard } = looking()
  control.setMode('+m')
  trace.play(`
    > MODE #tea +m
    < :irc.test 482 ada #tea :You're not channel operator
  `)
  assert.deepEqual([control.problem, heard()], ["You're not channel operator", 1])
  control.setTopic('milk first')
  trace.play('> TOPIC #tea :milk first')
  assert.equal(control.problem, '')
  assert.deepEqual(trace.log('#tea'), [])
})

test('who may change what is known beforehand', () => {
  const { trace, control } = looking()
  assert.deepEqual([control.mayChange, control.mayChangeTopic], [false, false])
  trace.play('< :bob!u@h MODE #tea -t')
  assert.deepEqual([control.mayChange, control.mayChangeTopic], [false, true])
  trace.play('< :bob!u@h MODE #tea +o ada')
  assert.equal(control.mayChange, true)
})

test('a list that a break has cut short is not told as if it were whole', () => {
  const { trace, control } = looking()
  control.ask('I')
  trace.play(`
    > MODE #tea I
    < :irc.test 346 ada #tea eve!*@*
  `)
  trace.disconnect().connect().skip()
  trace.play('< :irc.test 347 ada #tea :End of invite list')
  assert.deepEqual(control.lists.get('I'), [])
})

test('/mode alone says what is set', () => {
  const { trace } = looking()
  perform(trace.session, trace.buffer('#tea'), '/mode')
  trace.silent()
  assert.equal(trace.log('#tea').at(-1), 'server +ntk sesame')
})

test('a list that is on its way is whole, also when another is asked for', () => {
  const { trace, control } = looking()
  control.ask('b')
  trace.play('< :irc.test 367 ada #tea eve!*@*')
  control.ask('e')
  trace.play(`
    < :irc.test 367 ada #tea zed!*@*
    < :irc.test 368 ada #tea :End of ban list
    < :irc.test 349 ada #tea :End of exception list
  `)
  assert.deepEqual(
    [control.lists.get('b')?.map(({ mask }) => mask), control.lists.get('e')],
    [['eve!*@*', 'zed!*@*'], []],
  )
})
