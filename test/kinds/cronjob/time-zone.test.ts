import assert from 'node:assert/strict'
import { it } from 'node:test'
import { timeZoneErrors } from '../../../src/kinds/cronjob/time-zone.ts'

const LOCAL = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'

const cases: [string, string[]][] = [
  ['Europe/Berlin', []],
  ['Etc/GMT+1', []],
  ['', ['timeZone must be nil or non-empty string']],
  ['Local', [LOCAL]],
  ['local', [LOCAL, 'unknown time zone local']],
  ['EUROPE/Berlin', ['unknown time zone EUROPE/Berlin']],
  ['Europe/../Berlin', ['unknown time zone Europe/../Berlin']],
  ['Averyveryverylongname', ['unknown time zone Averyveryverylongname']],
]

for (const [zone, errors] of cases)
  it(`the zone '${zone}' has ${errors.length} faults`, () =>
    assert.deepEqual(timeZoneErrors(zone), errors))
