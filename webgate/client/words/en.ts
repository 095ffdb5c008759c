/** What the page says, in English. Every other language must have the same keys: see `Words`. */
export const en = {
  language: 'English',

  tagline: 'Come in, sit down, talk.',
  intro: 'Pick a name and step into the room. No account needed.',
  nick: 'Nickname',
  nickHint: 'What others will call you',
  nickNeeded: 'Choose a nickname first.',
  nickSpaces: 'A nickname has no spaces and does not begin with a digit.',
  channels: 'Channels',
  channelsHint: 'Several are separated by spaces',
  haveAccount: 'I have an account',
  account: 'Account',
  password: 'Password',
  passwordHint: 'Never kept: after a reload you type it again',
  enter: 'Enter',
  refusedNick: 'This nickname cannot be used. Try another.',
  refusedSignIn: 'The account or the password is wrong.',
  refusedNoSignIn: 'This server has no sign-in that this page can use.',
  refusedServer: 'The server does not let you in.',

  rooms: 'Channels',
  people: 'People',
  serverRoom: 'Server',
  conversations: 'Conversations',
  openConversations: 'Show conversations',
  openMembers: 'Show members',
  closePanel: 'Close',
  joinRoom: 'Join a channel or write to somebody',
  joinPlaceholder: '#channel or nickname',
  join: 'Join',
  closeRoom: (name: string) => `Leave ${name}`,
  leave: 'Sign out',
  keepNick: 'Keep this name',
  settings: 'Settings',
  unread: (n: number) => `${n} unread`,
  mentioned: (n: number) => (n === 1 ? '1 mention' : `${n} mentions`),

  addNetwork: 'Add a network',
  editNetwork: (name: string) => `Settings of ${name}`,
  remove: 'Remove',
  connect: 'Connect',
  disconnect: 'Disconnect',
  connected: 'connected',
  disconnected: 'not connected',
  browseChannels: 'Browse channels',

  noTopic: 'No topic yet',
  findMember: 'Find somebody',
  members: 'Members',
  memberCount: (n: number) => (n === 1 ? '1 person' : `${n} people`),
  writeTo: (nick: string) => `Write to ${nick}`,
  isAway: 'away',
  owners: 'Owners',
  admins: 'Admins',
  operators: 'Operators',
  halfops: 'Half-operators',
  voiced: 'Voiced',
  membersRank: 'Members',

  log: (name: string) => `Messages in ${name}`,
  loadingOlder: 'Fetching older messages…',
  beginning: 'This is where the history begins.',
  newBelow: (n: number) => (n === 1 ? '1 new message' : `${n} new messages`),
  today: 'Today',
  yesterday: 'Yesterday',
  waiting: 'waiting to be sent',
  sending: 'sending',
  failed: 'not sent',
  maybeFailed: 'the connection broke before the server confirmed it',
  retry: 'Send again',
  notLoaded: 'This part of the page could not be loaded.',

  composer: (name: string) => `Message ${name}`,
  composerServer: 'Type a command, for example /join #welcome',
  send: 'Send',
  suggestions: 'Suggestions',
  newMessages: 'New messages',
  jumpToNew: (n: number) => (n === 1 ? 'Jump to 1 new message' : `Jump to ${n} new messages`),
  toPresent: 'Back to now',
  redacted: (who: string, why: string) =>
    `${who ? `Removed by ${who}` : 'Message removed'}${why && ` (${why})`}`,
  inReplyTo: 'In reply to ',
  earlierMessage: 'an earlier message',
  reactedWith: (text: string, n: number, who: string) => `${text} ${n}: ${who}`,
  replyingTo: (who: string) => `Replying to ${who}`,
  cancelReply: 'Do not reply',
  typing: (who: string[]) =>
    who.length > 3
      ? 'Several people are typing…'
      : `${who.join(', ')} ${who.length === 1 ? 'is' : 'are'} typing…`,
  format: 'Formatting',
  search: 'Search',

  connecting: 'Connecting…',
  registering: 'Introducing you to the server…',
  reconnecting: (seconds: number) =>
    seconds > 0
      ? `Connection lost. Trying again in ${seconds} s.`
      : 'Connection lost. Trying again…',
  keptMessages: (n: number) =>
    n === 1
      ? '1 message is waiting and will be sent.'
      : `${n} messages are waiting and will be sent.`,
  tryNow: 'Try now',
  back: 'You are back, and nothing was missed.',
  hereAgain: 'You are back.',

  joined: (who: string) => `${who} joined`,
  youJoined: 'You joined',
  parted: (who: string, why: string) => `${who} left${why && ` (${why})`}`,
  quit: (who: string, why: string) => `${who} quit${why && ` (${why})`}`,
  kicked: (who: string, whom: string, why: string) => `${who} removed ${whom}${why && ` (${why})`}`,
  renamed: (who: string, to: string) => `${who} is now ${to}`,
  topicSet: (who: string, text: string) => `${who} set the topic: ${text}`,
  topicCleared: (who: string) => `${who} cleared the topic`,
  modeSet: (who: string, modes: string) => `${who} changed modes: ${modes}`,
  invited: (who: string, whom: string, channel: string) => `${who} invited ${whom} to ${channel}`,

  unknownCommand: (name: string) => `There is no command /${name}. /help lists them all.`,
  needsMore: (name: string) => `/${name} needs more than that. See /help ${name}.`,
  notConnected: 'Not connected: this was not sent.',
  notInChannel: 'Nobody would hear this here. Join a channel first.',
  help: 'Commands',
}

/** A language: the same keys, the same parameters. */
export type Words = { [Key in keyof typeof en]: (typeof en)[Key] }
