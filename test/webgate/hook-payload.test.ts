import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { formatted } from '../../webgate/hooks/mrkdwn.ts'
import { readPayload } from '../../webgate/hooks/payload.ts'
import { nickOf } from '../../webgate/hooks/speaker.ts'

const json = 'application/json'

function linesOf(payload: unknown): string[] {
  const message = readPayload(Buffer.from(JSON.stringify(payload)), json)
  assert.ok(typeof message !== 'string', String(message))
  return message.lines
}

test("Slack's markup, and Mattermost's, become IRC's formatting", () => {
  const cases: [string, string][] = [
    ['plain', 'plain'],
    ['*bold* and _italic_ and ~struck~', '\x02bold\x02 and \x1ditalic\x1d and \x1estruck\x1e'],
    ['**bold** ~~struck~~', '\x02bold\x02 \x1estruck\x1e'],
    ['*_both_*', '\x02\x1dboth\x1d\x02'],
    ['snake_case_name 2*3*4 a~b~c * alone *', 'snake_case_name 2*3*4 a~b~c * alone *'],
    ['`*code* <a>`', '\x11*code* <a>\x11'],
    ['<https://a.example/x_y_z|the page>', 'the page (https://a.example/x_y_z)'],
    ['<https://a.example>', 'https://a.example'],
    ['https://a.example/*x*?a=1&amp;b=2', 'https://a.example/*x*?a=1&b=2'],
    ['[the page](https://a.example)', 'the page (https://a.example)'],
    ['<@U123|ann> in <#C1|tea>: <!here> <!subteam^S1|@team>', '@ann in #tea: @here @team'],
    ['<mailto:a@b.example|write>', 'write'],
    ['1 &lt; 2 &amp;&amp; 3 &gt; 2, &amp;lt;', '1 < 2 && 3 > 2, &lt;'],
    ['# Heading', '\x02Heading\x02'],
    ['- item', '• item'],
    ['tab\there \x03four \x01ACTION', 'tab here four ACTION'],
  ]
  for (const [text, irc] of cases) assert.deepEqual(formatted(text), [irc], text)
  assert.deepEqual(formatted('a\r\n\nb\n```\n *x*\n  y\n```c'), [
    'a',
    'b',
    '\x11 *x*\x11',
    '\x11  y\x11',
    'c',
  ])
})

test('no text can smuggle a second line, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const line of formatted(text)) {
        assert.doesNotMatch(line, /[\r\n\0\x01]/)
        assert.notEqual(line, '')
      }
    }),
  )
})

test('whatever a line holds, a request full of it is read in moments', () => {
  const marks = ['[', '[](http://a', '![a](', '**a ', '**', '~~a ', '~', '*a ', '_a ', '`a', '<a|']
  for (const mark of marks) {
    const began = performance.now()
    formatted(mark.repeat(256_000 / mark.length))
    const ms = performance.now() - began
    assert.ok(ms < 5000, `${mark} took ${ms} ms`)
  }
})

test('attachments are shown with their bar, their title, their fields', () => {
  const lines = linesOf({
    text: 'Build',
    attachments: [
      {
        fallback: 'not shown',
        pretext: 'before',
        color: 'danger',
        author_name: 'CI',
        title: 'Job 7',
        title_link: 'https://ci.example/7',
        text: 'It *failed*',
        fields: [
          { title: 'Branch', value: 'main', short: true },
          { title: 'By', value: 'ann', short: true },
          { title: 'Log', value: 'one\ntwo', short: false },
        ],
        footer: 'ci',
      },
      { fallback: 'only this', color: '#36a64f' },
    ],
  })
  const bar = '\x0304▌\x03'
  assert.deepEqual(lines, [
    'Build',
    'before',
    `${bar} CI`,
    `${bar} \x02Job 7\x02 (https://ci.example/7)`,
    `${bar} It \x02failed\x02`,
    `${bar} \x02Branch:\x02 main  \x02By:\x02 ann`,
    `${bar} \x02Log:\x02 one`,
    `${bar} two`,
    `${bar} ci`,
    '\x0436A64F▌\x04 only this',
  ])
})

test('blocks are shown where there is no text', () => {
  const blocks = [
    { type: 'header', text: { type: 'plain_text', text: 'Head *not*' } },
    { type: 'divider' },
    {
      type: 'section',
      text: { type: 'mrkdwn', text: '*x*' },
      fields: [{ type: 'mrkdwn', text: 'f' }],
    },
    { type: 'context', elements: [{ type: 'mrkdwn', text: 'c' }] },
    { type: 'image', alt_text: 'a cat', image_url: 'https://a.example/cat.png' },
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'rich ' },
            { type: 'link', url: 'https://a.example', text: 'page' },
          ],
        },
      ],
    },
  ]
  assert.deepEqual(linesOf({ blocks }), [
    '\x02Head *not*\x02',
    '\x02x\x02',
    'f',
    'c',
    'a cat https://a.example/cat.png',
    'rich page (https://a.example)',
  ])
  assert.deepEqual(linesOf({ text: 'text', blocks }), ['text'])
})

test('what is no message is said in the words of Slack', () => {
  const read = (body: string, type = json) => readPayload(Buffer.from(body), type)
  assert.equal(read('{'), 'invalid_payload')
  assert.equal(read('[]'), 'invalid_payload')
  assert.equal(read('null'), 'invalid_payload')
  assert.equal(read('{}'), 'no_text')
  assert.equal(read('{"text": " \\n "}'), 'no_text')
  assert.equal(read('{"text": {"a": 1}, "attachments": 5}'), 'no_text')
  const many = { text: 'x', attachments: Array(101).fill({}) }
  assert.equal(read(JSON.stringify(many)), 'too_many_attachments')
  const form = 'application/x-www-form-urlencoded'
  assert.equal(read('nothing=1', form), 'invalid_payload')
  for (const body of ['payload=%7B%22text%22%3A%22a+b%22%7D', '{"text":"a b"}']) {
    assert.deepEqual(read(body, form), { lines: ['a b'], username: undefined })
  }
})

test('blocks nested without end are left out, whatever stands beside them is read', () => {
  let tree: object = { type: 'text', text: 'deep' }
  for (let depth = 0; depth < 9000; depth++) tree = { elements: [tree] }
  const post = (fields: object) => readPayload(Buffer.from(JSON.stringify(fields)), '')
  const blocks = [{ type: 'rich_text', elements: [tree] }]
  assert.equal(post({ blocks }), 'no_text')
  const shallow = { type: 'section', text: { type: 'plain_text', text: 'shallow' } }
  assert.deepEqual(post({ blocks: [...blocks, shallow] }), {
    lines: ['shallow'],
    username: undefined,
  })
})

test('any name becomes a nick', () => {
  assert.equal(nickOf('build'), 'build')
  assert.equal(nickOf('7up'), 'h7up')
  assert.equal(nickOf('my build!'), 'my-build-')
  assert.equal(nickOf('Émile'), 'E-mile')
  assert.equal(nickOf(''), 'hook')
})
