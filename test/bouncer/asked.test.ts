import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Message, parse } from '#wire/message.ts'
import { Asked } from '../../bouncer/asked.ts'

function open(): { asked: Asked<string>; ask: (asker: string, text: string) => string } {
  const asked = new Asked<string>((name) => name.toLowerCase())
  const ask = (asker: string, text: string) => {
    const line = parse(text)!
    const label = asked.label(line)
    asked.ask(asker, line, line.params[0]?.startsWith('#') === true, label)
    return label
  }
  return { asked, ask }
}

const line = (text: string): Message => parse(text)!

test('a labelled answer is whose label it has, whatever the order', () => {
  const { asked, ask } = open()
  const first = ask('phone', 'WHOIS bob')
  const second = ask('desk', 'WHOIS carol')
  assert.equal(asked.trace(line(`@label=${second} :s BATCH +x labeled-response`)), true)
  const inside = line('@batch=x :s 311 me bob u h * :Bob')
  assert.equal(asked.trace(inside), false)
  assert.equal(inside.tags!.size, 0)
  assert.deepEqual(asked.answer(inside), { asker: 'desk' })
  assert.equal(asked.trace(line(':s BATCH -x')), true)
  const alone = line(`@label=${first} :s 401 me bob :No such nick`)
  assert.equal(asked.trace(alone), false)
  assert.deepEqual(asked.answer(alone), { asker: 'phone' })
  assert.equal(asked.answer(line(':s 318 me bob :End')), undefined)
})

test('what comes without a label while labelled questions are open is for everybody', () => {
  const { asked, ask } = open()
  ask('phone', 'NAMES #tea')
  assert.equal(asked.answer(line(':s 366 me #tea :End')), undefined)
})

test('an ACK hands the question over to the order of answers', () => {
  const { asked, ask } = open()
  const label = ask('phone', 'WHOIS bob')
  assert.equal(asked.trace(line(`@label=${label} :s ACK`)), true)
  assert.deepEqual(asked.answer(line(':s 311 me bob u h * :Bob')), { asker: 'phone' })
})

test('what is said carries no label', () => {
  const { ask } = open()
  for (const text of ['PRIVMSG #tea :x', 'NOTICE #tea :x', 'TAGMSG #tea']) {
    assert.equal(ask('phone', text), '')
  }
})

test('that somebody joins is news for everybody, that they may not is not', () => {
  const { asked, ask } = open()
  const first = ask('phone', 'JOIN #tea')
  const names = line(`@label=${first} :s 353 me = #tea :me`)
  asked.trace(names)
  assert.equal(asked.answer(names), undefined)
  const second = ask('phone', 'JOIN #milk')
  const refused = line(`@label=${second} :s 474 me #milk :Banned`)
  asked.trace(refused)
  assert.deepEqual(asked.answer(refused), { asker: 'phone' })
  assert.deepEqual(asked.takeEnded(), ['phone', 'phone'])
})
