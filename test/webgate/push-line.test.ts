/** What the service worker makes of the line in a push. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { shownOf } from '../../webgate/client/worker-push.ts'

const at = Date.UTC(2026, 1, 1, 10)
const tags = '@msgid=m1;time=2026-02-01T10:00:00.000Z;causerie/network=n1'

test('a call reads as who, where and what, and leads to its conversation', () => {
  assert.deepEqual(shownOf(`${tags} :bob!b@h PRIVMSG @#tea :\x02mia\x02, tea?`, 'en'), {
    is: 'call',
    title: 'bob · #tea',
    body: 'mia, tea?',
    tag: 'm1',
    data: { network: 'n1', target: '#tea', at },
  })
  const waves = shownOf(`${tags} :bob!b@h PRIVMSG mia :\x01ACTION waves\x01`, 'en')
  assert.ok(waves?.is === 'call')
  assert.deepEqual([waves.title, waves.body, waves.data.target], ['bob', 'bob waves', 'bob'])
})

test('an invitation is told in the language of the browser', () => {
  const told = (language: string) => {
    const shown = shownOf(`${tags} :bob!b@h INVITE mia #tea`, language)
    assert.ok(shown?.is === 'call')
    assert.equal(shown.data.target, '#tea')
    return shown.body
  }
  assert.equal(told('en-GB'), 'invites you to #tea')
  assert.equal(told('fr'), 'vous invite dans #tea')
  assert.equal(told('de'), told('en'))
})

test('a marker takes notifications away, and what is no news shows nothing', () => {
  const line = '@causerie/network=n1 :b MARKREAD #tea timestamp=2026-02-01T10:00:00.000Z'
  assert.deepEqual(shownOf(line, 'en'), { is: 'read', data: { network: 'n1', target: '#tea', at } })
  for (const other of ['', '@a', ':b NOTE WEBPUSH REGISTERED :hello', ':bob!b@h TAGMSG mia']) {
    assert.equal(shownOf(other, 'en'), undefined, other)
  }
})

test('a long text is cut, and a line without an id has a tag of its own all the same', () => {
  const shown = shownOf(`:bob!b@h PRIVMSG mia :${'x'.repeat(400)}`, 'en')
  assert.ok(shown?.is === 'call')
  assert.equal(shown.body.length, 200)
  assert.equal(shown.tag, ' bob 0')
})
