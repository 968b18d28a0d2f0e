import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { humanDuration } from '../../src/meta/duration.ts'
import { formatMicroTime, formatTime, parseTime } from '../../src/meta/time.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const ages: readonly (readonly [number, string])[] = [
  [0, '0s'],
  [45 * SECOND, '45s'],
  [119 * SECOND, '119s'],
  [2 * MINUTE, '2m'],
  [2 * MINUTE + 5 * SECOND, '2m5s'],
  [11 * MINUTE + 30 * SECOND, '11m'],
  [3 * HOUR + 20 * MINUTE, '3h20m'],
  [9 * HOUR, '9h'],
  [2 * DAY + 3 * HOUR, '2d3h'],
  [30 * DAY, '30d'],
  [3 * 365 * DAY + 5 * DAY, '3y5d'],
]

describe('an age', () => {
  for (const [ms, text] of ages)
    test(`of ${ms} ms is shown as ${text}`, () => assert.equal(humanDuration(ms), text))
})

describe('a time', () => {
  const ms = Date.UTC(2026, 1, 3, 4, 5, 6, 789)

  test('is written in whole seconds', () => assert.equal(formatTime(ms), '2026-02-03T04:05:06Z'))
  test('of leases and events has microseconds', () =>
    assert.equal(formatMicroTime(ms), '2026-02-03T04:05:06.789000Z'))
  test('is read with an offset', () =>
    assert.equal(parseTime('2026-02-03T05:05:06+01:00'), Date.UTC(2026, 1, 3, 4, 5, 6)))
})
