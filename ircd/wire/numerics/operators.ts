/**
 * What operators of the network are told, and what is told about them.
 * Sources: https://modern.ircdocs.horse/#numerics, https://defs.ircdocs.horse/defs/numerics
 */
import { numeric } from '#wire/numerics.ts'

export const RPL_SNOMASK = numeric('008', (letters: string) => [letters, 'Server notice mask'])
export const RPL_YOUREOPER = numeric('381', () => ['You are now an operator of the network'])
export const RPL_REHASHING = numeric('382', () => ['configuration', 'has been read again'])
export const RPL_HOSTHIDDEN = numeric('396', (host: string) => [host, 'is now your displayed host'])
export const ERR_CANTKILLSERVER = numeric('483', () => ['You cannot kill a server'])
export const ERR_NOOPERHOST = numeric('491', () => ['No operator may come from where you are'])

export const ERR_RESERVED = numeric('432', (nick: string, why: string) => [
  nick,
  `This nickname is reserved: ${why}`,
])
export const ERR_UNAVAILRESOURCE = numeric('437', (name: string, why: string) => [
  name,
  `This name is not available: ${why}`,
])

// WHOIS

export const RPL_WHOISCERTFP = numeric('276', (nick: string, fingerprint: string) => [
  nick,
  `has client certificate fingerprint ${fingerprint}`,
])
export const RPL_WHOISOPERATOR = numeric('313', (nick: string, title: string) => [nick, title])
export const RPL_WHOISSPECIAL = numeric('320', (nick: string, text: string) => [nick, text])
export const RPL_WHOISCOUNTRY = numeric('344', (nick: string, country: string) => [
  nick,
  country,
  `is connecting from ${country}`,
])
export const RPL_WHOISASN = numeric('569', (nick: string, asn: number, holder: string) => [
  nick,
  String(asn),
  `is connecting from AS${asn}${holder && ` [${holder}]`}`,
])
export const RPL_WHOISGATEWAY = numeric(
  '350',
  (nick: string, host: string, ip: string, gateway: string) => [
    nick,
    host,
    ip || '*',
    `is connected through the gateway ${gateway}`,
  ],
)
export const RPL_WHOISHOST = numeric('378', (nick: string, mask: string, ip: string) => [
  nick,
  `is connecting from ${mask} ${ip}`,
])
export const RPL_WHOISMODES = numeric('379', (nick: string, modes: string) => [
  nick,
  `is using modes ${modes}`,
])

// Server bans

/** `<type> <mask> <seconds left, 0 for ever> <seconds since it was set> <by> :<reason>` */
export const RPL_STATSBAN = numeric(
  '223',
  (type: string, mask: string, left: number, age: number, by: string, reason: string) => [
    type,
    mask,
    left,
    age,
    by,
    reason,
  ],
)
export const RPL_TESTLINE = numeric(
  '725',
  (type: string, minutes: number, mask: string, reason: string) => [type, minutes, mask, reason],
)
export const RPL_NOTESTLINE = numeric('726', (mask: string) => [mask, 'No ban fits'])
export const RPL_TESTMASK = numeric('727', (here: number, all: number, mask: string) => [
  here,
  all,
  mask,
  'users fit',
])

// Looking things up

export const RPL_TRACEOPERATOR = numeric('204', (nick: string, host: string, idle: number) => [
  'Oper',
  'users',
  nick,
  host,
  idle,
])
export const RPL_TRACEUSER = numeric('205', (nick: string, host: string, idle: number) => [
  'User',
  'users',
  nick,
  host,
  idle,
])
export const RPL_TRACESERVER = numeric(
  '206',
  (name: string, servers: number, users: number, by: string, dialect: string) => [
    'Serv',
    'server',
    `${servers}S`,
    `${users}C`,
    name,
    `*!*@${by}`,
    dialect,
  ],
)
export const RPL_TRACEEND = numeric('262', (server: string) => [server, 'End of TRACE'])
export const RPL_CHECK = numeric('802', (...words: string[]) => words)

// STATS

export const RPL_STATSLINKINFO = numeric('211', (...words: (string | number)[]) => words)
export const RPL_STATSCOMMANDS = numeric('212', (verb: string, count: number) => [verb, count])
/** `C <host> * <name> <port> <class>`, where operators look for the links that may be. */
export const RPL_STATSCLINE = numeric('213', (name: string, dialect: string) => [
  'C',
  '*',
  '*',
  name,
  0,
  dialect,
])
export const RPL_STATSHLINE = numeric('244', (mask: string, name: string) => ['H', mask, '*', name])
export const RPL_STATSILINE = numeric('215', (what: string, value: string | number) => [
  'I',
  what,
  value,
])
export const RPL_ENDOFSTATS = numeric('219', (letter: string) => [letter, 'End of STATS'])
export const RPL_STATSUPTIME = numeric('242', (text: string) => [text])
export const RPL_STATSOLINE = numeric('243', (...words: string[]) => ['O', ...words])
export const RPL_STATSDEBUG = numeric('249', (letter: string, text: string) => [letter, text])
export const RPL_STATSCONN = numeric('250', (most: number, total: number) => [
  `Highest connection count: ${most} (${total} connections received)`,
])
