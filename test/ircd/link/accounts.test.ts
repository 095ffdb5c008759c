/** Two servers of ours, each with accounts of its own: one name may be two people. */
import { test } from 'node:test'
import { perform } from '../../play.ts'
import { Linked, termsOf } from './linked.ts'

const options = {
  accounts: { alice: 'secret-of-alice' },
  settings: { casemapping: 'ascii' },
} as const
const chanserv = ':ChanServ!services@a.test'

/** alice has #tea on A; on B somebody else has registered her name, and comes to it as eve. */
async function scene(): Promise<Linked> {
  const both = await Linked.open(options)
  const opening = 'alice +\n alice signs in\n'
  await perform(
    both.a,
    `${opening} alice > JOIN #tea\n alice > CS REGISTER #tea\n alice <…`,
    options,
  )
  await perform(both.b, `${opening} alice > NICK eve\n alice <…`, options)
  return both
}

test('the name of an account says nothing on a server that has accounts of its own', async () => {
  await using both = await scene()
  both.link()
  await both.onB('alice > JOIN #tea\n alice <…')
  await both.onA(`
    alice <… :eve!~alice@192.0.2.1 JOIN #tea
    alice <
    alice > NICKSERV ACC eve alice
    alice < :NickServ!services@a.test NOTICE alice :eve -> alice ACC 1
    alice > CS WHY #tea eve
    alice <> founder
    alice <…
    alice > CS FLAGS #tea eve +o
    alice < ${chanserv} NOTICE alice :There is no account eve
    bob + batch draft/chathistory message-tags server-time
    bob > PRIVMSG eve :only for the eve that I talk with
    bob <
  `)
  await both.onB('alice <… :bob!~bob@192.0.2.1 PRIVMSG eve :only for the eve that I talk with')
  await both.onA(`
    carol + batch draft/chathistory
    alice > CAP REQ :batch draft/chathistory
    alice <…
    alice > CHATHISTORY LATEST bob * 10
    alice < …BATCH +…
    alice < …BATCH -…
  `)
})

test('on one store it is one person', async () => {
  await using both = await scene()
  both.linksA.config.terms = [termsOf('b.test', { sharedAccounts: true })]
  both.link()
  await both.onB('alice > JOIN #tea\n alice <…')
  await both.onA(`
    alice <… :eve!~alice@192.0.2.1 JOIN #tea
    alice < ${chanserv} MODE #tea +qo eve eve
    alice > NICKSERV ACC eve alice
    alice < :NickServ!services@a.test NOTICE alice :eve -> alice ACC 3
  `)
})
