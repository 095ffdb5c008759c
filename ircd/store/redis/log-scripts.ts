/**
 * What happens to a log inside Redis. Numbers are written with %.0f, since Lua would round them to
 * 14 digits.
 */

/** Refuses an owner who is none any more; `token` is '' for whoever writes what nobody owns. */
const guard = `
local function shutOut(fence, token)
  if token == '' then return false end
  local highest = tonumber(redis.call('GET', fence) or 0)
  if highest < tonumber(token) then redis.call('SET', fence, token) end
  return highest > tonumber(token)
end
local fenced = redis.error_reply('FENCED somebody else owns this now')
`

/** KEYS: fence. ARGV: a token. Shuts out all older owners. */
export const raise = `#!lua flags=allow-oom
${guard}
return shutOut(KEYS[1], ARGV[1]) and fenced or 1
`

/**
 * Remembers rows of one log.
 * KEYS: rows, seq, said, any, fence, bytes, then ids, messages and events of each buffer.
 * ARGV: 1 when the log is registered; a number below 100000 of the log's own; the owner's token or
 * nothing; how many buffers, and their names; then for each row the number of its buffer, id, at,
 * event, and the packed row.
 * Returns the seqs; or `new`, and has done nothing, when the log is empty and not registered.
 *
 * A seq is never below the seconds since 1970 times 100000. So it goes on growing where the log
 * was copied from another engine that knew higher ones, where it was forgotten as a whole, and
 * where a replica takes over that has not heard of the last rows: no cursor hides a later row.
 */
export const append = `#!lua
${guard}
local rows, counter, said, any = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
if shutOut(KEYS[5], ARGV[3]) then return fenced end
if ARGV[1] == '0' and redis.call('XLEN', rows) == 0 then return 'new' end
local last = math.max(
  tonumber(redis.call('GET', counter) or 0),
  redis.call('TIME')[1] * 100000 + ARGV[2] - 1
)
local buffers = tonumber(ARGV[4])
local seqs, newestSaid, newestAny, bytes = {}, {}, {}, {}
for i = 5 + buffers, #ARGV, 5 do
  local buffer = tonumber(ARGV[i])
  local id, at, event = ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local ids = KEYS[7 + 3 * buffer]
  local seq = string.format('%.0f', last + 1)
  if redis.call('HSETNX', ids, id, seq) == 1 then
    last = last + 1
    local name = ARGV[5 + buffer]
    redis.call('XADD', rows, seq, name, ARGV[i + 4])
    redis.call('ZADD', KEYS[7 + 3 * buffer + (event == '1' and 2 or 1)], at, id)
    bytes[buffer] = (bytes[buffer] or 0) + #ARGV[i + 4]
    local time = tonumber(at)
    newestAny[buffer] = math.max(newestAny[buffer] or time, time)
    if event == '0' then newestSaid[buffer] = math.max(newestSaid[buffer] or time, time) end
  else
    seq = redis.call('HGET', ids, id)
  end
  seqs[#seqs + 1] = seq
end
for buffer, time in pairs(newestAny) do
  redis.call('ZADD', any, 'GT', string.format('%.0f', time), ARGV[5 + buffer])
  redis.call('HINCRBY', KEYS[6], ARGV[5 + buffer], bytes[buffer])
end
for buffer, time in pairs(newestSaid) do
  redis.call('ZADD', said, 'GT', string.format('%.0f', time), ARGV[5 + buffer])
end
redis.call('SET', counter, string.format('%.0f', last))
return seqs
`

/**
 * The ids of one end of a buffer's time, in one of its indexes.
 * ARGV: oldest or newest; limit; 1 with events, 2 nothing else; for the lower and the upper bound
 * each: none, time or place, its at, its id.
 * Lua compares strings by the server's language, hence the comparison by bytes.
 */
const ranges = `
local function below(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

local function rank(index, at, id, included)
  local low = redis.call('ZCOUNT', index, '-inf', '(' .. at)
  local high = low + redis.call('ZCOUNT', index, at, at)
  while low < high do
    local middle = math.floor((low + high) / 2)
    local found = redis.call('ZRANGE', index, middle, middle)[1]
    if below(found, id) or (included and found == id) then
      low = middle + 1
    else
      high = middle
    end
  end
  return low
end

local function range(index, ...)
  local first, last = 0, redis.call('ZCARD', index)
  if ARGV[4] == 'time' then first = redis.call('ZCOUNT', index, '-inf', ARGV[5]) end
  if ARGV[4] == 'place' then first = rank(index, ARGV[5], ARGV[6], true) end
  if ARGV[7] == 'time' then last = redis.call('ZCOUNT', index, '-inf', '(' .. ARGV[8]) end
  if ARGV[7] == 'place' then last = rank(index, ARGV[8], ARGV[9], false) end
  local limit = tonumber(ARGV[2])
  if ARGV[1] == 'oldest' then last = math.min(last, first + limit) end
  if ARGV[1] == 'newest' then first = math.max(first, last - limit) end
  if first >= last then return {} end
  return redis.call('ZRANGE', index, first, last - 1, ...)
end
`

/**
 * One end of a buffer's time.
 * KEYS: rows, ids, messages, events.
 * ARGV: see above.
 * Returns two lists, messages and events, each of seq and packed row; whoever asked merges.
 */
export const page = `#!lua flags=no-writes
${ranges}
-- Rows of one page mostly stand together: one look finds them, and the rest are found one by one.
local function take(index)
  local ids = range(index)
  if #ids == 0 then return {} end
  local seqs = redis.call('HMGET', KEYS[2], unpack(ids))
  local first, last = seqs[1], seqs[#seqs]
  if tonumber(first) > tonumber(last) then first, last = last, first end
  local entries = {}
  for _, entry in ipairs(redis.call('XRANGE', KEYS[1], first, last, 'COUNT', #ids)) do
    entries[entry[1]] = entry[2]
  end
  local rows = {}
  for i, seq in ipairs(seqs) do
    local fields = entries[seq .. '-0'] or redis.call('XRANGE', KEYS[1], seq, seq)[1][2]
    rows[2 * i - 1], rows[2 * i] = seq, fields[2]
  end
  return rows
end

return { ARGV[3] == '2' and {} or take(KEYS[3]), ARGV[3] == '0' and {} or take(KEYS[4]) }
`

/** As `page`, of each row only its id and its at. KEYS: messages, events. */
export const places = `#!lua flags=no-writes
${ranges}
local function scored(index) return range(index, 'WITHSCORES') end
return { ARGV[3] == '2' and {} or scored(KEYS[1]), ARGV[3] == '0' and {} or scored(KEYS[2]) }
`

/** KEYS: messages, events. ARGV: an id. Returns its time. */
export const locate = `#!lua flags=no-writes
return redis.call('ZSCORE', KEYS[1], ARGV[1]) or redis.call('ZSCORE', KEYS[2], ARGV[1])
`

/** What rows leave behind, where some of a buffer have gone. */
const tidy = `
local function follow(times, buffer, newest)
  if newest then
    redis.call('ZADD', times, newest, buffer)
  else
    redis.call('ZREM', times, buffer)
  end
end

local function lose(buffer, seq)
  local entry = redis.call('XRANGE', rows, seq, seq)[1]
  redis.call('HINCRBY', bytes, buffer, -#entry[2][2])
end

local function tidy(buffer, secondsKept)
  local newest = redis.call('ZRANGE', messages, 0, 0, 'REV', 'WITHSCORES')[2]
  local event = redis.call('ZRANGE', events, 0, 0, 'REV', 'WITHSCORES')[2]
  follow(said, buffer, newest)
  if event and (not newest or tonumber(event) > tonumber(newest)) then newest = event end
  follow(any, buffer, newest)
  if not newest then redis.call('HDEL', bytes, buffer) end
  if redis.call('XLEN', rows) == 0 then
    redis.call('DEL', rows, bytes)
    redis.call('EXPIRE', counter, secondsKept)
    redis.call('EXPIRE', fence, secondsKept)
  end
end
`

/** The result of a call that Redis has carried out before, when it comes again. */
const remembered = `
local before = redis.call('GET', done)
if before then
  local number, result = cmsgpack.unpack(before)
  if number == ARGV[1] then return result end
end
`

/**
 * One step of forgetting, in one buffer, messages or events: it must work when memory is full.
 * KEYS: rows, seq, said, any, fence, bytes, ids, messages, events, done, and which of messages and events.
 * ARGV: the number of this step; the owner's token or nothing; the upper end of time; the highest seq to forget; how many rows
 * to look at, behind how many; the buffer; for how many seconds an empty log's seq is remembered.
 * Returns how many were forgotten, and how many it has seen.
 */
export const forget = `#!lua flags=allow-oom
local rows, counter, said, any, fence, bytes, ids, messages, events, done, index = unpack(KEYS)
${remembered}
${guard}
${tidy}
if shutOut(fence, ARGV[2]) then return fenced end
local found = redis.call('ZRANGE', index, '-inf', ARGV[3], 'BYSCORE', 'LIMIT', ARGV[6], ARGV[5])
local gone, seqs = {}, {}
for i, id in ipairs(found) do
  local seq = redis.call('HGET', ids, id)
  if tonumber(seq) <= tonumber(ARGV[4]) then
    gone[#gone + 1] = id
    seqs[#seqs + 1] = seq
    lose(ARGV[7], seq)
  end
end
local result = { #gone, #found }
if #gone > 0 then
  redis.call('ZREM', index, unpack(gone))
  redis.call('HDEL', ids, unpack(gone))
  redis.call('XDEL', rows, unpack(seqs))
  tidy(ARGV[7], ARGV[8])
  redis.call('SET', done, cmsgpack.pack(ARGV[1], result), 'EX', 3600)
end
return result
`

/**
 * Takes one row away.
 * KEYS: rows, seq, said, any, fence, bytes, ids, messages, events, done.
 * ARGV: the number of this call; the owner's token or nothing; the buffer; the id; for how many
 * seconds an empty log's seq is remembered. Returns 1, or 0 where there was none.
 */
export const redact = `#!lua flags=allow-oom
local rows, counter, said, any, fence, bytes, ids, messages, events, done = unpack(KEYS)
${remembered}
${guard}
${tidy}
if shutOut(fence, ARGV[2]) then return fenced end
local seq = redis.call('HGET', ids, ARGV[4])
if not seq then return 0 end
lose(ARGV[3], seq)
redis.call('HDEL', ids, ARGV[4])
redis.call('ZREM', messages, ARGV[4])
redis.call('ZREM', events, ARGV[4])
redis.call('XDEL', rows, seq)
tidy(ARGV[3], ARGV[5])
redis.call('SET', done, cmsgpack.pack(ARGV[1], 1), 'EX', 3600)
return 1
`

/** KEYS: a registry. ARGV: names of logs. */
export const register = `#!lua
local now = redis.call('TIME')[1]
for _, log in ipairs(ARGV) do redis.call('ZADD', KEYS[1], now, log) end
return #ARGV
`

/** KEYS: a registry. ARGV: a prefix. Returns the names that begin with it: only these travel. */
export const names = `#!lua flags=no-writes
local found = {}
for _, name in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if string.sub(name, 1, #ARGV[1]) == ARGV[1] then found[#found + 1] = name end
end
return found
`

/** KEYS: a registry. ARGV: for how many seconds a registration holds, names of empty logs. */
export const unregister = `#!lua flags=allow-oom
local oldest = redis.call('TIME')[1] - ARGV[1]
for i = 2, #ARGV do
  local registered = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if registered and tonumber(registered) < oldest then redis.call('ZREM', KEYS[1], ARGV[i]) end
end
return #ARGV
`
