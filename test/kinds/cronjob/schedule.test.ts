import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseSchedule, type Schedule } from '../../../src/kinds/cronjob/schedule.ts'

function scheduleOf(text: string): Schedule | undefined {
  const parsed = parseSchedule(text)
  return parsed.error === undefined ? parsed.schedule : undefined
}

const minutes: Record<string, number[]> = {
  '5 * * * *': [5],
  '1,3 * * * *': [1, 3],
  '10-12 * * * *': [10, 11, 12],
  '*/20 * * * *': [0, 20, 40],
  '50-59/5 * * * *': [50, 55],
  '@hourly': [0],
}

describe('a schedule', () => {
  for (const [text, expected] of Object.entries(minutes))
    test(`"${text}" is due at ${expected}`, () =>
      assert.deepEqual([...(scheduleOf(text)?.minutes ?? [])], expected))

  test('knows days and months by name', () => {
    const schedule = scheduleOf('0 0 * feb mon-wed')
    assert.deepEqual([...(schedule?.months ?? [])], [2])
    assert.deepEqual([...(schedule?.weekdays ?? [])], [1, 2, 3])
  })

  test('may come again and again', () => assert.equal(scheduleOf('@every 90s')?.everyMs, 90_000))

  for (const text of [
    '',
    '* * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    'x * * * *',
    '*/0 * * * *',
    '9-3 * * * *',
    '@never',
  ])
    test(`"${text}" is none`, () => assert.notEqual(parseSchedule(text).error, undefined))

  test('whose number is beyond all numbers is told so', () => {
    const number = '9'.repeat(20)
    assert.equal(
      parseSchedule(`${number} * * * *`).error,
      `failed to parse int from ${number}: strconv.Atoi: parsing "${number}": value out of range`,
    )
  })
})

describe('a zone that a schedule names', () => {
  const zones: Record<string, string | undefined> = {
    'Europe/Berlin': undefined,
    Local: undefined,
    'Nowhere/X': 'provided bad location Nowhere/X: unknown time zone Nowhere/X',
    '../x': 'provided bad location ../x: time: invalid location name',
  }
  for (const [zone, error] of Object.entries(zones))
    test(`${zone} is ${error === undefined ? '' : 'not '}known`, () =>
      assert.equal(parseSchedule(`CRON_TZ=${zone} 0 * * * *`).error, error))
})
