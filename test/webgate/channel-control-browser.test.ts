/** The settings of a channel on the page, as its operator and as a guest see them. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { nothingToObject } from './axe.ts'
import { enter, say } from './chromium.ts'
import { inBrowser, Stage } from './stage.ts'

const stage = new Stage()

test('an operator sets topic, modes and bans in the page; others look on', inBrowser, async () => {
  const alice = await stage.visit()
  await enter(alice.page, 'alice', '#tea')
  const bob = await stage.visit()
  await enter(bob.page, 'bob', '#tea')
  await say(alice.page, '/ban *!*@bad.example')
  await alice.page.getByRole('button', { name: '#tea', exact: true }).last().click()
  const dialog = alice.page.getByRole('dialog', { name: 'Settings of #tea' })
  const masks = dialog.getByRole('listitem')
  await masks.filter({ hasText: /\*!\*@bad\.example.*by alice, Today/ }).waitFor()
  await nothingToObject(alice.page, 'the settings of a channel')

  await dialog.getByPlaceholder('Nickname, or a mask').fill('mallory')
  await dialog.getByPlaceholder('Nickname, or a mask').press('Enter')
  await masks.filter({ hasText: 'mallory!*@*' }).waitFor()
  await dialog.getByRole('button', { name: 'Remove: *!*@bad.example' }).click()
  await masks.filter({ hasText: 'bad.example' }).waitFor({ state: 'detached' })
  await dialog.getByLabel('Topic', { exact: true }).fill('milk first')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await bob.page.locator('.head .topic', { hasText: 'milk first' }).waitFor()
  await dialog.getByLabel('Only those with voice speak').check()
  await dialog.getByLabel('People at most').fill('nobody knows')
  await dialog.getByLabel('People at most').press('Enter')
  await dialog.getByRole('alert').waitFor()
  await alice.page.keyboard.press('Escape')
  await bob.page.locator('.row.mode', { hasText: '+m' }).waitFor()

  await bob.page.getByRole('button', { name: '#tea', exact: true }).last().click()
  const looked = bob.page.getByRole('dialog', { name: 'Settings of #tea' })
  await looked.getByRole('listitem').filter({ hasText: 'mallory!*@*' }).waitFor()
  assert.equal(await looked.getByLabel('Only those with voice speak').isDisabled(), true)
  assert.equal(await looked.getByLabel('Only those with voice speak').isChecked(), true)
  assert.equal(await looked.getByRole('button', { name: /^(Remove|Add|Save)/ }).count(), 0)
  for (const { page, complaints } of [alice, bob]) {
    assert.deepEqual(complaints, [])
    await page.context().close()
  }
})

test(
  'a name in the list of members opens who that is, and what can be done',
  inBrowser,
  async () => {
    const alice = await stage.visit()
    await enter(alice.page, 'alice', '#people')
    const bob = await stage.visit()
    await enter(bob.page, 'bob', '#people')
    await alice.page.getByRole('button', { name: 'bob', exact: true }).click()
    const card = alice.page.getByRole('dialog', { name: 'bob' })
    await card.getByText('~bob@').waitFor()
    await nothingToObject(alice.page, 'somebody')
    await card.getByRole('button', { name: 'Give voice' }).click()
    await card.getByRole('button', { name: 'Take voice' }).waitFor()
    await card.getByRole('button', { name: 'Ignore' }).click()
    await card.getByRole('button', { name: 'Stop ignoring' }).click()
    await card.getByRole('button', { name: 'Ban and remove' }).click()
    await card.getByRole('button', { name: 'Really ban from #people?' }).click()
    await bob.page.locator('.row.kick').waitFor()
    await card.waitFor({ state: 'detached' })

    await say(alice.page, '/whois bob')
    await card.getByRole('button', { name: 'Write to bob' }).click()
    await alice.page.locator('.titles h1', { hasText: 'bob' }).waitFor()
    await say(alice.page, 'no hard feelings')
    await bob.page
      .locator('.buffer', { hasText: 'alice' })
      .locator('.count', { hasText: '1' })
      .waitFor()
    await say(alice.page, '/whois nobody')
    await alice.page.getByText('Nobody of this name is here.').waitFor()
    for (const { page, complaints } of [alice, bob]) {
      assert.deepEqual(complaints, [])
      await page.context().close()
    }
  },
)
