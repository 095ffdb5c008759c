import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createLog } from '#host/log.ts'
import { redactLine } from '#host/redact.ts'

test('secrets are cut out of traced lines, whatever their form', () => {
  const cases: [string, string][] = [
    ['AUTHENTICATE SECRET64==', 'AUTHENTICATE ***'],
    ['AUTHENTICATE PLAIN', 'AUTHENTICATE PLAIN'],
    ['AUTHENTICATE SCRAM-SHA-256', 'AUTHENTICATE SCRAM-SHA-256'],
    ['AUTHENTICATE +', 'AUTHENTICATE +'],
    ['authenticate  secret', 'AUTHENTICATE ***'],
    ['PASS ann/net@phone:secret', 'PASS ***'],
    ['pass :se cret', 'PASS ***'],
    ['@label=1 :x PASS secret', '@label=1 :x PASS ***'],
    ['OPER ann secret', 'OPER ann ***'],
    ['REGISTER ann a@b.c secret', 'REGISTER ann a@b.c ***'],
    ['REGISTER * * :secret', 'REGISTER * * ***'],
    ['VERIFY ann secret', 'VERIFY ann ***'],
    ['WEBIRC secret gate host 1.2.3.4', 'WEBIRC *** *** *** ***'],
    ['PRIVMSG NickServ :IDENTIFY ann secret', 'PRIVMSG NickServ :IDENTIFY ***'],
    [
      'privmsg nickserv@services.test :register secret a@b.c',
      'PRIVMSG nickserv@services.test :register ***',
    ],
    ['PRIVMSG NickServ identify secret', 'PRIVMSG NickServ :identify ***'],
    ['PRIVMSG *status :AddNetwork secret', 'PRIVMSG *status :AddNetwork ***'],
    ['NS IDENTIFY secret', 'NS IDENTIFY ***'],
    ['NICKSERV :IDENTIFY ann secret', 'NICKSERV IDENTIFY ***'],
    ['', ''],
    ['@only=tags', ''],
  ]
  for (const [line, expected] of cases) assert.equal(redactLine(line), expected)
})

test('other lines are left as they are', () => {
  for (const line of ['PRIVMSG #tea :my PASS is full', 'privmsg ann  :IDENTIFY x', 'QUIT']) {
    assert.equal(redactLine(line), line)
  }
})

test('a log line is JSON with level and time, without what is named like a secret', () => {
  const lines: string[] = []
  const log = createLog({ level: 'debug' }, { write: (line) => lines.push(line) })
  log.info({ password: 'hunter2', user: { token: 'hunter2', name: 'ann' } }, 'hello')
  log.debug({ line: 'PASS hunter2' }, 'heard')
  log.trace('too quiet')
  log.error({ err: new Error('broken') }, 'fault')
  assert.ok(!lines.join('').includes('hunter2'))
  const [hello, heard, fault] = lines.map((line) => JSON.parse(line))
  assert.equal(lines.length, 3)
  assert.ok(Math.abs(Date.parse(hello.time) - Date.now()) < 5000)
  delete hello.time
  assert.deepEqual(hello, {
    level: 'info',
    password: '***',
    user: { token: '***', name: 'ann' },
    msg: 'hello',
  })
  assert.equal(heard.line, 'PASS ***')
  assert.equal(fault.err.message, 'broken')
})

test('a log file is made with its directory and appended to', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'causerie-'))
  t.after(() => rm(dir, { recursive: true }))
  const file = join(dir, 'logs', 'causerie.log')
  createLog({ level: 'info', file }).info('one')
  createLog({ level: 'info', file }).info('two')
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).msg),
    ['one', 'two'],
  )
})
