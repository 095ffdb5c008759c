/** https://modern.ircdocs.horse/#server-queries-and-commands */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { perform, play } from '../../play.ts'
import { linked } from '../link/hub.ts'

const options = { settings: { opers: [oper('boss')] } }

test('LINKS and MAP show a server that is alone', () =>
  play(`
  alice +
  alice > LINKS
  alice < :irc.test 364 alice irc.test irc.test :0 TestNet
  alice < :irc.test 365 alice * :End of LINKS
  alice > LINKS other.*
  alice < :irc.test 365 alice other.* :End of LINKS
  alice > MAP
  alice < :irc.test 015 alice :irc.test [1TS], 1 users
  alice < :irc.test 017 alice :End of MAP
`))

test('LINKS and MAP show the tree', async () => {
  const { theatre } = await linked(options)
  await perform(
    theatre,
    `
  alice +
  alice > LINKS
  alice < :irc.test 364 alice irc.test irc.test :0 TestNet
  alice < :irc.test 364 alice hub.test irc.test :1 the hub
  alice < :irc.test 364 alice leaf.test hub.test :2 the leaf
  alice < :irc.test 364 alice tree.test hub.test :2 another
  alice < :irc.test 365 alice * :End of LINKS
  alice > MAP
  alice < :irc.test 015 alice :irc.test [1TS], 1 users
  alice < :irc.test 015 alice :\`- hub.test [0HU], 0 users
  alice < :irc.test 015 alice :   |- leaf.test [0LE], 1 users
  alice < :irc.test 015 alice :   \`- tree.test [0TR], 0 users
  alice < :irc.test 017 alice :End of MAP
`,
  )
})

test('an operator has a server dialled that the configuration knows and that is not linked', async () => {
  const { theatre, dialled } = await linked(options)
  await perform(
    theatre,
    `
  alice +
  alice > CONNECT spare.test
  alice < :irc.test 481 alice :…
  boss +
  ${rises('boss')}
  boss > CONNECT spare.test
  boss <… :irc.test NOTICE boss :spare.test is being dialled: MAP shows it when it is linked
  boss > CONNECT hub.test
  boss < :irc.test NOTICE boss :hub.test: It is linked already
  boss > CONNECT no.such
  boss < :irc.test NOTICE boss :no.such: No such link is configured
`,
    options,
  )
  assert.deepEqual(dialled, ['spare.test'])
})

test('an operator splits a server, and all behind it are gone', async () => {
  const { theatre, heard, says } = await linked(options)
  await perform(
    theatre,
    `
  boss +
  ${rises('boss')}
  boss > SQUIT no.such
  boss < :irc.test 402 boss no.such :No such server
  boss > SQUIT irc.test
  boss < :irc.test NOTICE boss :This server cannot leave itself
  boss > SQUIT leaf.test :tidying up
  boss <…
`,
    options,
  )
  assert.match(heard.at(-1)!, /^(?:@\S+ )?:1TS\S+ SQUIT 0LE :tidying up$/)
  says(':0HU SQUIT 0LE :tidying up')
  await perform(
    theatre,
    `
  alice +
  alice > WHOIS zoe
  alice < :irc.test 401 alice zoe :…
  alice <…
  boss > SQUIT hub.test
  boss <…
  alice > LINKS
  alice < :irc.test 364 alice irc.test irc.test :0 TestNet
  alice < :irc.test 365 alice * :End of LINKS
`,
    options,
  )
  assert.match(heard.at(-1)!, /^ERROR :Closing Link: 192\.0\.2\.9 \(No reason given\)$/)
})

test('who loses a nick to somebody on another server is called by its id', async () => {
  const { theatre, heard, says } = await linked(options)
  await perform(theatre, 'alice +', options)
  const earlier = Math.floor(theatre.now / 1000) - 60
  says(`:0HU EUID alice 1 ${earlier} +i al far.test 192.0.2.8 0HUAAAAAB * * :Alice too`)
  const { uid } = theatre.actors.get('alice')!.session.user
  await perform(
    theatre,
    `
  alice <… :irc.test 043 alice ${uid} :Somebody on another server has your nick: you are called by your id
  alice < :alice!~alice@192.0.2.1 NICK ${uid}
  alice > WHOIS alice
  alice <… :irc.test 311 ${uid} alice al far.test * :Alice too
`,
    options,
  )
  assert.ok(heard.some((line) => line.includes(` SAVE ${uid} `)))
})

test('operators see links in STATS and TRACE, others do not', async () => {
  const { theatre } = await linked(options)
  await perform(
    theatre,
    `
  alice +
  alice > STATS c
  alice < :irc.test 481 alice :…
  alice > TRACE hub.*
  alice <… :irc.test 262 alice irc.test :End of TRACE
  boss +
  ${rises('boss')}
  wait 7s
  boss > STATS c
  boss <… :irc.test 213 boss C * * hub.test 0 :solanum
  boss < :irc.test 244 boss H * * :hub.test
  boss < :irc.test 213 boss C * * spare.test 0 :auto
  boss < :irc.test 244 boss H * * :spare.test
  boss < :irc.test 219 boss c :End of STATS
  boss > STATS l
  boss < :irc.test 211 boss hub.test[solanum,bursting] $sent 7 0 0 :7
  boss <… :irc.test 219 boss l :End of STATS
  boss > STATS ?
  boss < :irc.test 249 boss ? :4 servers, 1 links
  boss < :irc.test 249 boss ? :$sent lines sent to servers, 7 received
  boss < :irc.test 249 boss ? :0 channels repaired
  boss < :irc.test 219 boss ? :End of STATS
  boss > TRACE hub.*
  boss < :irc.test 206 boss Serv server 3S 1C hub.test *!*@irc.test :solanum
  boss < :irc.test 262 boss irc.test :End of TRACE
`,
    options,
  )
})

test('who comes and goes with a server does so in a batch', async () => {
  const { theatre, says } = await linked(options)
  await perform(
    theatre,
    `
  alice + batch extended-join server-time
  bob +
  alice > JOIN #tea
  bob > JOIN #tea
  alice <…
  bob <…
`,
    options,
  )
  const { createdAt } = theatre.server.net.channel('#tea')!
  says(
    `:0LE EUID yan 2 ${createdAt} +i yan far.test 192.0.2.7 0LEAAAAAB * * :Yan`,
    `:0HU SJOIN ${createdAt} #tea +nt :0LEAAAAAA 0LEAAAAAB`,
    ':0HU PONG hub.test 1TS',
    ':0HU SQUIT 0LE :gone',
  )
  await perform(
    theatre,
    `
  alice < @time=… :irc.test BATCH +$join netjoin irc.test hub.test
  alice < @time=…;batch=$join :zoe!zoe@far.test JOIN #tea * Zoe
  alice < @time=…;batch=$join :yan!yan@far.test JOIN #tea * Yan
  alice < @time=… :irc.test BATCH -$join
  alice < @time=… :irc.test BATCH +$split netsplit hub.test leaf.test
  alice < @time=…;batch=$split :zoe!zoe@far.test QUIT :hub.test leaf.test
  alice < @time=…;batch=$split :yan!yan@far.test QUIT :hub.test leaf.test
  alice < @time=… :irc.test BATCH -$split
  alice <
  bob < :zoe!zoe@far.test JOIN #tea
  bob < :yan!yan@far.test JOIN #tea
  bob < :zoe!zoe@far.test QUIT :hub.test leaf.test
  bob < :yan!yan@far.test QUIT :hub.test leaf.test
  bob <
`,
    options,
  )
})
