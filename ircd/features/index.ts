/**
 * Every feature of the server; modes and bans, which are many, have lists of their own. The order
 * is the order of CAP LS, and of lenses where two of them read the same kind: extended-join makes
 * the JOIN, away-notify adds to it.
 */
import type { Feature } from '../core/feature.ts'
import { bans } from './bans/index.ts'
import cycle from './channel/cycle.ts'
import extendedJoin from './channel/extended-join.ts'
import farLock from './channel/far-lock.ts'
import invite from './channel/invite.ts'
import inviteNotify from './channel/invite-notify.ts'
import join from './channel/join.ts'
import kick from './channel/kick.ts'
import knock from './channel/knock.ts'
import list from './channel/list.ts'
import mode from './channel/mode.ts'
import multiPrefix from './channel/multi-prefix.ts'
import names from './channel/names.ts'
import noImplicitNames from './channel/no-implicit-names.ts'
import part from './channel/part.ts'
import remove from './channel/remove.ts'
import rename from './channel/rename.ts'
import rmode from './channel/rmode.ts'
import timedBan from './channel/timed-ban.ts'
import topic from './channel/topic.ts'
import uninvite from './channel/uninvite.ts'
import userhostInNames from './channel/userhost-in-names.ts'
import accountHere from './connect/account-here.ts'
import accountRequired from './connect/account-required.ts'
import cap from './connect/cap.ts'
import expelled from './connect/expelled.ts'
import extendedIsupport from './connect/extended-isupport.ts'
import http from './connect/http.ts'
import identities from './connect/identities.ts'
import login from './connect/login.ts'
import nick from './connect/nick.ts'
import pass from './connect/pass.ts'
import ping from './connect/ping.ts'
import quit from './connect/quit.ts'
import register from './connect/register.ts'
import renamed from './connect/renamed.ts'
import sasl from './connect/sasl.ts'
import standardReplies from './connect/standard-replies.ts'
import starttls from './connect/starttls.ts'
import sts from './connect/sts.ts'
import user from './connect/user.ts'
import webirc from './connect/webirc.ts'
import whoami from './connect/whoami.ts'
import blocklist from './guard/blocklist.ts'
import cloak from './guard/cloak.ts'
import connections from './guard/connections.ts'
import defcon from './guard/defcon.ts'
import enforce from './guard/enforce.ts'
import hostName from './guard/host-name.ts'
import hurry from './guard/hurry.ts'
import lines from './guard/lines.ts'
import pace from './guard/pace.ts'
import proof from './guard/proof.ts'
import quarantine from './guard/quarantine.ts'
import reputation from './guard/reputation.ts'
import spamFilter from './guard/spam-filter.ts'
import strangers from './guard/strangers.ts'
import testLine from './guard/test-line.ts'
import typing from './guard/typing.ts'
import uban from './guard/uban.ts'
import chathistory from './history/chathistory.ts'
import eventPlayback from './history/event-playback.ts'
import guests from './history/guests.ts'
import healed from './history/healed.ts'
import playback from './history/playback.ts'
import readMarker from './history/read-marker.ts'
import retention from './history/retention.ts'
import search from './history/search.ts'
import accountTag from './message/account-tag.ts'
import batch from './message/batch.ts'
import clientBatch from './message/client-batch.ts'
import echoMessage from './message/echo-message.ts'
import labeledResponse from './message/labeled-response.ts'
import message from './message/message.ts'
import messageTags from './message/message-tags.ts'
import multiline from './message/multiline.ts'
import redaction from './message/redaction.ts'
import relaymsg from './message/relaymsg.ts'
import serverTime from './message/server-time.ts'
import metadata from './metadata/metadata.ts'
import metadata3 from './metadata/third.ts'
import { modes } from './modes/index.ts'
import about from './network/about.ts'
import help from './network/help.ts'
import icon from './network/icon.ts'
import lusers from './network/lusers.ts'
import motd from './network/motd.ts'
import power from './network/power.ts'
import rehash from './network/rehash.ts'
import servers from './network/servers.ts'
import version from './network/version.ts'
import whowas from './network/whowas.ts'
import announce from './oper/announce.ts'
import clearChannel from './oper/clear-channel.ts'
import face from './oper/face.ts'
import force from './oper/force.ts'
import journal from './oper/journal.ts'
import kill from './oper/kill.ts'
import look from './oper/look.ts'
import oper from './oper/oper.ts'
import operTag from './oper/oper-tag.ts'
import snomask from './oper/snomask.ts'
import stats from './oper/stats.ts'
import wallops from './oper/wallops.ts'
import { services } from './services/index.ts'
import away from './user/away.ts'
import botMode from './user/bot-mode.ts'
import callerId from './user/caller-id.ts'
import chghost from './user/chghost.ts'
import deaf from './user/deaf.ts'
import extendedMonitor from './user/extended-monitor.ts'
import hideChannels from './user/hide-channels.ts'
import hideIdle from './user/hide-idle.ts'
import ison from './user/ison.ts'
import monitor from './user/monitor.ts'
import noPrivateCtcp from './user/no-ctcp.ts'
import ownNick from './user/own-nick.ts'
import preAway from './user/pre-away.ts'
import privateDeaf from './user/private-deaf.ts'
import registeredSenders from './user/registered-senders.ts'
import secureSenders from './user/secure-senders.ts'
import setname from './user/setname.ts'
import sharedChannels from './user/shared-channels.ts'
import silence from './user/silence.ts'
import userMode from './user/user-mode.ts'
import userhost from './user/userhost.ts'
import userip from './user/userip.ts'
import watch from './user/watch.ts'
import who from './user/who.ts'
import whois from './user/whois.ts'

export const features: Feature[] = [
  // Connecting
  cap,
  sasl,
  register,
  login,
  expelled,
  identities,
  accountHere,
  renamed,
  nick,
  user,
  pass,
  ping,
  quit,
  webirc,
  http,
  extendedIsupport,
  standardReplies,
  whoami,
  sts,
  starttls,
  // Messages
  messageTags,
  serverTime,
  accountTag,
  batch,
  labeledResponse,
  echoMessage,
  message,
  clientBatch,
  multiline,
  redaction,
  relaymsg,
  chathistory,
  healed,
  search,
  eventPlayback,
  readMarker,
  playback,
  guests,
  retention,
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
  noImplicitNames,
  list,
  mode,
  knock,
  rename,
  inviteNotify,
  uninvite,
  farLock,
  remove,
  cycle,
  timedBan,
  rmode,
  // Users
  away,
  preAway,
  setname,
  chghost,
  callerId,
  sharedChannels,
  deaf,
  noPrivateCtcp,
  privateDeaf,
  registeredSenders,
  secureSenders,
  silence,
  botMode,
  ownNick,
  hideChannels,
  hideIdle,
  who,
  whois,
  ison,
  userhost,
  monitor,
  extendedMonitor,
  watch,
  metadata,
  metadata3,
  ...modes,
  ...bans,
  // The network
  lusers,
  motd,
  // The welcome ends with what one's modes are.
  userMode,
  version,
  about,
  icon,
  help,
  whowas,
  userip,
  rehash,
  servers,
  power,
  // Operators
  oper,
  operTag,
  snomask,
  journal,
  wallops,
  announce,
  kill,
  force,
  face,
  clearChannel,
  stats,
  look,
  accountRequired,
  // Against abuse, in the order in which they are asked
  connections,
  pace,
  typing,
  hostName,
  cloak,
  enforce,
  hurry,
  reputation,
  defcon,
  strangers,
  proof,
  quarantine,
  spamFilter,
  blocklist,
  lines,
  uban,
  testLine,
  ...services,
]
