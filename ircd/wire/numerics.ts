/**
 * What the server says to one client: numerics and standard replies, each typed by what it needs.
 * Sources: https://modern.ircdocs.horse/#numerics and
 * https://ircv3.net/specs/extensions/standard-replies
 */

/** A reply to one client. Numerics are addressed: the client's name goes before the parameters. */
export interface Reply {
  verb: string
  params: string[]
  addressed: boolean
  /** Made of words of our own which fit into a line with any nick: nothing of it need be looked at. */
  sound?: true | undefined
  /** The same as a standard reply, which is said first. */
  before?: Reply | undefined
}

export type Texts = (string | number)[]

/** Makes a numeric: its digits, and its parameters from what is given. */
export const numeric =
  <P extends Texts>(verb: string, params: (...given: P) => Texts) =>
  (...given: P): Reply => ({ verb, params: params(...given).map(String), addressed: true })

/** `FAIL <command> <code> [context…] :text` */
export function fail(command: string, code: string, text: string, ...context: string[]): Reply {
  return { verb: 'FAIL', params: [command, code, ...context, text], addressed: false }
}

/** `NOTE <command> <code> [context…] :text` */
export function note(command: string, code: string, text: string, ...context: string[]): Reply {
  return { verb: 'NOTE', params: [command, code, ...context, text], addressed: false }
}

// Welcome and information

export const RPL_WELCOME = numeric('001', (network: string, mask: string) => [
  `Welcome to the ${network} network, ${mask}`,
])
export const RPL_YOURHOST = numeric('002', (server: string, version: string) => [
  `Your host is ${server}, running ${version}`,
])
export const RPL_CREATED = numeric('003', (when: string) => [`This server was started ${when}`])
export const RPL_MYINFO = numeric(
  '004',
  (server: string, version: string, users: string, channels: string, withParam: string) => [
    server,
    version,
    users,
    channels,
    withParam,
  ],
)
export const RPL_ISUPPORT = numeric('005', (...tokens: string[]) => [
  ...tokens,
  'are supported by this server',
])
export const RPL_UMODEIS = numeric('221', (modes: string) => [modes])
export const RPL_LUSERCLIENT = numeric('251', (seen: number, hidden: number, servers: number) => [
  `There are ${seen} users and ${hidden} invisible on ${servers} servers`,
])
export const RPL_LUSEROP = numeric('252', (n: number) => [n, 'operators online'])
export const RPL_LUSERUNKNOWN = numeric('253', (n: number) => [n, 'unknown connections'])
export const RPL_LUSERCHANNELS = numeric('254', (n: number) => [n, 'channels formed'])
export const RPL_LUSERME = numeric('255', (users: number, servers: number) => [
  `I have ${users} clients and ${servers} servers`,
])
export const RPL_LOCALUSERS = numeric('265', (now: number, max: number) => [
  now,
  max,
  `Current local users ${now}, max ${max}`,
])
export const RPL_GLOBALUSERS = numeric('266', (now: number, max: number) => [
  now,
  max,
  `Current global users ${now}, max ${max}`,
])
export const RPL_MOTDSTART = numeric('375', (server: string) => [
  `- ${server} message of the day -`,
])
export const RPL_MOTD = numeric('372', (line: string) => [`- ${line}`])
export const RPL_ENDOFMOTD = numeric('376', () => ['End of MOTD'])
export const ERR_NOMOTD = numeric('422', () => ['There is no message of the day'])
export const RPL_VERSION = numeric('351', (version: string, server: string, comment: string) => [
  version,
  server,
  comment,
])

// Users

export const RPL_AWAY = numeric('301', (nick: string, text: string) => [nick, text])
export const RPL_USERHOST = numeric('302', (replies: string) => [replies])
export const RPL_ISON = numeric('303', (nicks: string) => [nicks])
export const RPL_UNAWAY = numeric('305', () => ['You are no longer marked as being away'])
export const RPL_NOWAWAY = numeric('306', () => ['You have been marked as being away'])
export const RPL_WHOISREGNICK = numeric('307', (nick: string) => [nick, 'has registered this nick'])
export const RPL_WHOISUSER = numeric(
  '311',
  (nick: string, user: string, host: string, realname: string) => [nick, user, host, '*', realname],
)
export const RPL_WHOISSERVER = numeric('312', (nick: string, server: string, info: string) => [
  nick,
  server,
  info,
])
export const RPL_WHOISIDLE = numeric('317', (nick: string, idle: number, signon: number) => [
  nick,
  idle,
  signon,
  'seconds idle, signon time',
])
export const RPL_WHOISBOT = numeric('335', (nick: string) => [nick, 'is a bot'])
export const RPL_ENDOFWHOIS = numeric('318', (nick: string) => [nick, 'End of WHOIS'])
export const RPL_WHOISCHANNELS = numeric('319', (nick: string, names: string) => [nick, names])
export const RPL_WHOISACCOUNT = numeric('330', (nick: string, account: string) => [
  nick,
  account,
  'is logged in as',
])
export const RPL_WHOISACTUALLY = numeric('338', (nick: string, mask: string, ip: string) => [
  nick,
  mask,
  ip,
  'is actually using host',
])
export const RPL_WHOISSECURE = numeric('671', (nick: string) => [
  nick,
  'is using a secure connection',
])
export const RPL_WHOREPLY = numeric(
  '352',
  (
    channel: string,
    user: string,
    host: string,
    server: string,
    nick: string,
    flags: string,
    info: string,
  ) => [channel, user, host, server, nick, flags, info],
)
export const RPL_ENDOFWHO = numeric('315', (mask: string) => [mask, 'End of WHO'])

// Channels

export const RPL_LISTSTART = numeric('321', () => ['Channel', 'Users  Name'])
export const RPL_LIST = numeric('322', (channel: string, users: number, topic: string) => [
  channel,
  users,
  topic,
])
export const RPL_LISTEND = numeric('323', () => ['End of LIST'])
export const RPL_CHANNELMODEIS = numeric('324', (channel: string, ...modes: string[]) => [
  channel,
  ...modes,
])
export const RPL_CREATIONTIME = numeric('329', (channel: string, at: number) => [channel, at])
export const RPL_NOTOPIC = numeric('331', (channel: string) => [channel, 'No topic is set'])
export const RPL_TOPIC = numeric('332', (channel: string, text: string) => [channel, text])
export const RPL_TOPICWHOTIME = numeric('333', (channel: string, by: string, at: number) => [
  channel,
  by,
  at,
])
export const RPL_INVITELIST = numeric('336', (channel: string) => [channel])
export const RPL_ENDOFINVITELIST = numeric('337', () => ['End of your invitations'])
export const RPL_INVITING = numeric('341', (nick: string, channel: string) => [nick, channel])
export const RPL_INVEXLIST = numeric('346', listEntry)
export const RPL_ENDOFINVEXLIST = numeric('347', (c: string) => [c, 'End of invite exception list'])
export const RPL_EXCEPTLIST = numeric('348', listEntry)
export const RPL_ENDOFEXCEPTLIST = numeric('349', (c: string) => [c, 'End of exception list'])
export const RPL_BANLIST = numeric('367', listEntry)
export const RPL_ENDOFBANLIST = numeric('368', (c: string) => [c, 'End of ban list'])
export const RPL_NAMREPLY = numeric('353', (symbol: string, channel: string, names: string) => [
  symbol,
  channel,
  names,
])
export const RPL_ENDOFNAMES = numeric('366', (channel: string) => [channel, 'End of NAMES'])

function listEntry(channel: string, mask: string, by: string, at: number): Texts {
  return [channel, mask, by, at]
}

// Accounts

export const RPL_LOGGEDIN = numeric('900', (mask: string, account: string) => [
  mask,
  account,
  `You are now logged in as ${account}`,
])
export const RPL_LOGGEDOUT = numeric('901', (mask: string) => [mask, 'You are now logged out'])
export const ERR_NICKLOCKED = numeric('902', (why: string) => [why])
export const RPL_SASLSUCCESS = numeric('903', () => ['SASL authentication successful'])
export const ERR_SASLFAIL = numeric('904', () => ['SASL authentication failed'])
export const ERR_SASLTOOLONG = numeric('905', () => ['SASL message too long'])
export const ERR_SASLABORTED = numeric('906', () => ['SASL authentication aborted'])
export const ERR_SASLALREADY = numeric('907', () => ['You have already authenticated'])
export const RPL_SASLMECHS = numeric('908', (mechanisms: string) => [
  mechanisms,
  'are the available SASL mechanisms',
])

// Refusals

export const ERR_NOSUCHNICK = numeric('401', (name: string) => [name, 'No such nick or channel'])
export const ERR_NOSUCHSERVER = numeric('402', (name: string) => [name, 'No such server'])
export const ERR_NOSUCHCHANNEL = numeric('403', (name: string) => [name, 'No such channel'])
export const ERR_CANNOTSENDTOCHAN = numeric('404', (channel: string, why: string) => [
  channel,
  `Cannot send to channel${why}`,
])
export const ERR_TOOMANYCHANNELS = numeric('405', (channel: string) => [
  channel,
  'You have joined too many channels',
])
export const ERR_TOOMANYTARGETS = numeric('407', (target: string) => [target, 'Too many targets'])
export const ERR_INVALIDCAPCMD = numeric('410', (sub: string) => [sub, 'Invalid CAP subcommand'])
export const ERR_NORECIPIENT = numeric('411', (verb: string) => [`No recipient given (${verb})`])
export const ERR_NOTEXTTOSEND = numeric('412', () => ['No text to send'])
export const ERR_INPUTTOOLONG = numeric('417', () => ['Input line was too long'])
export const ERR_UNKNOWNCOMMAND = numeric('421', (verb: string) => [verb, 'Unknown command'])
export const ERR_NONICKNAMEGIVEN = numeric('431', () => ['No nickname given'])
export const ERR_ERRONEUSNICKNAME = numeric('432', (nick: string) => [nick, 'Erroneous nickname'])
export const ERR_NICKNAMEINUSE = numeric('433', (nick: string) => [
  nick,
  'Nickname is already in use',
])
export const ERR_USERNOTINCHANNEL = numeric('441', (nick: string, channel: string) => [
  nick,
  channel,
  "They aren't on that channel",
])
export const ERR_NOTONCHANNEL = numeric('442', (channel: string) => [
  channel,
  "You're not on that channel",
])
export const ERR_USERONCHANNEL = numeric('443', (nick: string, channel: string) => [
  nick,
  channel,
  'is already on channel',
])
export const ERR_NOTREGISTERED = numeric('451', () => ['You have not registered'])
export const ERR_NEEDMOREPARAMS = numeric('461', (verb: string) => [verb, 'Not enough parameters'])
export const ERR_ALREADYREGISTERED = numeric('462', () => ['You may not reregister'])
export const ERR_PASSWDMISMATCH = numeric('464', () => ['Password incorrect'])
export const ERR_YOUREBANNEDCREEP = numeric('465', (why: string) => [why])
export const ERR_CHANNELISFULL = numeric('471', (channel: string) => [
  channel,
  'Cannot join channel (+l)',
])
export const ERR_UNKNOWNMODE = numeric('472', (letter: string) => [
  letter,
  'is an unknown mode character to me',
])
export const ERR_INVITEONLYCHAN = numeric('473', (channel: string) => [
  channel,
  'Cannot join channel (+i)',
])
export const ERR_BANNEDFROMCHAN = numeric('474', (channel: string) => [
  channel,
  'Cannot join channel (+b)',
])
export const ERR_BADCHANNELKEY = numeric('475', (channel: string) => [
  channel,
  'Cannot join channel (+k)',
])
export const ERR_BADCHANMASK = numeric('476', (channel: string) => [channel, 'Bad channel name'])
export const ERR_BANLISTFULL = numeric('478', (channel: string, letter: string) => [
  channel,
  letter,
  'Channel list is full',
])
export const ERR_NOPRIVILEGES = numeric('481', () => [
  'Permission denied: you are not an operator of the network who may do this',
])
export const ERR_CHANOPRIVSNEEDED = numeric('482', (channel: string) => [
  channel,
  "You're not a channel operator",
])
export const ERR_UMODEUNKNOWNFLAG = numeric('501', () => ['Unknown user mode'])
export const ERR_USERSDONTMATCH = numeric('502', () => ["Can't change mode for other users"])
export const ERR_STARTTLS = numeric('691', (why: string) => [why])
export const ERR_INVALIDMODEPARAM = numeric(
  '696',
  (target: string, letter: string, param: string, why: string) => [target, letter, param, why],
)
