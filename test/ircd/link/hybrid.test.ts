/** The wire examples are those of ircd-hybrid 8.2.43 and Anope 2.0.12. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { format, parse } from '#wire/message.ts'
import { readHybrid, writeHybrid } from '../../../ircd/link/hybrid.ts'

const read = (line: string) => readHybrid(parse(line)!).map(format)
const write = (line: string) => writeHybrid(parse(line)!).map(format)

test('their users are read as Solanum introduces them, and ours are written as they do', () => {
  const theirs = ':0HY UID hal 1 1795 +i hal v.host r.host 192.0.2.1 0HYAAAAAA * :real hal'
  const ours = ':0HY EUID hal 1 1795 +i hal v.host 192.0.2.1 0HYAAAAAA r.host * :real hal'
  assert.deepEqual(read(theirs), [ours])
  assert.deepEqual(write(ours), [theirs])
  assert.deepEqual(write(':1CA EUID a 1 5 + a h 0 1CAAAAAAA * ann :A'), [
    ':1CA UID a 1 5 + a h h 0.0.0.0 1CAAAAAAA ann A',
  ])
})

test('user modes that mean something else are left out', () => {
  assert.deepEqual(read(':0HYAAAAAA MODE 0HYAAAAAA :+aflosw'), [':0HYAAAAAA MODE 0HYAAAAAA +ow'])
  assert.deepEqual(read(':0HY UID h 1 5 +iSr h v r 1.2.3.4 0HYAAAAAA acc :x'), [
    ':0HY EUID h 1 5 +iZ h v 1.2.3.4 0HYAAAAAA r acc x',
  ])
})

test('channel modes that mean something else are left out, with their parameters', () => {
  assert.deepEqual(read(':0HY SJOIN 5 #h +ntrSlk 25 sekrit :@0HYAAAAAA'), [
    ':0HY SJOIN 5 #h +ntlk 25 sekrit @0HYAAAAAA',
  ])
  assert.deepEqual(read(':0HYAAAAAA TMODE 5 #h +qo-l 0HYAAAAAB 0HYAAAAAC'), [
    ':0HYAAAAAA TMODE 5 #h +o-l 0HYAAAAAC',
  ])
  assert.deepEqual(read(':0HYAAAAAA TMODE 5 #h +MC'), [])
  assert.deepEqual(read(':0HY BMASK 5 #h b :a!*@* b!*@*'), [':0HY BMASK 5 #h b :a!*@* b!*@*'])
})

test('topics: with their time in a burst, by whom they are set else', () => {
  assert.deepEqual(read(':0HY TBURST 5 #h 6 hal!hal@h :hybrid topic'), [
    ':0HY ETB 5 #h 6 hal!hal@h :hybrid topic',
  ])
  assert.deepEqual(write(':1CA ETB 5 #h 6 ann!a@h :tea time'), [
    ':1CA TBURST 5 #h 6 ann!a@h :tea time',
  ])
  assert.deepEqual(write(':1CAAAAAAA ETB 5 #h 6 ann!a@h :tea time'), [
    ':1CAAAAAAA TOPIC #h :tea time',
  ])
})

test('servers have flags there, and say when they have told everything', () => {
  assert.deepEqual(read(':0HY SID leaf.test 2 0LE +h :a leaf'), [
    ':0HY SID leaf.test 2 0LE :a leaf',
  ])
  assert.deepEqual(write(':1CA SID leaf.test 2 0LE :a leaf'), [
    ':1CA SID leaf.test 2 0LE + :a leaf',
    ':0LE EOB',
  ])
  assert.deepEqual(read(':0HY EOB'), [])
})

test('services log in, change hosts and nicks, kill and ban with verbs of their own', () => {
  const pairs: [string, string][] = [
    [':00A SVSACCOUNT 9PAAAAAAB 0 zoe', ':00A ENCAP * SU 9PAAAAAAB zoe'],
    [':00A SVSACCOUNT 9PAAAAAAB 0 *', ':00A ENCAP * SU 9PAAAAAAB'],
    [':00A SVSHOST 9PAAAAAAB 0 v.host', ':00A CHGHOST 9PAAAAAAB v.host'],
    [':00A SVSNICK 9PAAAAAAB 5 Guest1 9', ':00A ENCAP * RSFNC 9PAAAAAAB Guest1 9 5'],
    [':00A KLINE * 300 u h.test :bad guy', ':00A ENCAP * KLINE 300 u h.test :bad guy'],
    [':00A UNKLINE * u h.test', ':00A ENCAP * UNKLINE u h.test'],
    [':00A RESV * 0 ChanServ :for services', ':00A ENCAP * RESV 0 ChanServ 0 :for services'],
    [':00A UNRESV * ChanServ', ':00A ENCAP * UNRESV ChanServ'],
  ]
  for (const [theirs, solanum] of pairs) {
    assert.deepEqual(read(theirs), [solanum])
    assert.deepEqual(write(solanum), [theirs])
  }
  assert.deepEqual(read(':00A SVSKILL 9PAAAAAAB 5 :enough'), [':00A KILL 9PAAAAAAB :00A (enough)'])
  assert.deepEqual(write(':1CAAAAAAA ENCAP * LOGIN ann'), [':1CA SVSACCOUNT 1CAAAAAAA 0 ann'])
})

test('what has no name there is not said, and tags never are', () => {
  const unsaid = [
    ':1CAAAAAAA TAGMSG #h',
    ':1CAAAAAAA SETNAME :x',
    ':1CA ENCAP * GCAP :QS',
    ':1CAAAAAAA OPER ann',
  ]
  for (const line of unsaid) assert.deepEqual(write(line), [])
  assert.deepEqual(write('@time=x;msgid=y :1CAAAAAAA PRIVMSG #h :hello there'), [
    ':1CAAAAAAA PRIVMSG #h :hello there',
  ])
  assert.deepEqual(write(':1CA SAVE 0HYAAAAAA 17'), [':0HYAAAAAA NICK 0HYAAAAAA 100'])
  assert.deepEqual(write(':1CA EBMASK 5 #h b :a!*@* 5 x b!*@* 6 y'), [
    ':1CA BMASK 5 #h b :a!*@* b!*@*',
  ])
})
