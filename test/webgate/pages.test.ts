import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { buildClient } from '../../scripts/build.ts'
import { startGateway } from './gateway.ts'

/** Builds into a directory of its own, so that tests need no build before them. */
async function built() {
  const directory = await mkdtemp(join(tmpdir(), 'causerie-dist-'))
  const dist = join(directory, 'dist')
  const sizes = await buildClient(dist)
  return {
    dist,
    sizes,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}

interface Answer {
  status: number
  headers: http.IncomingHttpHeaders
  body: Buffer
}

/** Unlike `fetch` it neither decodes nor follows. */
function ask(url: string, options: http.RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, options, async (response) => {
      const body = Buffer.concat(await response.toArray())
      resolve({ status: response.statusCode!, headers: response.headers, body })
    })
    request.on('error', reject)
    request.end()
  })
}

test('first load stays within 45 kB of JavaScript and 8 kB of CSS, compressed', async () => {
  await using client = await built()
  const sum = (extension: string) =>
    client.sizes
      .filter(({ file, first }) => first && file.endsWith(extension))
      .reduce((bytes, { gzip }) => bytes + gzip, 0)
  assert.ok(sum('.js') > 1000 && sum('.js') <= 45_000, `JavaScript: ${sum('.js')}`)
  assert.ok(sum('.css') > 1000 && sum('.css') <= 8000, `CSS: ${sum('.css')}`)
})

test('the page names its files by their content, and each comes as it is accepted', async () => {
  await using client = await built()
  await using gateway = await startGateway({ dist: client.dist })
  const page = await ask(`${gateway.http}/`)
  assert.equal(page.status, 200)
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8')
  assert.equal(page.headers['cache-control'], 'no-cache')
  const script = /src="(client-[0-9A-Z]{8}\.js)"/.exec(page.body.toString())![1]
  const url = `${gateway.http}/${script}`
  const plain = await ask(url)
  const gzip = await ask(url, { headers: { 'Accept-Encoding': 'gzip, br;q=0' } })
  const brotli = await ask(url, { headers: { 'Accept-Encoding': 'gzip, deflate, br' } })
  assert.equal(plain.headers['content-encoding'], undefined)
  assert.equal(gzip.headers['content-encoding'], 'gzip')
  assert.equal(brotli.headers['content-encoding'], 'br')
  assert.deepEqual(gunzipSync(gzip.body), plain.body)
  assert.deepEqual(brotliDecompressSync(brotli.body), plain.body)
  for (const { headers } of [plain, gzip, brotli]) {
    assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
    assert.equal(headers.vary, 'Accept-Encoding')
  }
})

test('the worker is asked for each time, and the manifest is one', async () => {
  await using client = await built()
  await using gateway = await startGateway({ dist: client.dist })
  const worker = await ask(`${gateway.http}/worker.js`)
  assert.equal(worker.headers['content-type'], 'text/javascript; charset=utf-8')
  assert.equal(worker.headers['cache-control'], 'no-cache')
  const { headers, body } = await ask(`${gateway.http}/manifest.webmanifest`)
  assert.equal(headers['content-type'], 'application/manifest+json')
  for (const { src, type } of JSON.parse(body.toString()).icons) {
    const icon = await ask(`${gateway.http}/${src}`, { headers: { 'Accept-Encoding': 'br' } })
    assert.equal(icon.headers['content-type'], type)
    assert.equal(icon.headers['content-encoding'], type === 'image/png' ? undefined : 'br')
  }
})

test('a page that has not changed is not sent again', async () => {
  await using client = await built()
  await using gateway = await startGateway({ dist: client.dist })
  const { headers } = await ask(`${gateway.http}/`)
  const again = { 'If-None-Match': `"x", W/${headers.etag}` }
  const same = await ask(`${gateway.http}/`, { headers: again })
  assert.equal(same.status, 304)
  assert.equal(same.body.length, 0)
  const other = await ask(`${gateway.http}/`, { headers: { 'If-None-Match': '"x"' } })
  assert.equal(other.status, 200)
})

test('every answer carries a policy that allows nothing from elsewhere and nothing inline', async () => {
  await using client = await built()
  await using gateway = await startGateway({ dist: client.dist })
  for (const path of ['/', '/nowhere', '/healthz', '/webirc/info']) {
    const { headers } = await ask(gateway.http + path)
    const policy = String(headers['content-security-policy'])
    assert.match(policy, /default-src 'self';/)
    assert.match(policy, /require-trusted-types-for 'script'; trusted-types causerie-worker$/)
    assert.match(policy, /manifest-src 'self'; worker-src 'self';/)
    const own = `127.0.0.1:${gateway.port}`
    assert.match(policy, new RegExp(`connect-src 'self' ws://${own} wss://${own};`))
    assert.doesNotMatch(policy, /unsafe|\*/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['referrer-policy'], 'no-referrer')
  }
})

test('pages of other origins may show it where they are listed, and else only its own', async () => {
  const embeds = ['https://forum.example.org', 'https://*.example.net']
  for (const [listed, ancestors] of [
    [[], "'self'"],
    [embeds, `'self' ${embeds.join(' ')}`],
  ] as const) {
    await using gateway = await startGateway({ config: { embeds: [...listed] } })
    const { headers } = await ask(gateway.http)
    const policy = String(headers['content-security-policy'])
    assert.equal(/frame-ancestors ([^;]*);/.exec(policy)?.[1], ancestors)
  }
})

test('a strange Host does not get into the policy', async () => {
  await using gateway = await startGateway()
  const answer = await ask(gateway.http, { headers: { Host: "x; script-src 'unsafe-inline'" } })
  assert.match(String(answer.headers['content-security-policy']), /connect-src 'self';/)
})

test('HEAD answers without a body, other methods with 405, other paths with 404', async () => {
  await using client = await built()
  await using gateway = await startGateway({ dist: client.dist })
  const head = await ask(`${gateway.http}/`, { method: 'HEAD' })
  assert.equal(head.status, 200)
  assert.ok(Number(head.headers['content-length']) > 100)
  assert.equal(head.body.length, 0)
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND']) {
    const answer = await ask(`${gateway.http}/`, { method })
    assert.equal(answer.status, 405, method)
    assert.equal(answer.headers.allow, 'GET, HEAD')
  }
  for (const path of [
    '/nowhere',
    '/../package.json',
    '/%2e%2e/package.json',
    '//',
    '/index.html',
  ]) {
    assert.equal((await ask(gateway.http, { path })).status, 404, path)
  }
})

test('machines find their pages', async () => {
  await using gateway = await startGateway()
  assert.equal((await ask(`${gateway.http}/healthz`)).body.toString(), 'ok\n')
  const info = JSON.parse((await ask(`${gateway.http}/webirc/info`)).body.toString())
  assert.equal(info.name, 'causerie')
  assert.match(info.version, /^\d+\.\d+\.\d+/)
  const socket = await ask(`${gateway.http}/webirc/websocket/`)
  assert.equal(socket.status, 426)
  assert.equal(socket.headers.upgrade, 'websocket')
})

test('without a build the page says how to make one', async () => {
  await using gateway = await startGateway({ dist: join(tmpdir(), 'there-is-no-such-build') })
  const page = await ask(`${gateway.http}/`)
  assert.equal(page.status, 503)
  assert.match(page.body.toString(), /npm run build/)
})
