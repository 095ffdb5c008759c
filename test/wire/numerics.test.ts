/** https://modern.ircdocs.horse/#numerics and https://ircv3.net/specs/extensions/standard-replies */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as replies from '#wire/numerics.ts'

type Make = (...given: unknown[]) => replies.Reply

const numerics = Object.entries(replies as unknown as Record<string, Make>)
  .filter(([name]) => /^(RPL|ERR)_/.test(name))
  .map(([name, make]) => ({ name, reply: make('x', 1, 'y', 'z', 'a', 'b', 'c') }))

test('a numeric has three digits, is addressed, and ends with a text or a value', () => {
  assert(numerics.length > 80)
  for (const { name, reply } of numerics) {
    assert.match(reply.verb, /^\d{3}$/, name)
    assert.equal(reply.addressed, true, name)
    assert(reply.params.length >= 1, name)
    assert(
      reply.params.every((param) => typeof param === 'string'),
      name,
    )
  }
})

test('refusals are in the four, five, six and nine hundreds, and replies are not in the four', () => {
  for (const { name, reply } of numerics) {
    const hundred = Number(reply.verb[0])
    if (name.startsWith('ERR_')) assert([4, 5, 6, 9].includes(hundred), name)
    else assert(hundred !== 4 && hundred !== 5, name)
  }
})

test('no two names share a number', () => {
  const verbs = numerics.map(({ reply }) => reply.verb)
  assert.equal(new Set(verbs).size, verbs.length)
})

test('names and numbers belong together as the registry has them', () => {
  const known: Record<string, string> = {
    RPL_WELCOME: '001',
    RPL_ISUPPORT: '005',
    RPL_UMODEIS: '221',
    RPL_LUSERCLIENT: '251',
    RPL_AWAY: '301',
    RPL_WHOISUSER: '311',
    RPL_ENDOFWHO: '315',
    RPL_LIST: '322',
    RPL_CHANNELMODEIS: '324',
    RPL_CREATIONTIME: '329',
    RPL_WHOISACCOUNT: '330',
    RPL_TOPIC: '332',
    RPL_TOPICWHOTIME: '333',
    RPL_INVITING: '341',
    RPL_INVEXLIST: '346',
    RPL_EXCEPTLIST: '348',
    RPL_WHOREPLY: '352',
    RPL_NAMREPLY: '353',
    RPL_ENDOFNAMES: '366',
    RPL_BANLIST: '367',
    ERR_NOSUCHNICK: '401',
    ERR_NOSUCHCHANNEL: '403',
    ERR_CANNOTSENDTOCHAN: '404',
    ERR_INVALIDCAPCMD: '410',
    ERR_INPUTTOOLONG: '417',
    ERR_UNKNOWNCOMMAND: '421',
    ERR_NICKNAMEINUSE: '433',
    ERR_NOTONCHANNEL: '442',
    ERR_NEEDMOREPARAMS: '461',
    ERR_CHANNELISFULL: '471',
    ERR_UNKNOWNMODE: '472',
    ERR_INVITEONLYCHAN: '473',
    ERR_BANNEDFROMCHAN: '474',
    ERR_BADCHANNELKEY: '475',
    ERR_BADCHANMASK: '476',
    ERR_CHANOPRIVSNEEDED: '482',
    RPL_WHOISSECURE: '671',
    ERR_INVALIDMODEPARAM: '696',
    RPL_LOGGEDIN: '900',
    RPL_SASLSUCCESS: '903',
    ERR_SASLFAIL: '904',
    ERR_SASLTOOLONG: '905',
    ERR_SASLABORTED: '906',
    ERR_SASLALREADY: '907',
    RPL_SASLMECHS: '908',
  }
  const made = new Map(numerics.map(({ name, reply }) => [name, reply.verb]))
  for (const [name, verb] of Object.entries(known)) assert.equal(made.get(name), verb, name)
})

test('standard replies name the command, the code, what it is about, and say it in words', () => {
  assert.deepEqual(replies.fail('JOIN', 'CODE', 'Why not', 'a', 'b'), {
    verb: 'FAIL',
    params: ['JOIN', 'CODE', 'a', 'b', 'Why not'],
    addressed: false,
  })
  assert.equal(replies.note('JOIN', 'CODE', 'Just so').verb, 'NOTE')
})
