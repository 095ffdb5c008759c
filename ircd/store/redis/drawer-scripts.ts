/** What happens to a drawer of a shelf inside Redis. */

/**
 * Works on one drawer of a shelf.
 * KEYS: values, keys, done, fences.
 * ARGV: the number of this call, or nothing when it writes nothing; then for each operation its
 * name, key or prefix, value, and the owner with its token, or nothing. Returns a result for each,
 * `FENCED` where there is a newer owner.
 */
const work = `
if ARGV[1] ~= '' then
  local before = redis.call('GET', KEYS[3])
  if before then
    local number, results = cmsgpack.unpack(before)
    if number == ARGV[1] then return results end
  end
end
local values, keys = KEYS[1], KEYS[2]
local operations = {
  get = function(key) return redis.call('HGET', values, key) end,
  add = function(key, value)
    local added = redis.call('HSETNX', values, key, value)
    if added == 1 then redis.call('ZADD', keys, 0, key) end
    return added
  end,
  put = function(key, value)
    redis.call('HSET', values, key, value)
    redis.call('ZADD', keys, 0, key)
    return 1
  end,
  replace = function(key, value)
    local bytes, both = string.match(value, '^(%d+):(.*)$')
    local was = string.sub(both, 1, tonumber(bytes))
    local now = string.sub(both, tonumber(bytes) + 1)
    if redis.call('HGET', values, key) ~= was then return 0 end
    if now ~= '' then
      redis.call('HSET', values, key, now)
    else
      redis.call('ZREM', keys, key)
      redis.call('HDEL', values, key)
    end
    return 1
  end,
  remove = function(key)
    redis.call('ZREM', keys, key)
    return redis.call('HDEL', values, key)
  end,
  raise = function() return 1 end,
  list = function(prefix)
    local last = prefix == '' and '+' or '(' .. prefix .. '\\255'
    local found = {}
    for _, key in ipairs(redis.call('ZRANGE', keys, '[' .. prefix, last, 'BYLEX')) do
      found[#found + 1] = key
      found[#found + 1] = redis.call('HGET', values, key)
    end
    return found
  end,
}
local writes = { add = true, put = true, replace = true, remove = true, raise = true }
local function shutOut(owner, token)
  local highest = tonumber(redis.call('HGET', KEYS[4], owner) or 0)
  if highest < tonumber(token) then redis.call('HSET', KEYS[4], owner, token) end
  return highest > tonumber(token)
end
local results = {}
for i = 2, #ARGV, 5 do
  local name, key, value, owner, token = unpack(ARGV, i, i + 4)
  if token ~= '' and writes[name] and shutOut(owner, token) then
    results[#results + 1] = 'FENCED'
  else
    results[#results + 1] = operations[name](key, value)
  end
end
if ARGV[1] ~= '' then
  redis.call('SET', KEYS[3], cmsgpack.pack(ARGV[1], results), 'EX', 604800)
end
return results
`

export const drawer = `#!lua${work}`
export const drawerRead = `#!lua flags=no-writes${work}`
