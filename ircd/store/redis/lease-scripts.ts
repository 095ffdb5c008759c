/**
 * What happens to leases inside Redis. All that is known of one kind of members lies together.
 * KEYS are the same for all: members (by the millisecond in which their leases run out), about
 * (what each says of itself), owners (name -> token and id), token (the highest ever given).
 */

const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local members, about, owners, token = unpack(KEYS)
`

/**
 * ARGV: id, for how many milliseconds, what it says of itself, 1 when it is new.
 * Returns for each member its id, what it says of itself, and 1 where its lease has run out; or
 * nothing where the member has been buried.
 */
export const renew = `#!lua flags=allow-oom
${now}
if ARGV[4] == '0' and not redis.call('ZSCORE', members, ARGV[1]) then return false end
redis.call('ZADD', members, string.format('%.0f', now + ARGV[2]), ARGV[1])
redis.call('HSET', about, ARGV[1], ARGV[3])
local all = redis.call('ZRANGE', members, 0, -1, 'WITHSCORES')
local roll = {}
for i = 1, #all, 2 do
  roll[#roll + 1] = all[i]
  roll[#roll + 1] = redis.call('HGET', about, all[i])
  roll[#roll + 1] = tonumber(all[i + 1]) < now and 1 or 0
end
return roll
`

/** ARGV: id, and 1 when it goes of itself: another is only buried when its lease has run out. */
export const leave = `#!lua flags=allow-oom
${now}
local till = redis.call('ZSCORE', members, ARGV[1])
if not till or (ARGV[2] == '0' and tonumber(till) >= now) then return 0 end
redis.call('HDEL', about, ARGV[1])
return redis.call('ZREM', members, ARGV[1])
`

/**
 * ARGV: id, name. Returns a token; or id, what it says of itself and whether its lease has run out,
 * of whose it is; or nothing where the asker has been buried. A token is never below the milliseconds since
 * 1970, so that it grows even where a replica takes over that has not heard of the last one.
 */
export const claim = `#!lua flags=allow-oom
${now}
if not redis.call('ZSCORE', members, ARGV[1]) then return false end
local held = redis.call('HGET', owners, ARGV[2])
if held then
  local given, id = held:match('^(%d+) (.*)$')
  if id == ARGV[1] then return given end
  local till = redis.call('ZSCORE', members, id)
  if till then return { id, redis.call('HGET', about, id), tonumber(till) < now and 1 or 0 } end
end
local given = string.format('%.0f', math.max(tonumber(redis.call('GET', token) or 0) + 1, now))
redis.call('SET', token, given)
redis.call('HSET', owners, ARGV[2], given .. ' ' .. ARGV[1])
return given
`

/** ARGV: id, name. */
export const release = `#!lua flags=allow-oom
${now}
local held = redis.call('HGET', owners, ARGV[2])
if not held or held:match('^%d+ (.*)$') ~= ARGV[1] then return 0 end
return redis.call('HDEL', owners, ARGV[2])
`
