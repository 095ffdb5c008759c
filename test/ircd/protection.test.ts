/** From the words of the configuration to those of the core. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, parseConfig } from '#host/config.ts'
import { privilegeNames } from '#host/config-protection.ts'
import { privileges } from '../../ircd/core/privilege.ts'
import { protectionOf } from '../../ircd/protection.ts'

const hash = `scrypt$2$1$1$c2FsdA==$${'A'.repeat(43)}=`

function settings(text: string) {
  return protectionOf(parseConfig(text, 'my.toml', '/etc'))
}

test('the configuration knows exactly the privileges that there are', () => {
  assert.deepEqual([...privilegeNames], Object.keys(privileges))
})

test('an operator has the privileges and the title of its class', () => {
  const { opers } = settings(`
    [[oper]]
    name = "ann"
    password = "${hash}"
    [[oper]]
    name = "bob"
    fingerprints = ["${'AB:'.repeat(31)}AB"]
    class = "moderator"
    title = "is the gardener"
    [[oper_class]]
    name = "moderator"
    privileges = ["kill", "see"]
  `)
  assert.deepEqual([...opers[0]!.privileges], Object.keys(privileges))
  assert.equal(opers[0]!.title, 'is a network administrator')
  assert.deepEqual([...opers[1]!.privileges], ['kill', 'see'])
  assert.equal(opers[1]!.title, 'is the gardener')
  assert.equal(opers[1]!.rank, 'moderator')
  assert.deepEqual(opers[1]!.fingerprints, ['ab'.repeat(32)])
})

test('an operator needs a class that exists, and something to prove itself', () => {
  const problems = (text: string) => {
    try {
      settings(text)
    } catch (error) {
      if (error instanceof ConfigError) return error.problems.join('\n')
    }
    return ''
  }
  assert.match(problems('[[oper]]\nname = "ann"'), /ann needs a password or fingerprints$/)
  const classless = `[[oper]]\nname = "ann"\npassword = "${hash}"\nclass = "king"`
  assert.match(problems(classless), /ann: there is no class king$/)
  assert.match(problems('[[oper]]\nname = "ann"\npassword = "secret"'), /causerie mkpasswd/)
})

test('rates are read, or off', () => {
  const { protection } = settings('[ircd.throttle]\nlogins = "3 per 1m"\nopers = "off"')
  assert.deepEqual(protection.throttle.logins, { count: 3, ms: 60_000 })
  assert.equal(protection.throttle.opers.count, 0)
  assert.throws(() => settings('[ircd.throttle]\nlogins = "many"'), /as "32 per 10m"/)
})

test('rules and administrators are lines', () => {
  const { rules, admin } = settings(
    '[ircd]\nrules = "be kind\\nno ads\\n"\nadmin = ["Home", "Ann"]',
  )
  assert.deepEqual(rules, ['be kind', 'no ads'])
  assert.deepEqual(admin, ['Home', 'Ann'])
})
