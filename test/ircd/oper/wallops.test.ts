/** https://modern.ircdocs.horse/#wallops-message */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

const options = { settings: { opers: [oper('boss')] } }

test('WALLOPS goes to all who set +w', () =>
  play(
    `
  alice +
  bob +
  carol +
  bob > MODE bob +w
  bob < :bob MODE bob +w
  ${rises('alice')}
  alice > WALLOPS :the kettle is on
  bob < :alice!~alice@192.0.2.1 WALLOPS :the kettle is on
  carol <
  alice <
`,
    options,
  ))

for (const verb of ['OPERWALL', 'GLOBOPS', 'LOCOPS', 'CHATOPS']) {
  test(`${verb}: what operators say to each other reaches only them`, () =>
    play(
      `
  alice +
  bob +
  carol +
  carol > MODE carol +w
  carol <…
  ${rises('alice')}
  ${rises('bob')}
  alice > ${verb} :who watches the milk?
  bob < :alice!~alice@192.0.2.1 WALLOPS :${verb} - who watches the milk?
  alice < :alice!~alice@192.0.2.1 WALLOPS :${verb} - who watches the milk?
  carol <
  carol > ${verb} :me
  carol < :irc.test 481 carol :…
`,
      options,
    ))
}

test('a notice to $$mask reaches everybody on servers that fit, $#mask those whose host does', () =>
  play(
    `
  alice +
  bob +
  carol connects from 198.51.100.7
  carol > NICK carol
  carol > USER carol 0 * :Carol
  carol <…
  alice > NOTICE $$* :hello
  alice < :irc.test 481 alice :…
  ${rises('alice')}
  alice > NOTICE $$*.test :the kettle is on
  bob < :alice!~alice@192.0.2.1 NOTICE $$*.test :the kettle is on
  carol < :alice!~alice@192.0.2.1 NOTICE $$*.test :the kettle is on
  alice > PRIVMSG $#198.51.100.* :only you
  carol < :alice!~alice@192.0.2.1 PRIVMSG $#198.51.100.* :only you
  bob <
  alice > NOTICE $$other.* :nobody
  bob <
`,
    options,
  ))
