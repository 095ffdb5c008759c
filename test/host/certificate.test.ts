import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { generate } from 'selfsigned'
import { ensureCertificate, ownCertificate, readCertificate } from '#host/certificate.ts'

async function makeDir(t: TestContext) {
  const dir = await mkdtemp(join(tmpdir(), 'causerie-'))
  t.after(() => rm(dir, { recursive: true }))
  return dir
}

test('a certificate is made on the first start and kept', async (t) => {
  const dir = join(await makeDir(t), 'data')
  const said: string[] = []
  const say = (text: string) => said.push(text)
  const made = await ensureCertificate(dir, ['irc.test', 'localhost', '127.0.0.1', '::1'], say)
  assert.equal(said.length, 1)
  assert.match(said[0]!, /^a self-signed certificate is made: .*cert\.pem$/)
  assert.match(made.fingerprint, /^[0-9a-f]{64}$/)
  const x509 = new X509Certificate(made.cert)
  assert.equal(x509.subject, 'CN=irc.test')
  assert.equal(x509.checkHost('localhost'), 'localhost')
  assert.equal(x509.checkIP('127.0.0.1'), '127.0.0.1')
  assert.ok(x509.checkIP('::1'))
  assert.ok(Date.parse(x509.validTo) > Date.now() + 3000 * 86_400_000)
  assert.deepEqual(await ensureCertificate(dir, ['other'], say), made)
  assert.equal(said.length, 1)
  assert.deepEqual((await readdir(join(dir, 'tls'))).sort(), ['cert.pem', 'key.pem'])
  assert.equal((await stat(ownCertificate(dir).key)).mode & 0o777, 0o600)
})

test('an expired certificate is replaced, and so is one without its key', async (t) => {
  const dir = await makeDir(t)
  const paths = ownCertificate(dir)
  const first = await ensureCertificate(dir, ['irc.test'])
  const notAfterDate = new Date(Date.now() - 1000)
  const notBeforeDate = new Date(Date.now() - 86_400_000)
  const old = await generate([{ name: 'commonName', value: 'old' }], {
    keyType: 'ec',
    notBeforeDate,
    notAfterDate,
  })
  await writeFile(paths.cert, old.cert)
  await writeFile(paths.key, old.private)
  const said: string[] = []
  const second = await ensureCertificate(dir, ['irc.test'], (text) => said.push(text))
  assert.match(said[0]!, /has expired: a new one is made$/)
  assert.notEqual(second.fingerprint, first.fingerprint)
  await writeFile(paths.key, old.private)
  const third = await ensureCertificate(dir, ['irc.test'])
  assert.notEqual(third.fingerprint, second.fingerprint)
  await rm(paths.cert)
  const fourth = await ensureCertificate(dir, ['irc.test'])
  assert.notEqual(fourth.fingerprint, third.fingerprint)
})

test('files that are no certificate are refused in one line that names them', async (t) => {
  const dir = await makeDir(t)
  const [one, other] = await Promise.all([generate(null!), generate(null!)])
  const at = async (name: string, text: string) => {
    await writeFile(join(dir, name), text)
    return join(dir, name)
  }
  const cert = await at('cert', one.cert)
  const key = await at('key', one.private)
  assert.equal(readCertificate({ cert, key }).cert, one.cert)
  const junk = await at('junk', 'junk')
  const strange = await at('strange', other.private)
  assert.throws(() => readCertificate({ cert: junk, key }), /junk is not a PEM certificate$/)
  assert.throws(() => readCertificate({ cert, key: junk }), /junk is not a PEM private key$/)
  assert.throws(() => readCertificate({ cert, key: strange }), /strange is not the key of .*cert$/)
  const nowhere = join(dir, 'nowhere')
  assert.throws(() => readCertificate({ cert: nowhere, key }), /cannot read .*nowhere: ENOENT/)
})
