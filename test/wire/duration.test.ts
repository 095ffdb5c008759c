import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatDuration, parseDuration } from '#wire/duration.ts'

test('a duration is units added up, or seconds', () => {
  assert.equal(parseDuration('1d2h'), 93_600)
  assert.equal(parseDuration('90'), 90)
  assert.equal(parseDuration('30M'), 1800)
  assert.equal(parseDuration('0'), 0)
  assert.equal(parseDuration('forever'), 0)
})

test('what is no duration is none', () => {
  for (const text of ['', 'soon', '1x', '-5', '1d2', '1.5h']) {
    assert.equal(parseDuration(text), undefined, text)
  }
})

test('a duration is written with its two largest units', () => {
  assert.equal(formatDuration(93_660), '1d2h')
  assert.equal(formatDuration(61), '1m1s')
  assert.equal(formatDuration(0), '0s')
})
