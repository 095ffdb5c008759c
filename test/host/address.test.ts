import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAddress, parseAddress } from '#host/address.ts'

test('every form of address is read and written back', () => {
  const texts = [
    'tcp:127.0.0.1:6667',
    'tls:irc.example:0',
    'tcp:[::1]:6667',
    'tls:[::]:6697',
    'unix:/run/causerie.sock',
    'inproc:ircd',
  ]
  for (const text of texts) assert.equal(formatAddress(parseAddress(text)), text)
  assert.deepEqual(parseAddress('tcp:[::1]:80'), { kind: 'tcp', host: '::1', port: 80 })
})

test('a wrong address is refused with its text and what is allowed', () => {
  const wrong: [string, RegExp][] = [
    ['', /tcp:HOST:PORT, tls:HOST:PORT, unix:\/PATH or inproc:NAME/],
    ['6667', /tcp:HOST:PORT/],
    ['http:localhost:80', /"http:localhost:80" is not an address/],
    ['tcp:localhost', /port is missing/],
    ['tcp:[::1]', /port is missing/],
    ['tcp::6667', /host is missing/],
    ['tcp:[]:6667', /host is missing/],
    ['tcp:::1:6667', /IPv6 is written/],
    ['tcp:localhost:65536', /0 to 65535/],
    ['tcp:localhost:-1', /0 to 65535/],
    ['tcp:localhost:irc', /0 to 65535/],
    ['tcp:local host:1', /name or an IP/],
    ['unix:run/sock', /begin with \//],
    ['inproc:', /letters/],
    ['inproc:a b', /letters/],
  ]
  for (const [text, why] of wrong) assert.throws(() => parseAddress(text), why, text)
})
