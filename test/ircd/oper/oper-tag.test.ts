/** draft/oper-tag */
import { test } from 'node:test'
import { oper } from '../../opers.ts'
import { play } from '../../play.ts'

const opers = [oper('boss'), oper('plain', { rank: '' })]

test('the lines of an operator are marked, with its class', () =>
  play(
    `
  alice +
  bob + draft/oper-tag
  carol +
  alice > OPER boss sesame
  alice > PRIVMSG bob :hello
  bob < @draft/oper=admin :alice!~alice@192.0.2.1 PRIVMSG bob :hello
  alice > PRIVMSG carol :hello
  carol < :alice!~alice@192.0.2.1 PRIVMSG carol :hello
  carol > PRIVMSG bob :hello
  bob < :carol!~carol@192.0.2.1 PRIVMSG bob :hello
`,
    { settings: { opers } },
  ))

test('a class without a name is a tag without a value', () =>
  play(
    `
  alice +
  bob + draft/oper-tag
  alice > OPER plain sesame
  alice > PRIVMSG bob :hello
  bob < @draft/oper :alice!~alice@192.0.2.1 PRIVMSG bob :hello
`,
    { settings: { opers } },
  ))

test('a hidden operator is not marked', () =>
  play(
    `
  alice +
  bob + draft/oper-tag
  alice > OPER boss sesame
  alice > MODE alice +H
  alice > PRIVMSG bob :hello
  bob < :alice!~alice@192.0.2.1 PRIVMSG bob :hello
`,
    { settings: { opers } },
  ))
