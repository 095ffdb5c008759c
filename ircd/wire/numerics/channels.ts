/**
 * What channels and people who guard themselves answer.
 * Sources: https://modern.ircdocs.horse/#numerics, https://defs.ircdocs.horse/defs/numerics
 */
import { numeric } from '#wire/numerics.ts'

// Joining

export const ERR_UNAVAILRESOURCE = numeric('437', (channel: string, mode: string) => [
  channel,
  `Cannot join channel just now (+${mode})`,
])
export const ERR_LINKCHANNEL = numeric('470', (from: string, to: string) => [
  from,
  to,
  'Forwarding to another channel',
])
export const ERR_NEEDREGGEDNICK = numeric('477', (channel: string) => [
  channel,
  'Cannot join channel (+R): log in to an account first',
])
export const ERR_LOGINTOCREATE = numeric('477', (channel: string) => [
  channel,
  'Cannot make a channel: log in to an account first',
])
export const ERR_SECUREONLYCHAN = numeric('489', (channel: string) => [
  channel,
  'Cannot join channel (+z): it needs an encrypted connection',
])
export const ERR_DELAYREJOIN = numeric('495', (channel: string, seconds: number) => [
  channel,
  `Cannot join channel (+J): wait ${seconds} seconds after a kick`,
])
export const ERR_OPERONLY = numeric('520', (channel: string) => [
  channel,
  'Cannot join channel (+O)',
])

// Being inside

export const ERR_BANNICKCHANGE = numeric('435', (nick: string, channel: string) => [
  nick,
  channel,
  'Cannot change nickname while banned on channel',
])
export const ERR_NONICKCHANGE = numeric('447', (channel: string, mode: string) => [
  channel,
  `Cannot change nickname while on this channel (+${mode})`,
])
export const ERR_NOKICK = numeric('482', (channel: string) => [
  channel,
  'Nobody is kicked from this channel (+Q)',
])

export const ERR_ISCHANSERVICE = numeric('484', (nick: string, channel: string) => [
  nick,
  channel,
  'Services are neither kicked nor lowered',
])

export const ERR_MLOCKRESTRICTED = numeric(
  '742',
  (channel: string, letter: string, lock: string) => [channel, letter, lock, 'This mode is locked'],
)
export const ERR_TOPICLOCK = numeric('744', (channel: string) => [channel, 'The topic is locked'])
export const ERR_CHANNELCLOSED = numeric('926', (channel: string, reason: string) => [
  channel,
  `This channel is closed: ${reason}`,
])
export const RPL_CHANNELURL = numeric('328', (channel: string, url: string) => [channel, url])

// Asking to come in

export const ERR_CANNOTKNOCK = numeric('480', (channel: string, why: string) => [
  channel,
  `Cannot knock on channel${why}`,
])
export const RPL_UNINVITED = numeric('494', (channel: string, nick: string) => [
  channel,
  nick,
  'The invitation has been taken back',
])
export const ERR_NOTINVITED = numeric('505', (nick: string, channel: string) => [
  nick,
  channel,
  'Is not invited to this channel',
])
export const RPL_KNOCKDLVR = numeric('711', (channel: string) => [
  channel,
  'Your knock has been heard',
])
export const ERR_TOOMANYKNOCK = numeric('712', (channel: string) => [channel, 'Too many knocks'])
export const ERR_CHANOPEN = numeric('713', (channel: string) => [channel, 'Channel is open'])
export const ERR_KNOCKONCHAN = numeric('714', (channel: string) => [
  channel,
  'You are already on that channel',
])

// People who guard themselves

export const RPL_SILELIST = numeric('271', (nick: string, mask: string, ...flags: string[]) => [
  nick,
  mask,
  ...flags,
])
export const RPL_ENDOFSILELIST = numeric('272', () => ['End of your silence list'])
export const ERR_SILELISTFULL = numeric('511', (mask: string) => [
  mask,
  'Your silence list is full',
])
export const RPL_ACCEPTLIST = numeric('281', (nicks: string) => [nicks])
export const RPL_ENDOFACCEPT = numeric('282', () => ['End of your accept list'])
export const ERR_ACCEPTFULL = numeric('456', () => ['Your accept list is full'])
export const ERR_ACCEPTEXIST = numeric('457', (nick: string) => [
  nick,
  'is already on your accept list',
])
export const ERR_ACCEPTNOT = numeric('458', (nick: string) => [nick, 'is not on your accept list'])
export const ERR_CANTSENDTOUSER = numeric('531', (nick: string, why: string) => [nick, why])
export const ERR_TARGUMODEG = numeric('716', (nick: string) => [
  nick,
  'hears only those whom it has accepted (+g)',
])
export const RPL_TARGNOTIFY = numeric('717', (nick: string) => [
  nick,
  'has been told that you wrote',
])
