/** What a configuration may say about messages, and about services. */
import {
  duration,
  durationOrForever,
  flag,
  listOf,
  section,
  size,
  text,
  whole,
} from '#host/config-values.ts'

const tagRule = text(
  '"*", or the name of a client tag without "+", with a "-" for an exception',
  (value) => /^(?:\*|-?[\w./-]{1,64})$/.test(value),
)
const separators = text('signs that no nick has, as "/", or ""', (value) =>
  /^[/|;()=]*$/.test(value),
)

/** One channel's history. */
export const kept = section({
  name: text('the name of a channel, as "#support"', (value) => /^#[^\s,:]+$/.test(value)),
  keep: duration('1m', '36500d'),
})

export const messages = section({
  multiline_size: size('512B', '256KiB').prefault('4KiB'),
  multiline_lines: whole(2, 1000).prefault(100),
  client_tags_denied: listOf(tagRule).prefault([]),
  redact_within: durationOrForever('1m').prefault('1d'),
  relay_separators: separators.prefault('/'),
})

/** ChanServ and its like. */
export const services = section({
  enabled: flag.prefault(true),
  channels: whole(1, 10_000).prefault(20),
  access: whole(1, 10_000).prefault(200),
  memos: whole(0, 10_000).prefault(50),
  channels_expire: durationOrForever('1d').prefault('forever'),
  approval: flag.prefault(false),
})

export const sts = section({
  port: whole(0, 65_535).prefault(0),
  duration: duration('0s', '730d').prefault('0s'),
  preload: flag.prefault(false),
})
