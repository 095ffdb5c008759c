/**
 * Every feature of the server. The order is the order of CAP LS, and of lenses where two of them
 * read the same kind: extended-join makes the JOIN, away-notify adds to it.
 */
import type { Feature } from '../core/feature.ts'
import extendedJoin from './channel/extended-join.ts'
import invite from './channel/invite.ts'
import join from './channel/join.ts'
import kick from './channel/kick.ts'
import list from './channel/list.ts'
import mode from './channel/mode.ts'
import multiPrefix from './channel/multi-prefix.ts'
import names from './channel/names.ts'
import part from './channel/part.ts'
import topic from './channel/topic.ts'
import userhostInNames from './channel/userhost-in-names.ts'
import cap from './connect/cap.ts'
import http from './connect/http.ts'
import login from './connect/login.ts'
import nick from './connect/nick.ts'
import pass from './connect/pass.ts'
import ping from './connect/ping.ts'
import quit from './connect/quit.ts'
import register from './connect/register.ts'
import sasl from './connect/sasl.ts'
import user from './connect/user.ts'
import webirc from './connect/webirc.ts'
import chathistory from './history/chathistory.ts'
import accountTag from './message/account-tag.ts'
import batch from './message/batch.ts'
import echoMessage from './message/echo-message.ts'
import labeledResponse from './message/labeled-response.ts'
import message from './message/message.ts'
import messageTags from './message/message-tags.ts'
import serverTime from './message/server-time.ts'
import ban from './modes/ban.ts'
import banException from './modes/ban-exception.ts'
import halfop from './modes/halfop.ts'
import inviteException from './modes/invite-exception.ts'
import inviteOnly from './modes/invite-only.ts'
import key from './modes/key.ts'
import limit from './modes/limit.ts'
import moderated from './modes/moderated.ts'
import noExternal from './modes/no-external.ts'
import op from './modes/op.ts'
import secret from './modes/secret.ts'
import topicLock from './modes/topic-lock.ts'
import voice from './modes/voice.ts'
import lusers from './network/lusers.ts'
import motd from './network/motd.ts'
import version from './network/version.ts'
import away from './user/away.ts'
import ison from './user/ison.ts'
import setname from './user/setname.ts'
import userMode from './user/user-mode.ts'
import userhost from './user/userhost.ts'
import who from './user/who.ts'
import whois from './user/whois.ts'

export const features: Feature[] = [
  // Connecting
  cap,
  sasl,
  register,
  login,
  nick,
  user,
  pass,
  ping,
  quit,
  webirc,
  http,
  // Messages
  messageTags,
  serverTime,
  accountTag,
  batch,
  labeledResponse,
  echoMessage,
  message,
  chathistory,
  // Channels
  join,
  extendedJoin,
  part,
  topic,
  kick,
  invite,
  names,
  multiPrefix,
  userhostInNames,
  list,
  mode,
  // Users
  away,
  setname,
  userMode,
  who,
  whois,
  ison,
  userhost,
  // Channel modes
  op,
  halfop,
  voice,
  ban,
  banException,
  inviteException,
  inviteOnly,
  key,
  limit,
  moderated,
  noExternal,
  secret,
  topicLock,
  // The network
  lusers,
  motd,
  version,
]
