/**
 * What an operator of the network may be allowed to do. The configuration grants them by name, one
 * by one or through a class that lists several.
 */
export const privileges = {
  kill: 'end the connection of any user (KILL)',
  ban: 'ban users, addresses, accounts and names from the network',
  see: 'see what is hidden: real hosts, secret channels, invisible users',
  override: 'act in channels without being their operator',
  force: 'make users join, part or change their name (the SA commands), change hosts',
  announce: 'speak to everybody (WALLOPS, GLOBOPS, notices to all)',
  accounts: 'look after accounts: suspend, reset, register for others',
  channels: 'look after registered channels',
  filter: 'change spam filters',
  routing: 'connect and split servers',
  rehash: 'have the configuration read again',
  die: 'stop the server',
} as const

export type Privilege = keyof typeof privileges
