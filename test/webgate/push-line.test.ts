/** What the service worker makes of the line in a push. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { shownOf, type Wishes } from '../../webgate/client/worker-push.ts'

const at = Date.UTC(2026, 1, 1, 10)
const wishes: Wishes = { language: 'en', ignored: [], exceptions: [], levels: {} }
const tags = '@msgid=m1;time=2026-02-01T10:00:00.000Z;causerie/network=n1'

test('a call reads as who, where and what, and leads to its conversation', () => {
  assert.deepEqual(shownOf(`${tags} :bob!b@h PRIVMSG @#tea :\x02mia\x02, tea?`, wishes), {
    is: 'call',
    title: 'bob · #tea',
    body: 'mia, tea?',
    tag: 'm1',
    data: { network: 'n1', target: '#tea', at },
  })
  const waves = shownOf(`${tags} :bob!b@h PRIVMSG mia :\x01ACTION waves\x01`, wishes)
  assert.ok(waves?.is === 'call')
  assert.deepEqual([waves.title, waves.body, waves.data.target], ['bob', 'bob waves', 'bob'])
})

test('an invitation is told in the language of the browser', () => {
  const told = (language: string) => {
    const shown = shownOf(`${tags} :bob!b@h INVITE mia #tea`, { ...wishes, language })
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
  assert.deepEqual(shownOf(line, wishes), {
    is: 'read',
    data: { network: 'n1', target: '#tea', at },
  })
  for (const other of ['', '@a', ':b NOTE WEBPUSH REGISTERED :hello', ':bob!b@h TAGMSG mia']) {
    assert.equal(shownOf(other, wishes), undefined, other)
  }
})

test('a long text is cut, and a line without an id has a tag of its own all the same', () => {
  const shown = shownOf(`:bob!b@h PRIVMSG mia :${'x'.repeat(400)}`, wishes)
  assert.ok(shown?.is === 'call')
  assert.equal(shown.body.length, 200)
  assert.equal(shown.tag, ' bob 0')
})

test('whom the reader does not want to hear, and what is quiet, shows nothing', () => {
  const said = `${tags} :bob!b@h PRIVMSG #Tea :mia, says the robot`
  const shown = (more: Partial<Wishes>, line = said) => shownOf(line, { ...wishes, ...more })?.is
  assert.equal(
    shown({ ignored: ['eve'], exceptions: ['bot'], levels: { 'n2 #tea': 'none' } }),
    'call',
  )
  assert.equal(shown({ ignored: ['*!*@h'] }), undefined)
  assert.equal(shown({ ignored: ['bob'] }, `${tags} :bob!b@h INVITE mia #tea`), undefined)
  assert.equal(shown({ exceptions: ['robot'] }), undefined)
  assert.equal(shown({ levels: { 'n1 #tea': 'none' } }), undefined)
  assert.equal(shown({ levels: { 'n1 #tea': 'mentions' } }), 'call')
})
