/** HostServ: hosts of people's own choice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { perform, play } from '../../play.ts'
import { guarded } from '../../protected.ts'
import { Theatre } from '../../theatre.ts'

const hostserv = ':HostServ!services@irc.test'
const options = {
  accounts: { alice: 'secret-of-alice', bob: 'secret-of-bob' },
  settings: { opers: [oper('boss')] },
}

test('what somebody asks for, an operator gives, and everybody sees it', () =>
  play(
    `
  alice +
  bob   + chghost
  boss  +
  alice signs in
  ${rises('boss')}
  boss  > MODE boss +s +v
  boss  <…
  alice > JOIN #tea
  bob   > JOIN #tea
  bob   <…
  alice <…
  alice > HS REQUEST tea/lover
  alice < ${hostserv} NOTICE alice :You have asked for tea/lover: operators of the network decide
  boss  <… :irc.test NOTICE boss :…vhost…tea/lover…
  alice > HOSTSERV REQUEST milk/lover
  alice < ${hostserv} NOTICE alice :You have asked before: wait 60 minutes
  boss  > HS WAITING
  boss  < ${hostserv} NOTICE boss :  alice: no host, asks for tea/lover
  boss  < ${hostserv} NOTICE boss :1 wait
  boss  > HS ACTIVATE alice
  boss  <… ${hostserv} NOTICE boss :alice: tea/lover is yours
  bob   < :alice!~alice@192.0.2.1 CHGHOST ~alice tea/lover
  alice < :irc.test 396 alice tea/lover :…
  alice < :MemoServ!services@irc.test NOTICE alice :A new memo from HostServ: /msg MemoServ READ NEW
  alice > HS OFF
  bob   < :alice!~alice@tea/lover CHGHOST ~alice 192.0.2.1
  alice <…
  alice > HS INFO
  alice < ${hostserv} NOTICE alice :  alice: tea/lover (off)
  alice > HS ON
  bob   < :alice!~alice@192.0.2.1 CHGHOST ~alice tea/lover
  alice <… ${hostserv} NOTICE alice :tea/lover is shown
`,
    options,
  ))

test('a refusal is said with its reason, also to who is not here', () =>
  play(
    `
  alice +
  boss  +
  alice signs in
  ${rises('boss')}
  alice > HS REQUEST tea/lover
  boss  > HS REJECT alice too sweet
  boss  < ${hostserv} NOTICE boss :alice: tea/lover was refused: too sweet
  alice <…
  alice > MS READ NEW
  alice <… :MemoServ!services@irc.test NOTICE alice :   tea/lover was refused: too sweet
  boss  > HS REJECT alice
  boss  < ${hostserv} NOTICE boss :alice has asked for nothing
`,
    options,
  ))

test('who signs in is seen with its host from the first, and after signing in later', () =>
  play(
    `
  boss  +
  ${rises('boss')}
  boss  > HS SET alice tea/lover
  boss  < ${hostserv} NOTICE boss :alice has the host tea/lover
  alice connects
  alice > PASS :alice:secret-of-alice
  alice > NICK alice
  alice > USER alice 0 * :alice
  alice <… :irc.test 396 alice tea/lover :…
  alice < :irc.test 001 alice :Welcome to the TestNet network, alice!~alice@tea/lover
  alice drops
  alice +
  alice signs in
  boss  > WHOIS alice
  boss  < :irc.test 311 boss alice ~alice tea/lover * …
  boss  <… :irc.test 378 boss alice :…192.0.2.1…
  boss  <…
  boss  > HS LIST *lover
  boss  < ${hostserv} NOTICE boss :  alice: tea/lover
  boss  < ${hostserv} NOTICE boss :1 hosts
  boss  > HS DEL alice
  boss  <… ${hostserv} NOTICE boss :alice has no host any more
  boss  > WHOIS alice
  boss  < :irc.test 311 boss alice ~alice 192.0.2.1 * …
`,
    options,
  ))

test('who takes its host off again is hidden as it would be without, not as it was before', () =>
  play(
    `
  alice +
  boss  +
  alice signs in
  ${rises('boss')}
  boss  > HS SET alice tea/lover
  boss  <…
  alice > NS LOGOUT
  boss  > WHOIS alice
  boss  < :irc.test 311 boss alice ~alice ….cloak * …
  boss  <…
  alice > MODE alice -x
  alice signs in
  alice > MODE alice +x
  alice > HS OFF
  boss  > WHOIS alice
  boss  < :irc.test 311 boss alice ~alice user/alice * …
  boss  <…
  local connects from 127.0.0.1
  local > PASS :bob:secret-of-bob
  local > NICK local
  local > USER local 0 * :local
  local <… :irc.test 001 local :…@user/bob
  local > NS LOGOUT
  boss  > WHOIS local
  boss  < :irc.test 311 boss local ~local 127.0.0.1 * …
`,
    {
      ...options,
      settings: {
        ...options.settings,
        protection: guarded({ cloak: { enabled: true, accounts: true } }),
      },
    },
  ))

test('what is offered everybody takes', () =>
  play(
    `
  alice +
  boss  +
  alice signs in
  ${rises('boss')}
  boss  > HS OFFER $account.tea.example
  boss  < ${hostserv} NOTICE boss :$account.tea.example is offered to everybody
  alice > HS OFFERLIST
  alice < ${hostserv} NOTICE alice :  $account.tea.example
  alice < ${hostserv} NOTICE alice :1 hosts are offered
  alice > HS TAKE $account.tea.example
  alice < :irc.test 396 alice alice.tea.example :…
  alice < ${hostserv} NOTICE alice :alice.tea.example is yours
  alice > HS TAKE milk.example
  alice < ${hostserv} NOTICE alice :milk.example is not offered
  boss  > HS UNOFFER $account.tea.example
  boss  <… ${hostserv} NOTICE boss :$account.tea.example is offered no longer
  boss  > HS UNOFFER $account.tea.example
  boss  < ${hostserv} NOTICE boss :$account.tea.example is not offered
`,
    options,
  ))

test("no address, no host of the server's own, and nothing that is no host", () =>
  play(
    `
  alice + standard-replies
  alice signs in
  alice > HS REQUEST 192.0.2.7
  alice < :irc.test FAIL HS INVALID_HOSTNAME 192.0.2.7 :…
  alice > HS REQUEST 2001:db8::1
  alice < :irc.test FAIL HS INVALID_HOSTNAME 2001:db8::1 :…
  alice > HS REQUEST user/bob
  alice < :irc.test FAIL HS INVALID_HOSTNAME user/bob :…
  alice > HS REQUEST irc.test
  alice < :irc.test FAIL HS INVALID_HOSTNAME irc.test :…
  alice > HS REQUEST a.b.cloak
  alice < :irc.test FAIL HS INVALID_HOSTNAME a.b.cloak :…
  alice > HS REQUEST tea
  alice < :irc.test FAIL HS INVALID_HOSTNAME tea :…
  alice > HS ON
  alice < :irc.test FAIL HS NO_VHOST :You have no host: see HELP REQUEST
  alice > HS SET alice tea/lover
  alice < :irc.test FAIL HS PRIVILEGE_NEEDED SET :Only operators of the network may SET
`,
    options,
  ))

test('a vhost is there after a restart, and gone with its account', async () => {
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `boss +\n${rises('boss')}\nboss > HS SET alice tea/lover\nboss <…\n`,
    options,
  )
  const kept = await theatre.store.shelf<{ host: string }>('vhosts').get('alice')
  assert.equal(kept?.host, 'tea/lover')
  await theatre.accounts.remove('alice')
  await theatre.accounts.catchUp()
  await perform(theatre, `boss > HS LIST\nboss < ${hostserv} NOTICE boss :0 hosts\n`, options)
})
