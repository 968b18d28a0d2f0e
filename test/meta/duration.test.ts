import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseGoDuration } from '../../src/meta/duration.ts'

const DURATIONS: Record<string, number | undefined> = {
  '0': 0,
  '1h30m': 5_400_000,
  '-1.5s': -1_500,
  '.5s': 500,
  '2.m': 120_000,
  '+500ms': 500,
  '': undefined,
  '5': undefined,
  '.s': undefined,
  s: undefined,
  '1.2.3s': undefined,
  '1h ': undefined,
}

for (const [text, want] of Object.entries(DURATIONS))
  test(`"${text}" is ${want === undefined ? 'no duration' : `${want} ms`}`, () => {
    assert.equal(parseGoDuration(text), want)
  })

test('digits without a unit are no duration, however many they are', () => {
  assert.equal(parseGoDuration('1'.repeat(1_000_000)), undefined)
})
