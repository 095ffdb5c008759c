/** What happens to a drawer of a shelf inside Redis. */

/**
 * Works on one drawer of a shelf.
 * KEYS: values, keys, done.
 * ARGV: the number of this call, or nothing when it writes nothing; then for each operation its
 * name, key or prefix, and value. Returns a result for each.
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
  remove = function(key)
    redis.call('ZREM', keys, key)
    return redis.call('HDEL', values, key)
  end,
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
local results = {}
for i = 2, #ARGV, 3 do results[#results + 1] = operations[ARGV[i]](ARGV[i + 1], ARGV[i + 2]) end
if ARGV[1] ~= '' then
  redis.call('SET', KEYS[3], cmsgpack.pack(ARGV[1], results), 'EX', 604800)
end
return results
`

export const drawer = `#!lua${work}`
export const drawerRead = `#!lua flags=no-writes${work}`
