/**
 * What servers of ours call the modes of channels where another kind of server stands between them,
 * to which their letters mean something else.
 */

const names: Record<string, string> = {
  A: 'free-invite',
  C: 'no-ctcp',
  D: 'delayed-join',
  E: 'repeat',
  F: 'nick-throttle',
  H: 'history-on-join',
  I: 'invite-exception',
  J: 'rejoin-delay',
  K: 'no-knock',
  L: 'forward',
  M: 'registered-speech',
  N: 'no-nick',
  O: 'oper-only',
  P: 'permanent',
  Q: 'no-kick',
  R: 'registered-only',
  S: 'strip-colour',
  T: 'no-notice',
  U: 'op-moderated',
  W: 'slow-mode',
  X: 'large-lists',
  a: 'admin',
  b: 'ban',
  c: 'no-colour',
  d: 'speech-delay',
  e: 'ban-exception',
  f: 'flood',
  h: 'halfop',
  i: 'invite-only',
  j: 'join-throttle',
  k: 'key',
  l: 'limit',
  m: 'moderated',
  n: 'no-external',
  o: 'op',
  p: 'private',
  q: 'owner',
  r: 'registered',
  s: 'secret',
  t: 'topic-lock',
  u: 'auditorium',
  v: 'voice',
  z: 'secure-only',
}

const letters = new Map(Object.entries(names).map(([letter, name]) => [name, letter]))

export function modeNameOf(letter: string): string | undefined {
  return Object.hasOwn(names, letter) ? names[letter] : undefined
}

export function letterOf(name: string): string | undefined {
  return letters.get(name)
}
