/** What a configuration may say about accounts: who must have one, and how one is proved. */
import { isServerName } from '#host/config-links.ts'
import {
  anyText,
  choice,
  duration,
  durationOrForever,
  flag,
  listOf,
  path,
  range,
  section,
  text,
  whole,
} from '#host/config-values.ts'

const mailServer = text(
  'a server as "smtps://mail.example.org:465" or "smtp://mail.example.org:587", or ""',
  (value) => /^(?:smtps?:\/\/(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?)?$/i.test(value),
)
const emailMask = text('a mask of addresses, as "*@trash.example"', (value) =>
  /^[^\s@]+@[^\s@]+$/.test(value),
)
const sender = text('an address as "irc@example.org" or "Tea <irc@example.org>", or ""', (value) =>
  /^(?:[^\r\n<>]{0,100}<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)?$/.test(value),
)
const url = text('an address that begins with https:// or http://, or ""', (value) =>
  /^(?:https?:\/\/[^\s#]+)?$/.test(value),
)

const mail = section({
  server: mailServer.prefault(''),
  plain: flag.prefault(false),
  user: anyText.prefault(''),
  password: anyText.prefault(''),
  from: sender.prefault(''),
  ca: path.prefault(''),
})

const oauth = section({
  introspection: url.prefault(''),
  client_id: anyText.prefault(''),
  client_secret: anyText.prefault(''),
  keys: path.prefault(''),
  issuer: anyText.prefault(''),
  audience: anyText.prefault(''),
  claim: anyText.prefault('preferred_username'),
  create: flag.prefault(false),
})

const authority = text(
  'the name of a server, as "hub.example.org", or ""',
  (value) => value === '' || isServerName(value),
)

export const accounts = section({
  authority: authority.prefault(''),
  required: flag.prefault(false),
  required_exempt: listOf(range).prefault(['127.0.0.0/8', '::1']),
  secure_logins: flag.prefault(false),
  verification: flag.prefault(false),
  emails_refused: listOf(emailMask).prefault([]),
  code_valid: duration('10m', '30d').prefault('1d'),
  nick_protection: choice('off', 'opt-in', 'on', 'strict').prefault('on'),
  nick_grace: duration('5s', '10m').prefault('30s'),
  nicks: whole(0, 100).prefault(5),
  names_free: flag.prefault(false),
  expire: durationOrForever('7d').prefault('forever'),
  mail: mail.prefault({}),
  oauth: oauth.prefault({}),
})
