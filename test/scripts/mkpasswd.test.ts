import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConfig } from '#host/config.ts'
import { checkPassword } from '#host/secrets.ts'
import { causerie } from './command.ts'

test('the hash of a password is one that the configuration takes', async () => {
  const { code, stdout } = await causerie(['mkpasswd'], { input: 'correct horse\n' })
  assert.equal(code, 0)
  const hash = stdout.trim()
  assert(await checkPassword('correct horse', { scrypt: hash }))
  assert(!(await checkPassword('battery staple', { scrypt: hash })))
  const { oper } = parseConfig(`[[oper]]\nname = "ann"\npassword = "${hash}"`, 'x.toml', '/')
  assert.equal(oper[0]!.password, hash)
})
