/**
 * What the server says about itself, the network, and those who were here.
 * Sources: https://modern.ircdocs.horse/#numerics, https://defs.ircdocs.horse/defs/numerics
 */
import { numeric } from '#wire/numerics.ts'

export const RPL_BOUNCE = numeric('010', (host: string, port: number) => [
  host,
  port,
  'Please use this server instead',
])
export const RPL_MAP = numeric('015', (line: string) => [line])
export const RPL_MAPEND = numeric('017', () => ['End of MAP'])

export const RPL_ADMINME = numeric('256', (server: string) => [server, 'Administrative info'])
export const RPL_ADMINLOC1 = numeric('257', (text: string) => [text])
export const RPL_ADMINLOC2 = numeric('258', (text: string) => [text])
export const RPL_ADMINEMAIL = numeric('259', (text: string) => [text])
export const ERR_NOADMININFO = numeric('423', (server: string) => [
  server,
  'No administrative info is available',
])
export const RPL_TRYAGAIN = numeric('263', (verb: string) => [
  verb,
  'Please wait a while and try again',
])

export const RPL_WHOWASUSER = numeric(
  '314',
  (nick: string, user: string, host: string, realname: string) => [nick, user, host, '*', realname],
)
export const RPL_ENDOFWHOWAS = numeric('369', (nick: string) => [nick, 'End of WHOWAS'])
export const ERR_WASNOSUCHNICK = numeric('406', (nick: string) => [
  nick,
  'There was no such nickname',
])
export const RPL_USERIP = numeric('340', (replies: string) => [replies])
export const RPL_LINKS = numeric(
  '364',
  (server: string, hub: string, hops: number, info: string) => [server, hub, `${hops} ${info}`],
)
export const RPL_ENDOFLINKS = numeric('365', (mask: string) => [mask, 'End of LINKS'])
export const RPL_INFO = numeric('371', (line: string) => [line])
export const RPL_ENDOFINFO = numeric('374', () => ['End of INFO'])
export const RPL_TIME = numeric('391', (server: string, seconds: number, text: string) => [
  server,
  seconds,
  '0',
  text,
])
export const ERR_SUMMONDISABLED = numeric('445', () => ['SUMMON has been disabled'])
export const ERR_USERSDISABLED = numeric('446', () => ['USERS has been disabled'])

export const RPL_RULES = numeric('232', (line: string) => [`- ${line}`])
export const RPL_RULESSTART = numeric('308', (server: string) => [`- ${server} rules -`])
export const RPL_ENDOFRULES = numeric('309', () => ['End of RULES'])
export const ERR_NORULES = numeric('434', () => ['There are no rules'])

export const RPL_COMMANDS = numeric('700', (verb: string, min: number, help: string) => [
  verb,
  min,
  help,
])
export const RPL_COMMANDSEND = numeric('701', () => ['End of COMMANDS'])
export const RPL_HELPSTART = numeric('704', (subject: string, line: string) => [subject, line])
export const RPL_HELPTXT = numeric('705', (subject: string, line: string) => [subject, line])
export const RPL_ENDOFHELP = numeric('706', (subject: string) => [subject, 'End of HELP'])
export const ERR_HELPNOTFOUND = numeric('524', (subject: string) => [
  subject,
  'There is no help on this',
])

// Services

export const RPL_SERVLIST = numeric('234', (service: string, server: string, about: string) => [
  service,
  server,
  '*',
  0,
  0,
  about,
])
export const RPL_SERVLISTEND = numeric('235', (mask: string) => [mask, '*', 'End of SERVLIST'])
export const ERR_SERVICESDOWN = numeric('440', (service: string) => [
  service,
  'This network has no such service',
])

export const RPL_SAVENICK = numeric('043', (uid: string) => [
  uid,
  'Somebody on another server has your nick: you are called by your id',
])

// Too much, too fast

export const ERR_NICKTOOFAST = numeric('438', (from: string, to: string, seconds: number) => [
  from,
  to,
  `Nick change too fast: please wait ${seconds} seconds`,
])
export const ERR_TARGCHANGE = numeric('707', (target: string, seconds: number) => [
  target,
  `Target change too fast: please wait ${seconds} seconds`,
])
